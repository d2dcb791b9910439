<#-- @model thimble.targets.cortexm.ConvModel as k, String name, String parameters: one row of a convolution -->
/*
 * ${k.title}.
 * The windows of ${k.block.pixels()} pixels, too large to be widened beforehand, are read as bytes and multiplied
 * with ${k.block.channels()} output channels at a time: ${k.block.channels()} x ${k.block.pixels()} sums in registers.
 * weight: block by block of channels, in it row by row of the window ${k.runSteps()} bytes for each channel.
 * channels: bias (with the input's zero point), multiplier, shift.
<#if k.pointwise>
 * zero: of the output.
<#else>
 * zero: of the output. pad: what a cell outside of the image holds.
</#if>
<#if k.pixelOverlap()>
 * The last block of a row begins where it still fits: what it computes twice is the same.
</#if>
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
<#if k.pointwise>
    for (int32_t x = 0; x < pixels; x += ${k.block.pixels()}) {
<#if k.pixelOverlap()>
        if (x > pixels - ${k.block.pixels()}) {
            x = pixels - ${k.block.pixels()};
        }
</#if>
<#if k.gathers()>
        memcpy(line + lineAt, src + srcAt + x * ${k.inputs}, ${k.blockBytes()});
        const int8_t *const run = line + lineAt;
<#else>
        const int8_t *const run = src + srcAt + x * ${k.inputs};
</#if>
<#else>
    for (int32_t x = 0; x < ${k.width}; x += ${k.block.pixels()}) {
<#if k.pixelOverlap()>
        if (x > ${k.lastPixel()}) {
            x = ${k.lastPixel()};
        }
</#if>
        const int32_t column = x * ${k.taps.strideX()} - ${k.taps.padLeft()};
        const int8_t *runs[${k.taps.height()}];
#pragma GCC unroll 1
        for (int32_t tap = 0; tap < ${k.taps.height()}; tap++) {
            int8_t *const cells = line + lineAt + tap * ${k.spanBytes()};
            runs[tap] = cells;
            if (srcRows[tap] < 0) {
                memset(cells, pad, ${k.spanBytes()});
<#if k.gathers()>
            } else {
                dsp_gather(cells, src + srcRows[tap], column, ${k.taps.sourceWidth()}, ${k.spanCells()}, 1, ${k.inputs}, pad);
            }
<#else>
<#if k.bordered()>
            } else if (column < 0 || column > ${k.lastBlockColumn()}) {
                dsp_gather(cells, src + srcRows[tap], column, ${k.taps.sourceWidth()}, ${k.spanCells()}, 1, ${k.inputs}, pad);
</#if>
            } else {
                runs[tap] = src + srcRows[tap] + column * ${k.inputs};
            }
</#if>
        }
</#if>
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
<#if k.pointwise>
            filter = dsp_dot_bytes_${k.block.channels()}x${k.block.pixels()}(sums, filter, run, ${k.runSteps()}, ${k.pixelBytes()});
<#else>
#pragma GCC unroll 1
            for (int32_t tap = 0; tap < ${k.taps.height()}; tap++) {
                filter = dsp_dot_bytes_${k.block.channels()}x${k.block.pixels()}(sums, filter, runs[tap], ${k.runSteps()}, ${k.pixelBytes()});
            }
</#if>
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
