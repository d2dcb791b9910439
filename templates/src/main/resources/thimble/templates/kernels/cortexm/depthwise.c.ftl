<#-- @model thimble.targets.cortexm.DepthwiseModel as k, String name, String parameters: one row of a depthwise convolution -->
/*
 * Depthwise convolution ${k.rows}x${k.columns}, stride ${k.stride}: one output row a call.
 *
 * Four channels at a time, the columns under the kernel are turned into a strip: words that hold two
 * int16 of one channel. A record of the strip, ${k.recordWords()} words, is two columns:
<#list k.rowPairs as pair>
 *     from word ${pair.at} on   rows ${pair.first} and ${pair.second} of the first column, a word for each channel
 *     from word ${pair.nextAt} on   the same of the second column
</#list>
<#if (k.lastRow >= 0)>
 *     from word ${k.lastAt()} on   row ${k.lastRow} of both columns
</#if>
 * Then every filter goes over the words of its channel: one multiplication does two taps.
 *
 * Cells of the padding are the zero point, whose share of every sum is in the bias already.
 * packed: for each filter ${k.weightWords} words of weights (bytes 0 and 2, and 1 and 3, are pairs), then
 * ${k.rescaling.entryText()}.
 */

/* One filter over the words of its channel. Outputs lie dstChannels apart. */
DSP_KERNEL void ${name}_filter(
    const int32_t *restrict strip, const int32_t *restrict packed, int8_t *restrict dst, int32_t dstChannels,
    <#if k.looped>int32_t count, </#if>${k.rescaling.parameters()})
{
<#list k.weights() as word>
<#if word.hasEven>
    const uint32_t w${word.even} = dsp_even((uint32_t)packed[${word.at}]);
</#if>
<#if word.hasOdd>
    const uint32_t w${word.odd} = dsp_odd((uint32_t)packed[${word.at}]);
</#if>
</#list>
    const int32_t *const entry = packed + ${k.weightWords};
<#if k.looped>
    for (;;) {
</#if>
<#list k.pass.outputs as i>
        int32_t sum${i} = ${k.rescaling.bias("entry", 0)};
</#list>
<#list k.pass.loads as load>
        const uint32_t ${load.name} = (uint32_t)strip[${load.at}];
<#list load.products as product>
        sum${product.output} = ${product.function}(${load.name}, w${product.weight}, sum${product.output});
</#list>
</#list>
<#list k.pass.outputs as i>
        dst[${i} * dstChannels] = (int8_t)${k.rescaling.output("sum" + i, "entry", 0)};
<#if k.looped>
        if (--count == 0) {
            return;
        }
</#if>
</#list>
<#if k.looped>
        strip += ${k.pass.advance};
        dst += ${k.pass.count()} * dstChannels;
    }
</#if>
}

DSP_KERNEL void ${name}(
    ${parameters})
{
    const uint32_t zeros = ((uint32_t)srcZero & 0xFFu) * 0x01010101u;
    const int32_t dstChannels = srcChannels * filters;
    /* A row of the padding is one cell of zeros, again and again. */
    const int8_t *at[${k.rows}];
    int32_t pitch[${k.rows}];
#pragma GCC unroll 1
    for (int32_t i = 0; i < ${k.rows}; i++) {
        pitch[i] = srcRows[i] < 0 ? 0 : srcChannels;
        at[i] = srcRows[i] < 0 ? (const int8_t *)&zeros : src + srcRows[i];
    }
    for (int32_t x = 0; x < dstWidth; x += block) {
        const int32_t count = dstWidth - x < block ? dstWidth - x : block;
        const dsp_strip s = {${k.recordWords()}, x * ${k.stride} - padLeft, ((count - 1) * ${k.stride} + ${k.columns} + 1) / 2, srcWidth, zeros};
        for (int32_t from = 0; from < srcChannels; from += 4) {
            /* The last four overlap those before where the number of channels is no multiple. */
            const int32_t channel = from < srcChannels - 4 ? from : srcChannels - 4;
            const int32_t *filter = packed + channel * filters * ${k.packedWords()};
            int8_t *to = dst + dstAt + x * dstChannels + channel * filters;
<#list k.rowPairs as pair>
            dsp_strip_rows(
                &s, strip + stripAt + ${pair.at}, at[${pair.first}] + (pitch[${pair.first}] ? channel : 0),
                at[${pair.second}] + (pitch[${pair.second}] ? channel : 0), pitch[${pair.first}], pitch[${pair.second}]);
</#list>
<#if (k.lastRow >= 0)>
            dsp_strip_row(&s, strip + stripAt + ${k.lastAt()}, at[${k.lastRow}] + (pitch[${k.lastRow}] ? channel : 0), pitch[${k.lastRow}]);
</#if>
#pragma GCC unroll 1
            for (int32_t lane = 0; lane < 4; lane++) {
                for (int32_t i = 0; i < filters; i++) {
                    ${name}_filter(strip + stripAt + lane, filter, to, dstChannels, <#if k.looped>count, </#if>${k.rescaling.passed()});
                    filter += ${k.packedWords()};
                    to++;
                }
            }
        }
    }
}
