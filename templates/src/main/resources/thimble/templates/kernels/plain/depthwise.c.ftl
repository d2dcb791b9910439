<#-- @model thimble.targets.plain.DepthwiseModel as k, String name, String parameters: one row of a depthwise convolution -->
/*
 * One row of a depthwise convolution ${k.rows}x${k.columns}, stride ${k.stride}: ${k.lanes} channels at a time, the last ones where they
 * still fit. The cells under ${k.outputs()} outputs are copied to a strip, ${k.lanes} bytes a cell, ${k.cells()} cells a row; what lies outside
 * of the image is padding there. Then ${k.block} outputs of a channel are summed in registers.
 *
 * packed: for each channel its weights, row by row. channels: for each channel ${k.rescaling.entryText()}.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
#pragma GCC unroll 1
    for (int32_t next = 0; next < dstWidth; next += ${k.outputs()}) {
        const int32_t x = next < dstWidth - ${k.outputs()} ? next : dstWidth - ${k.outputs()};
        const int32_t column = x * ${k.stride} - padLeft;
        const int32_t before = column < 0 ? -column : 0;
        const int32_t end = srcWidth - column < ${k.cells()} ? srcWidth - column : ${k.cells()};
#pragma GCC unroll 1
        for (int32_t part = 0; part < srcChannels; part += ${k.lanes}) {
            const int32_t first = part < srcChannels - ${k.lanes} ? part : srcChannels - ${k.lanes};
            int8_t *cell = strip + stripAt;
#pragma GCC unroll 1
            for (int32_t row = 0; row < ${k.rows}; row++) {
                const int8_t *from = src + srcRows[row] + column * srcChannels + first;
#pragma GCC unroll 1
                for (int32_t i = 0; i < ${k.cells()}; i++, from += srcChannels, cell += ${k.lanes}) {
                    if (srcRows[row] < 0 || i < before || i >= end) {
                        memset(cell, pad, ${k.lanes});
                    } else {
                        memcpy(cell, from, ${k.lanes});
                    }
                }
            }
            const int8_t *weight = packed + first * ${k.taps()};
            const int32_t *entry = channels + first * ${k.rescaling.entryWords()};
#pragma GCC unroll 1
            for (int32_t lane = 0; lane < ${k.lanes}; lane++, weight += ${k.taps()}, entry += ${k.rescaling.entryWords()}) {
                const int8_t *at = strip + stripAt + lane;
                int8_t *to = dst + dstAt + x * srcChannels + first + lane;
<#if k.blocks gt 1>
#pragma GCC unroll 1
                for (int32_t block = 0; block < ${k.blocks}; block++, at += ${k.advance()}) {
<#else>
                {
</#if>
<#list k.steps() as step>
<#if step.weight>
                    const int32_t w${step.tap} = weight[${step.tap}];
<#else>
                    const int32_t ${step.cell} = at[${step.offset}];
<#list step.products as product>
<#if product.first>
                    int32_t ${product.sum} = ${step.cell} * w${product.tap};
<#else>
                    ${product.sum} = dsp_mla(${step.cell}, w${product.tap}, ${product.sum});
</#if>
</#list>
</#if>
</#list>
<#list k.sums() as sum>
                    *to = (int8_t)${sum.text};
                    to = dsp_step(to, srcChannels);
</#list>
                }
            }
        }
    }
}
