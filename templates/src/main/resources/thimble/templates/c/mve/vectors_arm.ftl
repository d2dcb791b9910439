<#-- @model thimble.codegen.c.NetworkCode: vectors of int8 and int32 -->

#include <arm_mve.h>

/* Four int32. */
typedef int32x4_t mve_words;

/* Sixteen int8. */
typedef int8x16_t mve_bytes;

MVE_INLINE mve_bytes mve_load_bytes(const int8_t *from)
{
    return vldrbq_s8(from);
}

/* The lower or the upper halves of 16 bytes as signed numbers. */
MVE_INLINE mve_bytes mve_load_half(const int8_t *from, int32_t upper)
{
    return vshrq_n_s8(vshlq_r_s8(vldrbq_s8(from), 4 - 4 * upper), 4);
}

MVE_INLINE mve_words mve_load_words(const int32_t *from)
{
    return vldrwq_s32(from);
}

MVE_INLINE void mve_store_words(int32_t *to, mve_words a)
{
    vstrwq_s32(to, a);
}

MVE_INLINE mve_words mve_all(int32_t value)
{
    return vdupq_n_s32(value);
}

MVE_INLINE mve_words mve_add(mve_words a, mve_words b)
{
    return vaddq_s32(a, b);
}

MVE_INLINE mve_words mve_add_all(mve_words a, int32_t value)
{
    return vaddq_n_s32(a, value);
}

MVE_INLINE mve_words mve_and(mve_words a, mve_words b)
{
    return vandq_s32(a, b);
}

/* -1 for negative lanes, 0 for others. */
MVE_INLINE mve_words mve_sign(mve_words a)
{
    return vshrq_n_s32(a, 31);
}

/* round(a * b / 2^31), halves up. */
MVE_INLINE mve_words mve_high(mve_words a, mve_words b)
{
    return vqrdmulhq_s32(a, b);
}

/* a << left, bits that leave are lost; left >= 0. */
MVE_INLINE mve_words mve_shift_left(mve_words a, mve_words left)
{
    return vshlq_s32(a, left);
}

/* round(a * 2^shift), halves up; shift <= 0. */
MVE_INLINE mve_words mve_shift_right(mve_words a, mve_words shift)
{
    return vrshlq_s32(a, shift);
}

MVE_INLINE mve_words mve_max(mve_words a, mve_words b)
{
    return vmaxq_s32(a, b);
}

MVE_INLINE mve_words mve_min(mve_words a, mve_words b)
{
    return vminq_s32(a, b);
}

/* The low byte of each lane, side by side. */
MVE_INLINE void mve_store_words_as_bytes(int8_t *to, mve_words a)
{
    vstrbq_s32(to, a);
}

MVE_INLINE void mve_copy(int8_t *to, const int8_t *from, int32_t count)
{
    uint8x16_t bytes;
    __asm__ volatile("wlstp.8 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vldrb.8 %q[bytes], [%[from]], #16\n\t"
                     "vstrb.8 %q[bytes], [%[to]], #16\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [to] "+r"(to), [from] "+r"(from), [bytes] "=&w"(bytes)
                     : [count] "r"(count)
                     : "lr", "memory");
}

MVE_INLINE void mve_fill(int8_t *to, int32_t byte, int32_t count)
{
    const uint8x16_t bytes = vdupq_n_u8((uint8_t)byte);
    __asm__ volatile("wlstp.8 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vstrb.8 %q[bytes], [%[to]], #16\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [to] "+r"(to)
                     : [count] "r"(count), [bytes] "w"(bytes)
                     : "lr", "memory");
}

