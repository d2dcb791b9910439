<#-- @model thimble.codegen.c.NetworkCode: instructions of the DSP extension -->
/* Bytes 0 and 2 as a pair. */
DSP_INLINE uint32_t dsp_even(uint32_t bytes)
{
    uint32_t pair;
    __asm__("sxtb16 %0, %1" : "=r"(pair) : "r"(bytes));
    return pair;
}

/* Bytes 1 and 3 as a pair. */
DSP_INLINE uint32_t dsp_odd(uint32_t bytes)
{
    uint32_t pair;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(bytes));
    return pair;
}

/* Two pairs added, bytes 0 and 2 of the second: pair + even(bytes). */
DSP_INLINE uint32_t dsp_add_even(uint32_t pair, uint32_t bytes)
{
    uint32_t sum;
    __asm__("sxtab16 %0, %1, %2" : "=r"(sum) : "r"(pair), "r"(bytes));
    return sum;
}

/* pair + odd(bytes). */
DSP_INLINE uint32_t dsp_add_odd(uint32_t pair, uint32_t bytes)
{
    uint32_t sum;
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(sum) : "r"(pair), "r"(bytes));
    return sum;
}

/* The difference of two pairs. */
DSP_INLINE uint32_t dsp_subtract(uint32_t a, uint32_t b)
{
    uint32_t difference;
    __asm__("ssub16 %0, %1, %2" : "=r"(difference) : "r"(a), "r"(b));
    return difference;
}

/* The lower halves of two pairs as a pair. */
DSP_INLINE uint32_t dsp_lower(uint32_t first, uint32_t second)
{
    uint32_t pair;
    __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(pair) : "r"(first), "r"(second));
    return pair;
}

/* The upper halves of two pairs as a pair. */
DSP_INLINE uint32_t dsp_upper(uint32_t first, uint32_t second)
{
    uint32_t pair;
    __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(pair) : "r"(second), "r"(first));
    return pair;
}

/* sum + the products of two pairs, wrapping. */
DSP_INLINE int32_t dsp_dot(uint32_t a, uint32_t b, int32_t sum)
{
    int32_t result;
    __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}

/* The product of the lower halves, added. */
DSP_INLINE int32_t dsp_dot_lower(uint32_t a, uint32_t b, int32_t sum)
{
    int32_t result;
    __asm__("smlabb %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}

/* The lower half of a times the upper half of b, added. */
DSP_INLINE int32_t dsp_dot_lower_upper(uint32_t a, uint32_t b, int32_t sum)
{
    int32_t result;
    __asm__("smlabt %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}

/* The upper half of a times the lower half of b, added. */
DSP_INLINE int32_t dsp_dot_upper_lower(uint32_t a, uint32_t b, int32_t sum)
{
    int32_t result;
    __asm__("smlatb %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}

/* The product of the upper halves, added. */
DSP_INLINE int32_t dsp_dot_upper(uint32_t a, uint32_t b, int32_t sum)
{
    int32_t result;
    __asm__("smlatt %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}

/* The high word of a * b. */
DSP_INLINE int32_t dsp_high(int32_t a, int32_t b)
{
    int32_t result;
    __asm__("smmul %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
    return result;
}

/* Added, saturated. */
DSP_INLINE int32_t dsp_add_saturated(int32_t a, int32_t b)
{
    int32_t result;
    __asm__("qadd %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
    return result;
}

/* c + the high word of a * b. */
DSP_INLINE int32_t dsp_high_add(int32_t a, int32_t b, int32_t c)
{
    int32_t result;
    __asm__("smmla %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(c));
    return result;
}

/* The larger of each two bytes, with their signs. */
DSP_INLINE uint32_t dsp_max(uint32_t a, uint32_t b)
{
    uint32_t result;
    __asm__("ssub8 %0, %1, %2\n\t"
            "sel %0, %1, %2"
            : "=&r"(result)
            : "r"(a), "r"(b)
            : "cc");
    return result;
}

/* The smaller ones. */
DSP_INLINE uint32_t dsp_min(uint32_t a, uint32_t b)
{
    uint32_t result;
    __asm__("ssub8 %0, %1, %2\n\t"
            "sel %0, %2, %1"
            : "=&r"(result)
            : "r"(a), "r"(b)
            : "cc");
    return result;
}

/* c + (factor * the lower half of the pair >> 16). */
DSP_INLINE int32_t dsp_scale_lower(int32_t factor, uint32_t pair, int32_t c)
{
    int32_t result;
    __asm__("smlawb %0, %1, %2, %3" : "=r"(result) : "r"(factor), "r"(pair), "r"(c));
    return result;
}

/* c + (factor * the upper half of the pair >> 16). */
DSP_INLINE int32_t dsp_scale_upper(int32_t factor, uint32_t pair, int32_t c)
{
    int32_t result;
    __asm__("smlawt %0, %1, %2, %3" : "=r"(result) : "r"(factor), "r"(pair), "r"(c));
    return result;
}
