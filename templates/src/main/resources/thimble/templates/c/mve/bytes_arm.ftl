<#-- @model thimble.codegen.c.NetworkCode: vectors of bytes, element by element -->

/* Eight int16. */
typedef int16x8_t mve_halves;

/* What a table of 256 has for each byte, `flip` being 128 where it begins with the byte -128. */
MVE_INLINE void mve_map(const int8_t *from, int32_t flip, const int8_t *table, int8_t *to, int32_t count)
{
    const uint8x16_t turned = vdupq_n_u8((uint8_t)flip);
    uint8x16_t places;
    uint8x16_t bytes;
    __asm__ volatile("wlstp.8 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vldrb.8 %q[places], [%[from]], #16\n\t"
                     "veor %q[places], %q[places], %q[turned]\n\t"
                     "vldrb.u8 %q[bytes], [%[table], %q[places]]\n\t"
                     "vstrb.8 %q[bytes], [%[to]], #16\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [to] "+r"(to), [from] "+r"(from), [places] "=&w"(places), [bytes] "=&w"(bytes)
                     : [count] "r"(count), [table] "r"(table), [turned] "w"(turned)
                     : "lr", "memory");
}

/* Every byte within limits. */
MVE_INLINE void mve_limit(const int8_t *from, int8_t *to, int32_t count, int32_t low, int32_t high)
{
    const int8x16_t lowest = vdupq_n_s8((int8_t)low);
    const int8x16_t highest = vdupq_n_s8((int8_t)high);
    int8x16_t bytes;
    __asm__ volatile("wlstp.8 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vldrb.8 %q[bytes], [%[from]], #16\n\t"
                     "vmax.s8 %q[bytes], %q[bytes], %q[lowest]\n\t"
                     "vmin.s8 %q[bytes], %q[bytes], %q[highest]\n\t"
                     "vstrb.8 %q[bytes], [%[to]], #16\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [to] "+r"(to), [from] "+r"(from), [bytes] "=&w"(bytes)
                     : [count] "r"(count), [lowest] "w"(lowest), [highest] "w"(highest)
                     : "lr", "memory");
}

/* Four bytes as int32. */
MVE_INLINE mve_words mve_widen(const int8_t *from)
{
    return vldrbq_s32(from);
}

/* The first `count` of four bytes as int32, zeros behind them. */
MVE_INLINE mve_words mve_widen_some(const int8_t *from, int32_t count)
{
    return vldrbq_z_s32(from, vctp32q((uint32_t)count));
}

/* The low bytes of the first `count` lanes. */
MVE_INLINE void mve_store_some_words_as_bytes(int8_t *to, mve_words a, int32_t count)
{
    vstrbq_p_s32(to, a, vctp32q((uint32_t)count));
}

/* Lane by lane, the low 32 bits. */
MVE_INLINE mve_words mve_multiply(mve_words a, mve_words b)
{
    return vmulq_s32(a, b);
}

MVE_INLINE mve_bytes mve_all_bytes(int32_t value)
{
    return vdupq_n_s8((int8_t)value);
}

MVE_INLINE mve_bytes mve_larger(mve_bytes a, mve_bytes b)
{
    return vmaxq_s8(a, b);
}

MVE_INLINE void mve_store_bytes(int8_t *to, mve_bytes a)
{
    vstrbq_s8(to, a);
}

MVE_INLINE mve_halves mve_all_halves(int32_t value)
{
    return vdupq_n_s16((int16_t)value);
}

/* Adds sixteen bytes to sums of int16: those of even lanes to sums[0], of odd ones to sums[1]. */
MVE_INLINE void mve_add_bytes(mve_halves *sums, mve_bytes bytes)
{
    sums[0] = vaddq_s16(sums[0], vmovlbq_s8(bytes));
    sums[1] = vaddq_s16(sums[1], vmovltq_s8(bytes));
}

/* Such sums as int32, in the order of mve_store_lanes(). */
MVE_INLINE void mve_widen_sums(mve_words *words, const mve_halves *sums)
{
    words[0] = vmovlbq_s16(sums[0]);
    words[1] = vmovltq_s16(sums[0]);
    words[2] = vmovlbq_s16(sums[1]);
    words[3] = vmovltq_s16(sums[1]);
}

/* round(4 * a * factor / 2^32), halves up; |a| < 2^29. */
MVE_INLINE mve_words mve_times_factor(mve_words a, int32_t factor)
{
    return vrmulhq_s32(vshlq_n_s32(a, 2), vdupq_n_s32(factor));
}

/* Sums of `rows` times `columns` bytes of four channels; a row begins rowStep bytes behind the one before. */
MVE_INLINE mve_words mve_sum_cells(
    const int8_t *from, int32_t rows, int32_t rowStep, int32_t columns, int32_t columnStep)
{
    mve_words sums = mve_all(0);
#pragma GCC unroll 1
    for (int32_t row = 0; row < rows; row++) {
        const int8_t *cell = from + row * rowStep;
#pragma GCC unroll 2
        for (int32_t left = columns; left > 0; left--) {
            sums = mve_add(sums, mve_widen(cell));
            cell += columnStep;
        }
    }
    return sums;
}

