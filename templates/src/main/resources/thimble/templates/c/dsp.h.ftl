<#-- @model thimble.codegen.c.NetworkCode: the instructions that kernels are made of -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * The instructions that the kernels are made of. On a processor with the DSP extension each function
 * is one instruction (requantize: seven); elsewhere it is C that computes the same, so that the same
 * kernels run on any machine. A "pair" holds two int16 values, the first in the lower half.
 */
#ifndef ${upper}_DSP_H
#define ${upper}_DSP_H

#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define DSP_INLINE static inline __attribute__((always_inline, unused))
#else
#define DSP_INLINE static inline
#endif

/* Four bytes from any address. */
DSP_INLINE uint32_t dsp_load(const void *at)
{
    uint32_t word;
    memcpy(&word, at, 4);
    return word;
}

DSP_INLINE void dsp_store(void *at, uint32_t word)
{
    memcpy(at, &word, 4);
}

/* An int16 as both halves. */
DSP_INLINE uint32_t dsp_twice(int32_t value)
{
    return ((uint32_t)value & 0xFFFFu) * 0x10001u;
}

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP

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

/* Saturated to int8. */
DSP_INLINE int32_t dsp_clamp8(int32_t value)
{
    int32_t result;
    __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(value));
    return result;
}

/*
 * zero + round(round(value * multiplier / 2^31) / 2^right) for right >= 1; the first rounding takes
 * halves up, the second away from zero. Both take the bit that a shift drops, which it leaves in
 * the carry; "add #-1 where negative" turns the second from "up" into "away from zero".
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

#else

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

DSP_INLINE int32_t dsp_clamp8(int32_t value)
{
    return value < -128 ? -128 : value > 127 ? 127 : value;
}

DSP_INLINE int32_t dsp_requantize(int32_t value, int32_t multiplier, int32_t right, int32_t zero)
{
    const int64_t product = (int64_t)value * multiplier;
    const int64_t high = (product >> 31) + (product >> 30 & 1);
    const int64_t away = high + (high < 0 ? -1 : 0);
    return (int32_t)((away >> right) + (away >> (right - 1) & 1)) + zero;
}

#endif

/* The same for shifts to the left too: 2^shift is applied, a positive shift first, wrapping. */
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

#endif
