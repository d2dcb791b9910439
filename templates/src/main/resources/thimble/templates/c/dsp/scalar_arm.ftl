<#-- @model thimble.codegen.c.NetworkCode: instructions that every Thumb-2 processor has -->
/* Saturated to int8. */
DSP_INLINE int32_t dsp_clamp8(int32_t value)
{
    int32_t result;
    __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(value));
    return result;
}

/*
 * zero + round(round(value * multiplier / 2^31) / 2^right) for right >= 1, of which the lowest byte
 * counts, as it does for the instruction; the first rounding takes halves up, the second away from zero. Both take
 * the bit that a shift drops, which it leaves in the carry; "add #-1 where negative" turns the second from "up" into
 * "away from zero".
 */
DSP_INLINE int32_t dsp_requantize(int32_t value, int32_t multiplier, int32_t right, int32_t zero)
{
    int32_t low;
    int32_t high;
    __asm__("smull %0, %1, %2, %3\n\t"
            "lsrs %0, %0, #31\n\t"
            "adc %1, %0, %1, lsl #1\n\t"
            "add %1, %1, %1, asr #31\n\t"
            "asrs %1, %1, %4\n\t"
            "adc %1, %1, %5"
            : "=&r"(low), "=&r"(high)
            : "r"(value), "r"(multiplier), "r"(right), "ri"(zero)
            : "cc");
    return high;
}

/* Shifted to the right, saturated to int8. */
#define DSP_CLAMP8_ASR(bits) \
    DSP_INLINE int32_t dsp_clamp8_asr##bits(int32_t value) \
    { \
        int32_t result; \
        __asm__("ssat %0, #8, %1, asr #" #bits : "=r"(result) : "r"(value)); \
        return result; \
    }

/*
 * sum + a * b, in the order of the text: compilers go sum by sum, which takes more registers than there are.
 */
DSP_INLINE int32_t dsp_mla(int32_t a, int32_t b, int32_t sum)
{
    __asm__ volatile("mla %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

/* Some bytes further. Compilers make each of several places a pointer of its own. */
DSP_INLINE int8_t *dsp_step(int8_t *at, int32_t bytes)
{
    __asm__("add %0, %1" : "+r"(at) : "r"(bytes));
    return at;
}
