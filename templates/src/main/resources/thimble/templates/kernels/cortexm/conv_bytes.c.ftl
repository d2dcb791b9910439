<#-- @model thimble.targets.cortexm.ConvModel as k, String name, String parameters: one row of a convolution -->
/*
 * ${k.title}.
 * The windows of ${k.block().pixels()} pixels, too large to be widened beforehand, are read as bytes and multiplied with
 * the weights of all output channels.
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
    for (int32_t x = 0; x < pixels; x += ${k.block().pixels()}) {
<#if k.pixelOverlap()>
        if (x > pixels - ${k.block().pixels()}) {
            x = pixels - ${k.block().pixels()};
        }
</#if>
        const int8_t *const runs[1] = {src + srcAt + x * ${k.inputs}};
<#else>
    for (int32_t x = 0; x < ${k.width}; x += ${k.block().pixels()}) {
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
        ${k.channels.function()}(runs, ${k.taps.height()}, ${k.runSteps()}, weight, channels, outputs, ${k.rescaling().passed()}, dst + dstAt + x * outputs<#if !k.channels.single()>, outputs</#if>);
    }
}
