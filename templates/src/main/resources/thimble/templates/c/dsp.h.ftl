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

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define DSP_INLINE static inline __attribute__((always_inline, unused))
/* A copy for each layer that calls it would be flash for nothing. */
#if defined(__clang__)
#define DSP_KERNEL static __attribute__((noinline))
#else
#define DSP_KERNEL static __attribute__((noinline, noclone))
#endif
#define DSP_UNUSED __attribute__((unused))
#else
#define DSP_INLINE static inline
#define DSP_KERNEL static
#define DSP_UNUSED
#endif

/*
 * Whether blocks of sums are assembly, which takes all registers of optimized code: more than clang gives.
 */
#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP && defined(__OPTIMIZE__) && !defined(__clang__)
#define DSP_BLOCKS 1
#else
#define DSP_BLOCKS 0
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

/* From any address to any other that does not overlap. */
DSP_INLINE void dsp_copy_bytes(int8_t *to, const int8_t *from, int32_t count)
{
#if defined(__ARM_FEATURE_UNALIGNED)
#pragma GCC unroll 1
    for (; count >= 8; count -= 8, from += 8, to += 8) {
        const uint32_t first = dsp_load(from);
        const uint32_t second = dsp_load(from + 4);
        dsp_store(to, first);
        dsp_store(to + 4, second);
    }
#endif
#pragma GCC unroll 1
    for (; count > 0; count--) {
        *to++ = *from++;
    }
}

DSP_INLINE float dsp_float(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

/* The whole part, saturated; NaN is 0. */
DSP_INLINE int32_t dsp_truncate(float value)
{
#if defined(__GNUC__) && defined(__ARM_FP) && (__ARM_FP & 4)
    float whole;
    int32_t result;
    __asm__("vcvt.s32.f32 %0, %1" : "=t"(whole) : "t"(value));
    memcpy(&result, &whole, 4);
    return result;
#else
    if (value >= 2147483648.0f) {
        return INT32_MAX;
    }
    return value >= -2147483648.0f ? (int32_t)value : value < 0.0f ? INT32_MIN : 0;
#endif
}

/* The same number, of which the compiler knows nothing. */
DSP_INLINE int32_t dsp_opaque(int32_t value)
{
#if defined(__GNUC__)
    __asm__ volatile("" : "+r"(value));
#endif
    return value;
}

/* The compiler forgets how the pointer was made, and does not keep its former value beside it. */
#if defined(__GNUC__)
#define DSP_FORGET(pointer) __asm__("" : "+r"(pointer))
#else
#define DSP_FORGET(pointer) ((void)0)
#endif

/* An int16 as both halves. */
DSP_INLINE uint32_t dsp_twice(int32_t value)
{
    return ((uint32_t)value & 0xFFFFu) * 0x10001u;
}

#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1
/* The high word of value * factor and all but the lowest 16 bits of the low one; factor >= 0. There is no product of 64 bits. */
DSP_INLINE int32_t dsp_by_halves(int32_t value, int32_t factor, uint32_t *low)
{
    const int32_t upper = value >> 16;
    const uint32_t lower = (uint32_t)value & 0xFFFFu;
    const uint32_t small = (uint32_t)factor & 0xFFFFu;
    const int32_t middle = upper * (int32_t)small + (int32_t)(lower * small >> 16);
    const uint32_t cross = lower * (uint32_t)(factor >> 16) + ((uint32_t)middle & 0xFFFFu);
    *low = cross << 16;
    return upper * (factor >> 16) + (middle >> 16) + (int32_t)(cross >> 16);
}
#endif

#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB >= 2

<#include "dsp/scalar_arm.ftl">

#else

<#include "dsp/scalar_c.ftl">

#endif

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP

<#include "dsp/instructions_arm.ftl">

#else

<#include "dsp/instructions_c.ftl">

#endif

<#include "dsp/rescale.ftl">

<#include "dsp/widen.ftl">

<#include "dsp/strip.ftl">

<#include "dsp/dot.ftl">

<#include "dsp/wide.ftl">

<#include "dsp/mla.ftl">

<#include "dsp/fill.ftl">

#endif
