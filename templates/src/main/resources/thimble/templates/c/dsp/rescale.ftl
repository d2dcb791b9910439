<#-- @model thimble.codegen.c.NetworkCode: how sums become outputs -->
/* dsp_requantize for shifts to the left too: 2^shift is applied, a positive shift first, wrapping. */
DSP_INLINE int32_t dsp_requantize_any(int32_t value, int32_t multiplier, int32_t shift, int32_t zero)
{
    if (shift < 0) {
        return dsp_requantize(value, multiplier, -shift, zero);
    }
    const int32_t shifted = (int32_t)((uint32_t)value << shift);
    const int64_t product = (int64_t)shifted * multiplier;
    const int32_t high = (int32_t)((product >> 31) + (product >> 30 & 1));
    return (int32_t)((uint32_t)high + (uint32_t)zero);
}

/* Between limits. */
DSP_INLINE int32_t dsp_clamp(int32_t value, int32_t low, int32_t high)
{
    return value < low ? low : value > high ? high : value;
}

<#list 1..20 as bits>
DSP_CLAMP8_ASR(${bits})
</#list>

/* Bytes 0 and 2, and 1 and 3, as pairs that are 256 times as large. */
DSP_INLINE uint32_t dsp_even_high(uint32_t bytes)
{
    return bytes << 8 & 0xFF00FF00u;
}

DSP_INLINE uint32_t dsp_odd_high(uint32_t bytes)
{
    return bytes & 0xFF00FF00u;
}

/* Sums of bytes 0 and 2, and of 1 and 3, as means; the factor has 30 bits behind the point. */
DSP_INLINE void dsp_store_means(int8_t *to, uint32_t even, uint32_t odd, int32_t factor)
{
    to[0] = (int8_t)(dsp_scale_lower(factor, even, 1 << 13) >> 14);
    to[1] = (int8_t)(dsp_scale_lower(factor, odd, 1 << 13) >> 14);
    to[2] = (int8_t)(dsp_scale_upper(factor, even, 1 << 13) >> 14);
    to[3] = (int8_t)(dsp_scale_upper(factor, odd, 1 << 13) >> 14);
}
