<#-- @model thimble.targets.plain.ChannelsModel as k, String name, String parameters: one row of a convolution -->
/*
 * One row of a convolution: the windows of `block` pixels are laid side by side, `depth` bytes each, and multiplied with
 * the weights of all output channels. pad: what a cell outside of the image holds.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int32_t run = taps * inputs;
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x += block) {
        const int32_t pixels = dstWidth - x < block ? dstWidth - x : block;
        int8_t *window = windows + windowsAt;
#pragma GCC unroll 1
        for (int32_t pixel = 0; pixel < pixels; pixel++) {
            const int32_t column = (x + pixel) * stride - padLeft;
            const int32_t inside = column >= 0 && column + (taps - 1) * dilation < srcWidth && dilation == 1;
#pragma GCC unroll 1
            for (int32_t row = 0; row < tapRows; row++, window += run) {
                const int8_t *from = src + srcRows[row] + column * inputs;
                if (srcRows[row] < 0) {
                    memset(window, pad, (size_t)run);
                } else if (inside) {
                    dsp_copy_bytes(window, from, run);
                } else {
#pragma GCC unroll 1
                    for (int32_t tap = 0; tap < taps; tap++) {
                        const int32_t cell = column + tap * dilation;
                        if (cell < 0 || cell >= srcWidth) {
                            memset(window + tap * inputs, pad, (size_t)inputs);
                        } else {
                            dsp_copy_bytes(window + tap * inputs, from + tap * dilation * inputs, inputs);
                        }
                    }
                }
            }
        }
        ${k.label()}(
            windows + windowsAt, tapRows * run, weight, channels, outputs, ${k.rescaling.passed()}, dst + dstAt + x * outputs, pixels);
    }
}
