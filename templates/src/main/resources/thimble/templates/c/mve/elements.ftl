<#-- @model thimble.codegen.c.NetworkCode: elements and cells, made of the instructions for bytes -->

/*
 * Products of two rows of bytes, rescaled. aStep, bStep: 0 where one element serves all, else 1.
 */
MVE_INLINE void mve_product(
    const int8_t *a, int32_t aStep, int32_t aZero, const int8_t *b, int32_t bStep, int32_t bZero, int8_t *to,
    int32_t count, int32_t multiplier, int32_t shift, int32_t zero, int32_t low, int32_t high,
    const int32_t rounding)
{
    const mve_words factor = mve_all(multiplier);
    const mve_words places = mve_all(shift);
    const mve_words lowest = mve_all(low);
    const mve_words highest = mve_all(high);
    mve_words x = mve_all(aStep == 0 ? *a - aZero : 0);
    mve_words y = mve_all(bStep == 0 ? *b - bZero : 0);
#pragma GCC unroll 1
    for (; count >= 4; count -= 4) {
        if (aStep != 0) {
            x = mve_add_all(mve_widen(a), -aZero);
            a += 4;
        }
        if (bStep != 0) {
            y = mve_add_all(mve_widen(b), -bZero);
            b += 4;
        }
        mve_store_words_as_bytes(
            to, mve_requantize(mve_multiply(x, y), factor, places, zero, lowest, highest, rounding));
        to += 4;
    }
    if (count > 0) {
        x = aStep == 0 ? x : mve_add_all(mve_widen_some(a, count), -aZero);
        y = bStep == 0 ? y : mve_add_all(mve_widen_some(b, count), -bZero);
        mve_store_some_words_as_bytes(
            to, mve_requantize(mve_multiply(x, y), factor, places, zero, lowest, highest, rounding), count);
    }
}

/*
 * Sixteen channels of a window's cells that lie in the image, `taps` columns of each row, the first at `from`: the
 * largest, or means by a factor that is a little above 2^30 / cells.
 */
MVE_INLINE void mve_pool_cells(
    const int8_t *src, const int32_t *srcRows, int32_t rows, int32_t from, int32_t taps, int32_t pitch,
    int32_t factor, int8_t *to, const int32_t mean)
{
    mve_bytes best = mve_all_bytes(-128);
    mve_halves sums[2] = {mve_all_halves(0), mve_all_halves(0)};
#pragma GCC unroll 1
    for (int32_t row = 0; row < rows; row++) {
        if (srcRows[row] < 0) {
            continue;
        }
        const int8_t *cell = src + srcRows[row] + from;
#pragma GCC unroll 2
        for (int32_t left = taps; left > 0; left--) {
            if (mean) {
                mve_add_bytes(sums, mve_load_bytes(cell));
            } else {
                best = mve_larger(best, mve_load_bytes(cell));
            }
            cell += pitch;
        }
    }
    if (mean) {
        mve_words words[4];
        mve_widen_sums(words, sums);
        for (int32_t i = 0; i < 4; i++) {
            words[i] = mve_times_factor(words[i], factor);
        }
        mve_store_lanes(to, words);
    } else {
        mve_store_bytes(to, best);
    }
}
