<#-- @model thimble.codegen.c.NetworkCode: what instructions of Thumb-2 compute, in C -->
/* Saturated to int8. */
DSP_INLINE int32_t dsp_clamp8(int32_t value)
{
    return value < -128 ? -128 : value > 127 ? 127 : value;
}

/* round(value * multiplier / 2^31), halves up; multiplier >= 0. */
DSP_INLINE int32_t dsp_doubling_high(int32_t value, int32_t multiplier)
{
#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1
    uint32_t low;
    const int32_t high = dsp_by_halves(value, multiplier, &low);
    return (int32_t)((uint32_t)high << 1 | low >> 31) + (int32_t)(low >> 30 & 1u);
#else
    const int64_t product = (int64_t)value * multiplier;
    return (int32_t)((product >> 31) + (product >> 30 & 1));
#endif
}

/* zero + round(round(value * multiplier / 2^31) / 2^right) for right >= 1, of which the lowest byte counts. */
DSP_INLINE int32_t dsp_requantize(int32_t value, int32_t multiplier, int32_t right, int32_t zero)
{
    const int32_t high = dsp_doubling_high(value, multiplier);
    const int32_t away = high + (high >> 31);
    const int32_t shift = right & 0xFF;
    return (away >> shift) + (away >> (shift - 1) & 1) + zero;
}

#define DSP_CLAMP8_ASR(bits) \
    DSP_INLINE int32_t dsp_clamp8_asr##bits(int32_t value) \
    { \
        return dsp_clamp8(value >> bits); \
    }

/* sum + a * b. */
DSP_INLINE int32_t dsp_mla(int32_t a, int32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)a * (uint32_t)b);
}

/* Some bytes further. */
DSP_INLINE int8_t *dsp_step(int8_t *at, int32_t bytes)
{
    return at + bytes;
}
