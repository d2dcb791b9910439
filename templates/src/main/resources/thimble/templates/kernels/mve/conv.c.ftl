<#-- @model thimble.targets.mve.ProductsModel as k, String name, String parameters: one row of a convolution -->
/*
 * One row of a convolution; weights of ${k.bits()} bits; ${k.roundingText()}. The windows of `block` pixels are laid side by side, `depth` bytes each,
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
        const int32_t column = x * stride - padLeft;
        /* The first pixel whose window lies inside, and the first behind whose window does not. */
        int32_t from = column < 0 ? (stride - 1 - column) / stride : 0;
        int32_t end = lastColumn < column ? 0 : (lastColumn - column) / stride + 1;
        from = dilation > 1 || from > pixels ? pixels : from;
        end = end < from ? from : end > pixels ? pixels : end;
#pragma GCC unroll 1
        for (int32_t tap = 0; tap < tapRows; tap++) {
            const int8_t *row = src + srcRows[tap];
            int8_t *window = windows + windowsAt + tap * run;
            if (srcRows[tap] < 0) {
#pragma GCC unroll 1
                for (int32_t pixel = 0; pixel < pixels; pixel++) {
                    mve_fill(window + pixel * depth, pad, run);
                }
                continue;
            }
            mve_copies(window + from * depth, depth, row + (column + from * stride) * inputs, stride * inputs, run, end - from);
#pragma GCC unroll 1
            for (int32_t pixel = 0; pixel < pixels; pixel++) {
                if (pixel < from || pixel >= end) {
                    mve_gather(
                        window + pixel * depth, row, column + pixel * stride, srcWidth, taps, dilation, inputs, pad);
                }
            }
        }
        mve_products(
            windows + windowsAt, depth, weight, channels, outputs, zero, low, high, dst + dstAt + x * outputs, pixels,
            MVE_WHOLE, ${k.bits()}, ${k.rounding()});
    }
}
