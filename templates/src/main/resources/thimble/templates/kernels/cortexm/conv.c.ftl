<#-- @model thimble.targets.cortexm.ConvModel as k, String name, String parameters: one row of a convolution -->
<#macro function name k>
/*
 * ${k.title}.
 * The input windows of ${k.block.pixels()} pixels at a time are widened to 16 bits once, in `windows`, and multiplied
 * with the weights of all output channels, ${k.block.channels()} at a time: ${k.block.channels()} x ${k.block.pixels()} sums in registers.
 * Four bytes b0 b1 b2 b3 become the pairs (b0, b2) and (b1, b3), for weights as for inputs.
<#if k.aligned()>
 * weight: ${k.steps} bytes for each channel.
<#else>
 * weight: ${k.steps} bytes for each channel, zeros behind its ${k.depth}.
</#if>
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
<#if k.narrow()?has_content>
    if (pixels < ${k.block.pixels()}) {
        ${name}_narrow(src, srcAt, weight, channels, zero, windows, windowsAt, dst, dstAt, pixels);
        return;
    }
</#if>
    for (int32_t x = 0; x < pixels; x += ${k.block.pixels()}) {
<#if k.pixelOverlap()>
        if (x > pixels - ${k.block.pixels()}) {
<#if k.finishes()>
            if (pixels - x == ${k.narrowPixels()}) {
                ${name}_narrow(
                    src, srcAt + x * ${k.inputs}, weight, channels, zero, windows, windowsAt, dst,
                    dstAt + x * ${k.outputs}, ${k.narrowPixels()});
                return;
            }
</#if>
            x = pixels - ${k.block.pixels()};
        }
</#if>
<#if k.aligned()>
        dsp_expand(windows + windowsAt, src + srcAt + x * ${k.inputs}, ${k.blockBytes()});
<#else>
<#list k.block.pixelIndices() as pixel>
        dsp_expand_padded(windows + windowsAt + ${pixel * k.words()}, src + srcAt + (x + ${pixel}) * ${k.inputs}, ${k.depth});
</#list>
</#if>
<#else>
    for (int32_t x = 0; x < ${k.width}; x += ${k.block.pixels()}) {
<#if k.pixelOverlap()>
        if (x > ${k.lastPixel()}) {
            x = ${k.lastPixel()};
        }
</#if>
        int32_t *window = windows + windowsAt;
#pragma GCC unroll 1
        for (int32_t pixel = x; pixel < x + ${k.block.pixels()}; pixel++) {
            const int32_t column = pixel * ${k.taps.strideX()} - ${k.taps.padLeft()};
#pragma GCC unroll 1
            for (int32_t tap = 0; tap < ${k.taps.height()}; tap++) {
<#if k.direct()>
                const int8_t *run = src + srcRows[tap] + column * ${k.inputs};
                if (srcRows[tap] < 0) {
                    memset(line + lineAt, pad, ${k.taps.run()});
                    run = line + lineAt;
<#if k.bordered()>
                } else if (column < 0 || column > ${k.lastColumn()}) {
                    dsp_gather(line + lineAt, src + srcRows[tap], column, ${k.taps.sourceWidth()}, ${k.taps.width()}, ${k.taps.dilationX()}, ${k.inputs}, pad);
                    run = line + lineAt;
</#if>
                }
                dsp_expand(window, run, ${k.taps.run()});
                window += ${k.taps.run() / 2};
<#else>
                int8_t *run = line + lineAt + tap * ${k.taps.run()};
                if (srcRows[tap] < 0) {
                    memset(run, pad, ${k.taps.run()});
<#if k.dense()>
<#if k.bordered()>
                } else if (column < 0 || column > ${k.lastColumn()}) {
                    dsp_gather(run, src + srcRows[tap], column, ${k.taps.sourceWidth()}, ${k.taps.width()}, ${k.taps.dilationX()}, ${k.inputs}, pad);
</#if>
                } else {
                    memcpy(run, src + srcRows[tap] + column * ${k.inputs}, ${k.taps.run()});
                }
<#else>
                } else {
                    dsp_gather(run, src + srcRows[tap], column, ${k.taps.sourceWidth()}, ${k.taps.width()}, ${k.taps.dilationX()}, ${k.inputs}, pad);
                }
</#if>
</#if>
            }
<#if !k.direct()>
<#if !k.aligned()>
            memset(line + lineAt + ${k.depth}, 0, ${k.steps - k.depth});
</#if>
            dsp_expand(window, line + lineAt, ${k.steps});
            window += ${k.words()};
</#if>
        }
</#if>
        const int8_t *filter = weight;
        const int32_t *entry = channels;
        int8_t *to = dst + dstAt + x * ${k.outputs};
        for (int32_t channel = 0; channel < ${k.outputs}; channel += ${k.block.channels()}) {
<#if k.channelOverlap() != 0>
            if (channel > ${k.lastChannel()}) {
                filter -= ${k.filterOverlapBytes()};
                entry -= ${k.tableOverlap()};
                to -= ${k.channelOverlap()};
            }
</#if>
            int32_t sums[${k.sums()?size}] = {
                <#list k.sums() as sum>entry[${sum.entry()}]<#sep>, </#list>
            };
            filter = dsp_dot_${k.block.channels()}x${k.block.pixels()}(sums, filter, windows + windowsAt, ${k.steps}, ${2 * k.steps});
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
</#macro>
<#list k.narrow() as narrow>
<@function name=name + "_narrow" k=narrow/>

</#list>
<@function name=name k=k/>
