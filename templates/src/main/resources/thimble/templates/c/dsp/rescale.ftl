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
