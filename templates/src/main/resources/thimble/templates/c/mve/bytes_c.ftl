<#-- @model thimble.codegen.c.NetworkCode: what vectors of bytes compute, element by element, in C -->

typedef struct {
    int16_t lane[8];
} mve_halves;

/* What a table of 256 has for each byte, `flip` being 128 where it begins with the byte -128. */
MVE_INLINE void mve_map(const int8_t *from, int32_t flip, const int8_t *table, int8_t *to, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        to[i] = table[(uint8_t)(from[i] ^ flip)];
    }
}

/* Every byte within limits. */
MVE_INLINE void mve_limit(const int8_t *from, int8_t *to, int32_t count, int32_t low, int32_t high)
{
    for (int32_t i = 0; i < count; i++) {
        to[i] = (int8_t)(from[i] < low ? low : from[i] > high ? high : from[i]);
    }
}

/* The first `count` of four bytes as int32, zeros behind them. */
MVE_INLINE mve_words mve_widen_some(const int8_t *from, int32_t count)
{
    mve_words r;
    MVE_LANES { r.lane[i] = i < count ? from[i] : 0; }
    return r;
}

/* Four bytes as int32. */
MVE_INLINE mve_words mve_widen(const int8_t *from)
{
    return mve_widen_some(from, 4);
}

/* The low bytes of the first `count` lanes. */
MVE_INLINE void mve_store_some_words_as_bytes(int8_t *to, mve_words a, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        to[i] = (int8_t)a.lane[i];
    }
}

/* Lane by lane, the low 32 bits. */
MVE_INLINE mve_words mve_multiply(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = (int32_t)((uint32_t)a.lane[i] * (uint32_t)b.lane[i]); }
    return a;
}

MVE_INLINE mve_bytes mve_all_bytes(int32_t value)
{
    mve_bytes r;
    memset(r.lane, value, 16);
    return r;
}

MVE_INLINE mve_bytes mve_larger(mve_bytes a, mve_bytes b)
{
    for (int32_t i = 0; i < 16; i++) {
        a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
    }
    return a;
}

MVE_INLINE void mve_store_bytes(int8_t *to, mve_bytes a)
{
    memcpy(to, a.lane, 16);
}

MVE_INLINE mve_halves mve_all_halves(int32_t value)
{
    mve_halves r;
    for (int32_t i = 0; i < 8; i++) {
        r.lane[i] = (int16_t)value;
    }
    return r;
}

/* Adds sixteen bytes to sums of int16: those of even lanes to sums[0], of odd ones to sums[1]. */
MVE_INLINE void mve_add_bytes(mve_halves *sums, mve_bytes bytes)
{
    for (int32_t i = 0; i < 16; i++) {
        sums[i % 2].lane[i / 2] = (int16_t)(sums[i % 2].lane[i / 2] + bytes.lane[i]);
    }
}

/* Such sums as int32, in the order of mve_store_lanes(). */
MVE_INLINE void mve_widen_sums(mve_words *words, const mve_halves *sums)
{
    for (int32_t i = 0; i < 16; i++) {
        words[i % 2 * 2 + i / 2 % 2].lane[i / 4] = sums[i % 2].lane[i / 2];
    }
}

/* round(4 * a * factor / 2^32), halves up; |a| < 2^29. */
MVE_INLINE mve_words mve_times_factor(mve_words a, int32_t factor)
{
    MVE_LANES { a.lane[i] = (int32_t)(((int64_t)a.lane[i] * factor + (1 << 29)) >> 30); }
    return a;
}

/* Sums of `rows` times `columns` bytes of four channels; a row begins rowStep bytes behind the one before. */
MVE_INLINE mve_words mve_sum_cells(
    const int8_t *from, int32_t rows, int32_t rowStep, int32_t columns, int32_t columnStep)
{
    mve_words sums;
    MVE_LANES
    {
        int32_t sum = 0;
        for (int32_t row = 0; row < rows; row++) {
            for (int32_t column = 0; column < columns; column++) {
                sum += from[row * rowStep + column * columnStep + i];
            }
        }
        sums.lane[i] = sum;
    }
    return sums;
}

