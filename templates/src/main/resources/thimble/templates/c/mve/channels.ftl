<#-- @model thimble.codegen.c.NetworkCode: channels of pixels, made of these -->

/*
 * zero + round(round(a * multiplier / 2^31) * 2^shift), within limits. The first rounding takes halves up, the
 * second away from zero, but shifts by instruction take halves up too: subtracting 1 from negative numbers first
 * makes it so.
 *
 *     MVE_HALVES_UP   low >= zero: no number below zero survives, so that its rounding does not matter; shift <= 0
 *     MVE_RIGHT       shift < 0
 *     MVE_ANY         any shift; one to the left is applied before the multiplication
 */
MVE_INLINE mve_words mve_requantize(
    mve_words a, mve_words multiplier, mve_words shift, int32_t zero, mve_words low, mve_words high,
    const int32_t rounding)
{
    mve_words right = shift;
    if (rounding == MVE_ANY) {
        a = mve_shift_left(a, mve_max(shift, mve_all(0)));
        right = mve_min(shift, mve_all(0));
    }
    a = mve_high(a, multiplier);
    if (rounding == MVE_RIGHT) {
        a = mve_add(a, mve_sign(a));
    } else if (rounding == MVE_ANY) {
        a = mve_add(a, mve_sign(mve_and(a, right)));
    }
    a = mve_add_all(mve_shift_right(a, right), zero);
    return mve_min(mve_max(a, low), high);
}

#if !(defined(__ARM_FEATURE_MVE) && defined(__OPTIMIZE__) && !defined(__clang__))

MVE_INLINE void mve_pairs(
    const int8_t *weight, int32_t first, int32_t steps, mve_words bias, mve_words multiplier, mve_words shift,
    const int8_t *from, int32_t depth, int8_t *to, int32_t outputs, int32_t zero, mve_words low, mve_words high,
    int32_t pairs, const int32_t form, const int32_t bits, const int32_t rounding)
{
    for (int32_t pixel = 0; pixel < 2 * pairs; pixel++) {
        const mve_words sums = mve_add(mve_dot_4x1(weight, from, first, steps, form, bits), bias);
        mve_store_words_as_bytes(to, mve_requantize(sums, multiplier, shift, zero, low, high, rounding));
        from += depth;
        to += outputs;
    }
}

MVE_INLINE void mve_depthwise_pixels(
    mve_places places, int32_t advance, mve_bytes weight0, mve_bytes weight1, mve_bytes weight2, mve_bytes weight3,
    const int32_t *table, const int32_t *limits, int32_t zero, int8_t *to, int32_t outputs, int32_t pixels,
    const int32_t rounding)
{
    for (int32_t pixel = 0; pixel < pixels; pixel++) {
        const mve_words sums = mve_dot_places(places, weight0, weight1, weight2, weight3);
        mve_store_words_as_bytes(
            to, mve_requantize(
                    mve_add(sums, mve_load_words(table)), mve_load_words(table + 4), mve_load_words(table + 8), zero,
                    mve_load_words(limits), mve_load_words(limits + 4), rounding));
        places = mve_move(places, advance);
        to += outputs;
    }
}

MVE_INLINE void mve_sum_exact(
    const int8_t *a, const int8_t *b, const int32_t *tableA, const int32_t *tableB, int8_t *to, int32_t count,
    int32_t multiplier, int32_t shift, int32_t zero, int32_t low, int32_t high)
{
    for (int32_t i = 0; i < count; i++) {
        const mve_words sum = mve_requantize(
            mve_all(tableA[(uint8_t)a[i]] + tableB[(uint8_t)b[i]]), mve_all(multiplier), mve_all(shift), zero,
            mve_all(low), mve_all(high), MVE_RIGHT);
        to[i] = (int8_t)sum.lane[0];
    }
}

#endif

/*
 * Output channels of pixels: sums of products over `depth` bytes of each, rescaled.
 *
 * weight: groups of four channels; in a group steps of 16 products, channel by channel. The first step has the
 * `first` products that are left over from whole ones, zeros behind them: where there are 16 bytes of input at
 * least, all of them are read and those too many meet the zeros. Where weights have 4 `bits` two channels share
 * 16 bytes, the first has their lower halves.
 * channels: for each group four biases (with the input's zero point), multipliers, shifts. The last group
 * begins where it still fits: what it computes twice is the same.
 */
MVE_INLINE void mve_products(
    const int8_t *x, int32_t depth, const int8_t *weight, const int32_t *channels, int32_t outputs, int32_t zero,
    int32_t lowest, int32_t highest, int8_t *dst, int32_t pixels, const int32_t form, const int32_t bits,
    const int32_t rounding)
{
    const mve_words low = mve_all(lowest);
    const mve_words high = mve_all(highest);
    const int32_t first = form == MVE_WHOLE ? 16 : depth % 16;
    const int32_t steps = (depth + 15) / 16;
    const int32_t pairs = pixels / 2;
#pragma GCC unroll 1
    for (int32_t channel = 0; channel < outputs; channel += 4) {
        const mve_words bias = mve_load_words(channels);
        const mve_words multiplier = mve_load_words(channels + 4);
        const mve_words shift = mve_load_words(channels + 8);
        int8_t *const to = dst + (channel < outputs - 4 ? channel : outputs - 4);
        if (pairs > 0) {
            mve_pairs(
                weight, first, steps, bias, multiplier, shift, x, depth, to, outputs, zero, low, high, pairs, form,
                bits, rounding);
        }
#pragma GCC unroll 1
        for (int32_t pixel = 2 * pairs; pixel < pixels; pixel++) {
            const mve_words sums = mve_add(mve_dot_4x1(weight, x + pixel * depth, first, steps, form, bits), bias);
            mve_store_words_as_bytes(
                to + pixel * outputs, mve_requantize(sums, multiplier, shift, zero, low, high, rounding));
        }
        weight += 8 * bits * steps;
        channels += 12;
    }
}

/* The cells of a window's row, `dilation` apart from `column` on; `pad` where the row has none. */
static inline void mve_gather(
    int8_t *to, const int8_t *row, int32_t column, int32_t width, int32_t taps, int32_t dilation,
    int32_t channels, int32_t pad)
{
#pragma GCC unroll 1
    for (int32_t tap = 0; tap < taps; tap++) {
        if (column >= 0 && column < width) {
            mve_copy(to, row + column * channels, channels);
        } else {
            mve_fill(to, pad, channels);
        }
        to += channels;
        column += dilation;
    }
}

/*
 * Four channels of pixels from columns that mve_turn() has turned: 16 bytes with 16 weights make a sum where a
 * window has no more (`times` is 1), else again and again. The words of a window lie 64 bytes apart, windows
 * `advance` bytes. table: biases (with the input's zero point), multipliers, shifts. limits: four times the lowest output, four
 * times the highest. Weights of 4 `bits` lie two channels in 16 bytes.
 */
MVE_INLINE void mve_depthwise(
    const int8_t *strip, int32_t advance, const int8_t *weight, int32_t times, const int32_t *table,
    const int32_t *limits, int32_t zero, int8_t *dst, int32_t outputs, int32_t pixels, const int32_t bits,
    const int32_t rounding)
{
    mve_places places = mve_places_from(strip, 64);
    if (bits == 4 && times == 1 && rounding != MVE_ANY) {
        mve_depthwise_pixels(
            places, advance, mve_load_half(weight, 0), mve_load_half(weight, 1), mve_load_half(weight + 16, 0),
            mve_load_half(weight + 16, 1), table, limits, zero, dst, outputs, pixels, rounding);
        return;
    }
    if (times == 1 && rounding != MVE_ANY) {
        mve_depthwise_pixels(
            places, advance, mve_load_bytes(weight), mve_load_bytes(weight + 16), mve_load_bytes(weight + 32),
            mve_load_bytes(weight + 48), table, limits, zero, dst, outputs, pixels, rounding);
        return;
    }
    const mve_words bias = mve_load_words(table);
    const mve_words multiplier = mve_load_words(table + 4);
    const mve_words shift = mve_load_words(table + 8);
    const mve_words low = mve_load_words(limits);
    const mve_words high = mve_load_words(limits + 4);
#pragma GCC unroll 1
    for (; pixels > 0; pixels--) {
        const mve_words sums = mve_add(mve_dot_many_places(places, 256, weight, times, bits), bias);
        mve_store_words_as_bytes(dst, mve_requantize(sums, multiplier, shift, zero, low, high, rounding));
        places = mve_move(places, advance);
        dst += outputs;
    }
}

