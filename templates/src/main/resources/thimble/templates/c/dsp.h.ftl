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

#endif
