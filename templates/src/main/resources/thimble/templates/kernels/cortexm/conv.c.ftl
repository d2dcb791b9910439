<#-- @model thimble.targets.cortexm.ConvModel as k, String name, String parameters: one row of a convolution -->
/*
 * ${k.title}.
 * The windows of ${k.block().pixels()} pixels at a time are gathered in `windows`, widened to 16 bits, and multiplied with the
 * weights of all output channels.
 * zero: of the output. pad: what a cell outside of the image holds.
<#if k.pixelOverlap()>
 * The last block of a row begins where it still fits: what it computes twice is the same.
</#if>
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    for (int32_t x = 0; x < ${k.width}; x += ${k.block().pixels()}) {
<#if k.pixelOverlap()>
        if (x > ${k.lastPixel()}) {
            x = ${k.lastPixel()};
        }
</#if>
        int32_t *window = windows + windowsAt;
#pragma GCC unroll 1
        for (int32_t pixel = x; pixel < x + ${k.block().pixels()}; pixel++) {
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
                dsp_widen(window + tap * ${k.runWords()}, run, ${k.taps.run()}, ${k.pitchWords()});
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
            dsp_widen(window, line + lineAt, ${k.steps}, ${k.pitchWords()});
</#if>
            window += 2;
        }
        ${k.channels.function()}(windows + windowsAt, ${k.steps}, weight, channels, outputs, ${k.rescaling().passed()}, dst + dstAt + x * outputs<#if !k.channels.single()>, outputs</#if>);
    }
}
