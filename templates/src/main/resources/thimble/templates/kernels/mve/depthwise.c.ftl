<#-- @model thimble.targets.mve.DepthwiseModel as k, String name, String parameters: one row of a depthwise convolution -->
/*
 * One row of a depthwise convolution; ${k.roundingText()}.
 *
 * Up to 16 channels at a time, the columns under `block` pixels are turned: four rows of the window side by
 * side for each channel (mve_columns), the next four rows behind those of all channels. So a column is a few words of
 * a channel, 64 bytes apart, a window the words of its columns: `times` times four, zero weights for what is
 * too many.
 *
 * packed: for four channels `times` times 16 weights of each<#if k.packed>, 4 bits, of two channels in the same bytes</#if>. channels: for four channels biases (with the input's
 * zero point), multipliers, shifts. The last channels begin where four of them still fit. pad: what a cell outside
 * of the image holds.
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
    const int32_t limits[8] = {low, low, low, low, high, high, high, high};
    const int32_t rowGroups = (tapRows + 3) / 4;
    const int32_t step = rowGroups * 64;
    int8_t padding[16];
    mve_fill(padding, pad, 16);
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x += block) {
        const int32_t pixels = dstWidth - x < block ? dstWidth - x : block;
        const int32_t column = x * stride - padLeft;
        const int32_t count = (pixels - 1) * stride + taps;
        const int32_t before = column < 0 ? (-column < count ? -column : count) : 0;
        const int32_t end = srcWidth - column < count ? (srcWidth > column ? srcWidth - column : 0) : count;
        const int32_t inside = end > before ? end - before : 0;
        int8_t *const from = strip + stripAt + before * step;
        mve_columns columns[${k.mostRowGroups()}];
        mve_fill(strip + stripAt, pad, before * step);
        mve_fill(from + inside * step, pad, (count - before - inside) * step);
#pragma GCC unroll 1
        for (int32_t tap = 0; tap < rowGroups * 4; tap++) {
            /* Rows beyond the window meet zero weights. */
            const int32_t row = srcRows[tap < tapRows ? tap : tapRows - 1];
            mve_columns *const of = columns + tap / 4;
            of->at[tap % 4] = row < 0 ? padding : src + row + (column + before) * srcChannels;
            of->pitch[tap % 4] = row < 0 ? 0 : srcChannels;
            of->hop[tap % 4] = row >= 0;
            of->to = from + tap / 4 * 64;
            of->step = step;
            of->count = inside;
        }
        const int8_t *weight = packed;
        const int32_t *entry = channels;
        int32_t behind = 0;
        /* Words of a channel that there are columns for. */
        const int32_t turned = inside > 0 ? rowGroups : 0;
#pragma GCC unroll 1
        for (int32_t part = 0; part < srcChannels; part += 16) {
            const int32_t left = srcChannels - part;
            const int32_t lanes = left < 4 ? 4 : left < 16 ? left : 16;
            const int32_t first = left < 4 ? srcChannels - 4 : part;
#pragma GCC unroll 1
            for (int32_t group = 0; group < turned; group++) {
                columns[group].lanes = lanes;
                mve_turn(columns + group, first - behind);
            }
            behind = first;
#pragma GCC unroll 1
            for (int32_t group = 0; group < lanes; group += 4) {
                const int32_t channel = group < lanes - 4 ? group : lanes - 4;
                mve_depthwise(
                    strip + stripAt + channel * 4, stride * step, weight, times, entry, limits, zero,
                    dst + dstAt + x * srcChannels + first + channel, srcChannels, pixels, ${k.bits()}, ${k.rounding()});
                weight += ${k.bits()} * 8 * times;
                entry += 12;
            }
        }
    }
}
