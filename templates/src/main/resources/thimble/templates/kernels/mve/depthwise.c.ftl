<#-- @model thimble.targets.mve.DepthwiseModel as k, String name, String parameters: one row of a depthwise convolution -->
/*
 * One row of a depthwise convolution; ${k.roundingText()}.
 *
 * Up to 16 channels at a time, the columns under `block` pixels are turned: four rows of the window side by
 * side for each channel (mve_columns), the next four rows behind those of all channels. A column is `rowGroups` words of
 * a channel, 64 bytes apart, a window the words of its columns: `times` times four, zero weights for what is
 * too many.
 *
 * packed: for four channels `times` times 16 weights of each. channels: for four channels biases (with the input's
 * zero point), multipliers, shifts. The last 16 channels and the last four begin where they still fit. pad: what a
 * cell outside of the image holds.
 */
MVE_KERNEL void ${name}_turn(
    const int8_t *src, const int32_t *srcRows, int32_t srcWidth, int32_t srcChannels, int32_t pad, int32_t tapRows,
    int32_t lanes, int32_t column, int32_t count, int8_t *strip)
{
    int8_t padding[16];
    mve_fill(padding, pad, 16);
    const int32_t step = (tapRows + 3) / 4 * 64;
    const int32_t before = column < 0 ? (-column < count ? -column : count) : 0;
    const int32_t end = srcWidth - column < count ? (srcWidth > column ? srcWidth - column : 0) : count;
    const int32_t inside = end > before ? end - before : 0;
    mve_fill(strip, pad, before * step);
    mve_fill(strip + (before + inside) * step, pad, (count - before - inside) * step);
    if (inside == 0) {
        return;
    }
#pragma GCC unroll 1
    for (int32_t group = 0; group < tapRows; group += 4) {
        mve_columns columns = {.to = strip + before * step + group * 16, .step = step, .lanes = lanes, .count = inside};
#pragma GCC unroll 1
        for (int32_t i = 0; i < 4; i++) {
            /* Rows beyond the window meet zero weights. */
            const int32_t row = srcRows[group + i < tapRows ? group + i : group];
            columns.at[i] = row < 0 ? padding : src + row + (column + before) * srcChannels;
            columns.pitch[i] = row < 0 ? 0 : srcChannels;
        }
        mve_turn(&columns);
    }
}

MVE_KERNEL void ${name}(
    ${parameters})
{
    const mve_words lowest = mve_all(low);
    const mve_words highest = mve_all(high);
    const int32_t step = (tapRows + 3) / 4 * 64;
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x += block) {
        const int32_t pixels = dstWidth - x < block ? dstWidth - x : block;
        const int8_t *weight = packed;
        const int32_t *entry = channels;
#pragma GCC unroll 1
        for (int32_t part = 0; part < srcChannels; part += 16) {
            const int32_t left = srcChannels - part;
            const int32_t lanes = left < 4 ? 4 : left < 16 ? left : 16;
            const int32_t first = left < 4 ? srcChannels - 4 : part;
            ${name}_turn(
                src + first, srcRows, srcWidth, srcChannels, pad, tapRows, lanes, x * stride - padLeft,
                (pixels - 1) * stride + taps, strip + stripAt);
#pragma GCC unroll 1
            for (int32_t group = 0; group < lanes; group += 4) {
                const int32_t channel = group < lanes - 4 ? group : lanes - 4;
                mve_depthwise(
                    strip + stripAt + channel * 4, stride * step, weight, times, entry, zero, lowest, highest,
                    dst + dstAt + x * srcChannels + first + channel, srcChannels, pixels, ${k.rounding()});
                weight += 64 * times;
                entry += 12;
            }
        }
    }
}
