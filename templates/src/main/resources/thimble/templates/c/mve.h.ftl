<#-- @model thimble.codegen.c.NetworkCode: the vector instructions that kernels are made of -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * The vector instructions that the kernels are made of. On a processor with the M-profile vector extension
 * (Helium) each function is one instruction, or the loop that it says; elsewhere it is C that computes the
 * same lane by lane, so that the same kernels run on any machine.
 */
#ifndef ${upper}_MVE_H
#define ${upper}_MVE_H

#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define MVE_INLINE static inline __attribute__((always_inline, unused))
/* A copy for each layer that calls it would be flash for nothing. */
#if defined(__clang__)
#define MVE_KERNEL static __attribute__((noinline, unused))
#else
#define MVE_KERNEL static __attribute__((noinline, noclone, unused))
#endif
#else
#define MVE_INLINE static inline
#define MVE_KERNEL static
#endif

/* How accumulators are rescaled: see mve_requantize(). */
enum { MVE_HALVES_UP = 0, MVE_RIGHT = 1, MVE_ANY = 2 };

/* How a sum begins: with 16 products, with fewer of at least 16, with fewer than 16. See mve_products(). */
enum { MVE_WHOLE = 0, MVE_OVERLAP = 1, MVE_SHORT = 2 };

/*
 * Some columns of up to four rows of an image, `lanes` channels of them, at most 16: in `to` the four bytes of the
 * first channel come side by side, then those of the next; `step` bytes further the next column.
 *
 * at: the first column of each row. pitch: bytes from one column to the next. hop: 1 for rows of the image, 0 for
 * those that are padding, one cell read again and again.
 */
typedef struct {
    const int8_t *at[4];
    int32_t pitch[4];
    int8_t *to;
    int32_t step;
    int32_t lanes;
    int32_t count;
    int32_t hop[4];
} mve_columns;

/* Assembly with predicates and all registers: of GCC, not of clang. */
#if defined(__ARM_FEATURE_MVE) && defined(__OPTIMIZE__) && !defined(__clang__)
<#include "mve/vectors_arm.ftl">
<#include "mve/sums_arm.ftl">
<#include "mve/copies_arm.ftl">
<#include "mve/places_arm.ftl">
<#include "mve/bytes_arm.ftl">
#else
<#include "mve/instructions_c.ftl">
<#include "mve/bytes_c.ftl">
#endif
<#include "mve/channels.ftl">
<#include "mve/elements.ftl">
#endif
