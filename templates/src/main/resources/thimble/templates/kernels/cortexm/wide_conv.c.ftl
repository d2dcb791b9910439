<#-- @model thimble.targets.cortexm.WideConvModel as k, String name, String parameters: one row of a convolution of int16 -->
/*
 * ${k.title}, int16. The windows of ${k.pixels()} pixels at a time are gathered in `windows`, fours of each by turns, and
 * multiplied with the weights of all output channels.
 * zero: of the output. pad: what a cell outside of the image holds.
<#if k.pixelOverlap()>
 * The last block of a row begins where it still fits: what it computes twice is the same.
</#if>
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    for (int32_t x = 0; x < ${k.width}; x += ${k.pixels()}) {
<#if k.pixelOverlap()>
        if (x > ${k.width - k.pixels()}) {
            x = ${k.width - k.pixels()};
        }
</#if>
        int32_t *window = windows + windowsAt;
#pragma GCC unroll 1
        for (int32_t pixel = x; pixel < x + ${k.pixels()}; pixel++) {
            const int32_t column = pixel * ${k.strideX} - ${k.padLeft};
#pragma GCC unroll 1
            for (int32_t tap = 0; tap < ${k.height}; tap++) {
                const int16_t *const row = srcRows[tap] < 0 ? NULL : src + srcRows[tap];
<#if k.direct()>
                const int16_t *run = line + lineAt;
                if (row == NULL<#if k.bordered()> || column < 0 || column > ${k.lastColumn()}</#if>) {
                    dsp_gather16(line + lineAt, row, column, ${k.sourceWidth}, ${k.kernelWidth}, ${k.dilationX}, ${k.inputs}, pad);
                } else {
                    run = row + column * ${k.inputs};
                }
                dsp_spread(window + tap * ${k.runWords()}, run, ${k.run()}, ${k.pitchWords()});
<#else>
                dsp_gather16(line + lineAt + tap * ${k.run()}, row, column, ${k.sourceWidth}, ${k.kernelWidth}, ${k.dilationX}, ${k.inputs}, pad);
</#if>
            }
<#if !k.direct()>
            dsp_spread_pixels(window, line + lineAt, ${k.depth()}, 1, ${k.pitchWords()});
</#if>
            window += 2;
        }
        ${k.channels.function()}(windows + windowsAt, ${k.steps()}, weight, channels, outputs, ${k.rescaling().passed()}, dst + dstAt + x * outputs, outputs);
    }
}
