<#-- @model thimble.targets.cortexm.ConvModel as k, String name, String parameters: one row of a convolution -->
/*
 * ${k.title}.
 * What the windows of ${k.block.pixels()} pixels cover of each source row is widened to 16 bits once, in `windows`,
 * and multiplied with the weights of all output channels, ${k.block.channels()} at a time: ${k.block.channels()} x ${k.block.pixels()} sums in
 * registers. Four bytes b0 b1 b2 b3 become the pairs (b0, b2) and (b1, b3), for weights as for inputs.
 * weight: block by block of channels, in it for each row of the window ${k.runSteps()} bytes for each channel.
 * channels: bias (with the input's zero point), multiplier, shift.
 * zero: of the output. pad: what a cell outside of the image holds.
<#if k.pixelOverlap()>
 * The last block of a row begins where it still fits: what it computes twice is the same.
</#if>
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    for (int32_t x = 0; x < ${k.width}; x += ${k.block.pixels()}) {
<#if k.pixelOverlap()>
        if (x > ${k.lastPixel()}) {
            x = ${k.lastPixel()};
        }
</#if>
        const int32_t column = x * ${k.taps.strideX()} - ${k.taps.padLeft()};
#pragma GCC unroll 1
        for (int32_t tap = 0; tap < ${k.taps.height()}; tap++) {
            int32_t *const cells = windows + windowsAt + tap * ${k.spanWords()};
            if (srcRows[tap] < 0) {
                dsp_fill(cells, pad, ${k.spanBytes()});
<#if k.bordered()>
            } else if (column < 0 || column > ${k.lastBlockColumn()}) {
                dsp_expand_row(cells, src + srcRows[tap], column, ${k.taps.sourceWidth()}, ${k.spanCells()}, ${k.inputs}, pad);
</#if>
            } else {
                dsp_expand(cells, src + srcRows[tap] + column * ${k.inputs}, ${k.spanBytes()});
            }
        }
        const int8_t *filter = weight;
        const int32_t *entry = channels;
        int8_t *to = dst + dstAt + x * ${k.outputs};
        for (int32_t channel = 0; channel < ${k.outputs}; channel += ${k.block.channels()}) {
<#if k.channelOverlap() != 0>
            if (channel > ${k.lastChannel()}) {
                entry -= ${k.tableOverlap()};
                to -= ${k.channelOverlap()};
            }
</#if>
            int32_t sums[${k.sums()?size}] = {
                <#list k.sums() as sum>entry[${sum.entry()}]<#sep>, </#list>
            };
#pragma GCC unroll 1
            for (int32_t tap = 0; tap < ${k.taps.height()}; tap++) {
                filter = dsp_dot_${k.block.channels()}x${k.block.pixels()}(
                    sums, filter, windows + windowsAt + tap * ${k.spanWords()}, ${k.runSteps()}, ${2 * k.pixelBytes()});
            }
<#list k.sums() as sum>
<#if k.rescaling.clamps()>
            to[${sum.at()}] = (int8_t)dsp_clamp(${k.rescaling.call()}(sums[${sum.index()}], entry[${sum.entry() + 1}], entry[${sum.entry() + 2}], zero), ${k.rescaling.low()}, ${k.rescaling.high()});
<#else>
            to[${sum.at()}] = (int8_t)dsp_clamp8(${k.rescaling.call()}(sums[${sum.index()}], entry[${sum.entry() + 1}], entry[${sum.entry() + 2}], zero));
</#if>
</#list>
            entry += ${k.tableStep()};
            to += ${k.block.channels()};
        }
    }
}
