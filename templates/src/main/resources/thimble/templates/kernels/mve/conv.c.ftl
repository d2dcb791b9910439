<#-- @model thimble.targets.mve.ProductsModel as k, String name, String parameters: one row of a convolution -->
/*
 * One row of a convolution; ${k.roundingText()}. The windows of `block` pixels are laid side by side, `depth` bytes each,
 * and multiplied with the weights of all output channels. pad: what a cell outside of the image holds.
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
    const int32_t run = taps * inputs;
    const int32_t lastColumn = srcWidth - (taps - 1) * dilation - 1;
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x += block) {
        const int32_t pixels = dstWidth - x < block ? dstWidth - x : block;
#pragma GCC unroll 1
        for (int32_t pixel = 0; pixel < pixels; pixel++) {
            const int32_t column = (x + pixel) * stride - padLeft;
            int8_t *window = windows + windowsAt + pixel * depth;
#pragma GCC unroll 1
            for (int32_t tap = 0; tap < tapRows; tap++) {
                const int8_t *row = src + srcRows[tap];
                if (srcRows[tap] < 0) {
                    mve_fill(window, pad, run);
                } else if (column >= 0 && column <= lastColumn && dilation == 1) {
                    mve_copy(window, row + column * inputs, run);
                } else {
                    mve_gather(window, row, column, srcWidth, taps, dilation, inputs, pad);
                }
                window += run;
            }
        }
        mve_products(
            windows + windowsAt, depth, weight, channels, outputs, zero, low, high, dst + dstAt + x * outputs, pixels,
            MVE_WHOLE, ${k.rounding()});
    }
}
