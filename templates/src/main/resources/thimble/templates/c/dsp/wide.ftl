<#-- @model thimble.codegen.c.NetworkCode: int16 activations -->
#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP

/* zero + sum * multiplier / 2^32, rounded half up. */
DSP_INLINE int32_t dsp_round(int32_t sum, int32_t multiplier, int32_t zero)
{
    int32_t result;
    __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(sum), "r"(multiplier), "r"(zero));
    return result;
}

/* Saturated to int16. */
DSP_INLINE int32_t dsp_clamp16(int32_t value)
{
    int32_t result;
    __asm__("ssat %0, #16, %1" : "=r"(result) : "r"(value));
    return result;
}

/* Between 0 and 32767. */
DSP_INLINE int32_t dsp_clamp_positive16(int32_t value)
{
    int32_t result;
    __asm__("usat %0, #15, %1" : "=r"(result) : "r"(value));
    return result;
}

/* sum + the products of two pairs, in 64 bits. */
DSP_INLINE int64_t dsp_dot_long(uint32_t a, uint32_t b, int64_t sum)
{
    uint32_t low = (uint32_t)sum;
    int32_t high = (int32_t)(sum >> 32);
    __asm__("smlald %0, %1, %2, %3" : "+r"(low), "+r"(high) : "r"(a), "r"(b));
    return (int64_t)((uint64_t)(uint32_t)high << 32 | low);
}

#else

DSP_INLINE int32_t dsp_round(int32_t sum, int32_t multiplier, int32_t zero)
{
    return (int32_t)(((int64_t)sum * multiplier + 0x80000000) >> 32) + zero;
}

DSP_INLINE int32_t dsp_clamp16(int32_t value)
{
    return value < -32768 ? -32768 : value > 32767 ? 32767 : value;
}

DSP_INLINE int32_t dsp_clamp_positive16(int32_t value)
{
    return value < 0 ? 0 : value > 32767 ? 32767 : value;
}

DSP_INLINE int64_t dsp_dot_long(uint32_t a, uint32_t b, int64_t sum)
{
    return sum + (int64_t)dsp_first(a) * dsp_first(b) + (int64_t)dsp_second(a) * dsp_second(b);
}

#endif

/* zero + round(sum * multiplier / 2^right), half up, within int16. */
DSP_INLINE int32_t dsp_round_long(int64_t sum, int32_t multiplier, int32_t right, int32_t zero)
{
    const int64_t value = ((sum * multiplier + ((int64_t)1 << (right - 1))) >> right) + zero;
    return (int32_t)(value < -32768 ? -32768 : value > 32767 ? 32767 : value);
}

/* Copies int16, a multiple of 4; fours go `pitch` words after the fours before. */
DSP_INLINE void dsp_spread(int32_t *to, const int16_t *from, int32_t count, int32_t pitch)
{
#pragma GCC unroll 2
    for (const int16_t *const end = from + count; from != end; from += 4, to += pitch) {
        to[0] = (int32_t)dsp_load(from);
        to[1] = (int32_t)dsp_load(from + 2);
    }
}

/* The same of neighbouring pixels: fours of each by turns; any count, filled up with zeros. */
static inline DSP_UNUSED void dsp_spread_pixels(
    int32_t *to, const int16_t *from, int32_t count, int32_t pixels, int32_t pitch)
{
    const int32_t whole = count & ~3;
#pragma GCC unroll 1
    for (int32_t pixel = 0; pixel < pixels; pixel++, from += count, to += 2) {
        dsp_spread(to, from, whole, pitch);
        if (count != whole) {
            int16_t last[4] = {0, 0, 0, 0};
            memcpy(last, from + whole, (size_t)(count - whole) * 2);
            dsp_spread(to + whole / 4 * pitch, last, 4, pitch);
        }
    }
}

/* The cells of a window's row, `dilation` apart from `column` on; `pad` where there are none. */
static inline DSP_UNUSED void dsp_gather16(
    int16_t *to, const int16_t *row, int32_t column, int32_t width, int32_t taps, int32_t dilation,
    int32_t channels, int32_t pad)
{
#pragma GCC unroll 1
    for (int32_t tap = 0; tap < taps; tap++, to += channels, column += dilation) {
        if (row != NULL && column >= 0 && column < width) {
            memcpy(to, row + column * channels, (size_t)channels * 2);
        } else {
#pragma GCC unroll 1
            for (int32_t i = 0; i < channels; i++) {
                to[i] = (int16_t)pad;
            }
        }
    }
}

/* Two cells of four channels, turned: word c is channel c of both as a pair. */
DSP_INLINE void dsp_interleave16(int32_t *to, const int16_t *first, const int16_t *second)
{
    const uint32_t first0 = dsp_load(first);
    const uint32_t first1 = dsp_load(first + 2);
    const uint32_t second0 = dsp_load(second);
    const uint32_t second1 = dsp_load(second + 2);
    dsp_store2(to, dsp_lower(first0, second0), dsp_upper(first0, second0));
    dsp_store2(to + 2, dsp_lower(first1, second1), dsp_upper(first1, second1));
}

/* dsp_strip_rows of int16. */
DSP_KERNEL DSP_UNUSED void dsp_strip_rows16(
    const dsp_strip *s, int32_t *to, const int16_t *upper, const int16_t *lower, int32_t upperPitch, int32_t lowerPitch)
{
    const int32_t words = s->recordWords;
#pragma GCC unroll 1
    for (int32_t left = s->pairs; left > 0; left--) {
        dsp_interleave16(to, upper, lower);
        dsp_interleave16(to + 4, upper + upperPitch, lower + lowerPitch);
        upper += 2 * upperPitch;
        lower += 2 * lowerPitch;
        to += words;
    }
    if (s->odd != 0) {
        dsp_interleave16(to, upper, lower);
    }
}

/* dsp_strip_row of int16. */
DSP_KERNEL DSP_UNUSED void dsp_strip_row16(const dsp_strip *s, int32_t *to, const int16_t *row, int32_t pitch)
{
    const int32_t words = s->recordWords;
#pragma GCC unroll 1
    for (int32_t left = s->pairs; left > 0; left--) {
        dsp_interleave16(to, row, row + pitch);
        row += 2 * pitch;
        to += words;
    }
    if (s->odd != 0) {
        const uint32_t zeros[2] = {s->zeros, s->zeros};
        dsp_interleave16(to, row, (const int16_t *)(const void *)zeros);
    }
}
