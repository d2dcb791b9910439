<#-- @model thimble.targets.cortexm.ConvModel as k, String name, String parameters: one row of a convolution -->
/*
 * ${k.title}.
 * What the windows of ${k.block().pixels()} pixels cover of each source row is widened to 16 bits once, in `windows`,
 * and multiplied with the weights of all output channels.
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
        const int32_t column = x * ${k.taps.strideX()} - ${k.taps.padLeft()};
        const int32_t *runs[${k.taps.height()}];
#pragma GCC unroll 1
        for (int32_t tap = 0; tap < ${k.taps.height()}; tap++) {
            int32_t *const cells = windows + windowsAt + tap * ${k.spanWords()};
            runs[tap] = cells;
            if (srcRows[tap] < 0) {
                dsp_fill(cells, pad, ${k.spanBytes()});
<#if k.bordered()>
            } else if (column < 0 || column > ${k.lastBlockColumn()}) {
                dsp_widen_row(cells, src + srcRows[tap], column, ${k.taps.sourceWidth()}, ${k.spanCells()}, ${k.inputs}, pad);
</#if>
            } else {
                dsp_widen(cells, src + srcRows[tap] + column * ${k.inputs}, ${k.spanBytes()}, 2);
            }
        }
        ${k.channels.function()}(runs, ${k.taps.height()}, ${k.runSteps()}, weight, channels, outputs, ${k.rescaling().passed()}, dst + dstAt + x * outputs<#if !k.channels.single()>, outputs</#if>);
    }
}
