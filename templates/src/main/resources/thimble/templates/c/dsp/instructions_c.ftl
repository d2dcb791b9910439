<#-- @model thimble.codegen.c.NetworkCode: C that computes what the instructions do -->
DSP_INLINE uint32_t dsp_pair(int32_t first, int32_t second)
{
    return ((uint32_t)first & 0xFFFFu) | (uint32_t)second << 16;
}

DSP_INLINE int32_t dsp_first(uint32_t pair)
{
    return (int16_t)(uint16_t)pair;
}

DSP_INLINE int32_t dsp_second(uint32_t pair)
{
    return (int16_t)(uint16_t)(pair >> 16);
}

DSP_INLINE uint32_t dsp_even(uint32_t bytes)
{
    return dsp_pair((int8_t)(uint8_t)bytes, (int8_t)(uint8_t)(bytes >> 16));
}

DSP_INLINE uint32_t dsp_odd(uint32_t bytes)
{
    return dsp_pair((int8_t)(uint8_t)(bytes >> 8), (int8_t)(uint8_t)(bytes >> 24));
}

DSP_INLINE uint32_t dsp_add(uint32_t a, uint32_t b)
{
    return dsp_pair(dsp_first(a) + dsp_first(b), dsp_second(a) + dsp_second(b));
}

DSP_INLINE uint32_t dsp_add_even(uint32_t pair, uint32_t bytes)
{
    return dsp_add(pair, dsp_even(bytes));
}

DSP_INLINE uint32_t dsp_add_odd(uint32_t pair, uint32_t bytes)
{
    return dsp_add(pair, dsp_odd(bytes));
}

DSP_INLINE uint32_t dsp_subtract(uint32_t a, uint32_t b)
{
    return dsp_pair(dsp_first(a) - dsp_first(b), dsp_second(a) - dsp_second(b));
}

DSP_INLINE uint32_t dsp_lower(uint32_t first, uint32_t second)
{
    return (first & 0xFFFFu) | second << 16;
}

DSP_INLINE uint32_t dsp_upper(uint32_t first, uint32_t second)
{
    return first >> 16 | (second & 0xFFFF0000u);
}

DSP_INLINE int32_t dsp_dot(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(dsp_first(a) * dsp_first(b))
                     + (uint32_t)(dsp_second(a) * dsp_second(b)));
}

DSP_INLINE int32_t dsp_dot_lower(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(dsp_first(a) * dsp_first(b)));
}

DSP_INLINE int32_t dsp_dot_lower_upper(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(dsp_first(a) * dsp_second(b)));
}

DSP_INLINE int32_t dsp_dot_upper_lower(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(dsp_second(a) * dsp_first(b)));
}

DSP_INLINE int32_t dsp_dot_upper(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(dsp_second(a) * dsp_second(b)));
}

DSP_INLINE int32_t dsp_high(int32_t a, int32_t b)
{
#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1
    uint32_t low;
    return dsp_by_halves(a, b, &low);
#else
    return (int32_t)((int64_t)a * b >> 32);
#endif
}

DSP_INLINE int32_t dsp_add_saturated(int32_t a, int32_t b)
{
    const int64_t sum = (int64_t)a + b;
    return sum < INT32_MIN ? INT32_MIN : sum > INT32_MAX ? INT32_MAX : (int32_t)sum;
}

DSP_INLINE int32_t dsp_high_add(int32_t a, int32_t b, int32_t c)
{
    return (int32_t)((uint32_t)c + (uint32_t)dsp_high(a, b));
}

DSP_INLINE int32_t dsp_byte(uint32_t bytes, int32_t index)
{
    return (int8_t)(uint8_t)(bytes >> 8 * index);
}

DSP_INLINE uint32_t dsp_max(uint32_t a, uint32_t b)
{
    uint32_t result = 0;
    for (int32_t i = 0; i < 4; i++) {
        result |= (dsp_byte(a, i) >= dsp_byte(b, i) ? a : b) & (uint32_t)0xFF << 8 * i;
    }
    return result;
}

DSP_INLINE uint32_t dsp_min(uint32_t a, uint32_t b)
{
    uint32_t result = 0;
    for (int32_t i = 0; i < 4; i++) {
        result |= (dsp_byte(a, i) >= dsp_byte(b, i) ? b : a) & (uint32_t)0xFF << 8 * i;
    }
    return result;
}

DSP_INLINE int32_t dsp_scale_lower(int32_t factor, uint32_t pair, int32_t c)
{
    return c + (int32_t)((int64_t)factor * dsp_first(pair) >> 16);
}

DSP_INLINE int32_t dsp_scale_upper(int32_t factor, uint32_t pair, int32_t c)
{
    return c + (int32_t)((int64_t)factor * dsp_second(pair) >> 16);
}
