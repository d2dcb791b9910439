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

#if defined(__ARM_FEATURE_MVE) && defined(__OPTIMIZE__)

#include <arm_mve.h>

/* Four int32. */
typedef int32x4_t mve_words;

/* Sixteen int8. */
typedef int8x16_t mve_bytes;

MVE_INLINE mve_bytes mve_load_bytes(const int8_t *from)
{
    return vldrbq_s8(from);
}

MVE_INLINE mve_words mve_load_words(const int32_t *from)
{
    return vldrwq_s32(from);
}

MVE_INLINE mve_words mve_all(int32_t value)
{
    return vdupq_n_s32(value);
}

MVE_INLINE mve_words mve_add(mve_words a, mve_words b)
{
    return vaddq_s32(a, b);
}

MVE_INLINE mve_words mve_add_all(mve_words a, int32_t value)
{
    return vaddq_n_s32(a, value);
}

MVE_INLINE mve_words mve_and(mve_words a, mve_words b)
{
    return vandq_s32(a, b);
}

/* -1 for negative lanes, 0 for others. */
MVE_INLINE mve_words mve_sign(mve_words a)
{
    return vshrq_n_s32(a, 31);
}

/* round(a * b / 2^31), halves up. */
MVE_INLINE mve_words mve_high(mve_words a, mve_words b)
{
    return vqrdmulhq_s32(a, b);
}

/* a << left, bits that leave are lost; left >= 0. */
MVE_INLINE mve_words mve_shift_left(mve_words a, mve_words left)
{
    return vshlq_s32(a, left);
}

/* round(a * 2^shift), halves up; shift <= 0. */
MVE_INLINE mve_words mve_shift_right(mve_words a, mve_words shift)
{
    return vrshlq_s32(a, shift);
}

MVE_INLINE mve_words mve_max(mve_words a, mve_words b)
{
    return vmaxq_s32(a, b);
}

MVE_INLINE mve_words mve_min(mve_words a, mve_words b)
{
    return vminq_s32(a, b);
}

/* The low byte of each lane, side by side. */
MVE_INLINE void mve_store_words_as_bytes(int8_t *to, mve_words a)
{
    vstrbq_s32(to, a);
}

MVE_INLINE void mve_copy(int8_t *to, const int8_t *from, int32_t count)
{
    uint8x16_t bytes;
    __asm__ volatile("wlstp.8 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vldrb.8 %q[bytes], [%[from]], #16\n\t"
                     "vstrb.8 %q[bytes], [%[to]], #16\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [to] "+r"(to), [from] "+r"(from), [bytes] "=&w"(bytes)
                     : [count] "r"(count)
                     : "lr", "memory");
}

MVE_INLINE void mve_fill(int8_t *to, int32_t byte, int32_t count)
{
    const uint8x16_t bytes = vdupq_n_u8((uint8_t)byte);
    __asm__ volatile("wlstp.8 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vstrb.8 %q[bytes], [%[to]], #16\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [to] "+r"(to)
                     : [count] "r"(count), [bytes] "w"(bytes)
                     : "lr", "memory");
}

/*
 * What mve_products() does for four channels of an even number of pixels, two at a time. Sixteen products are
 * added to a register with an even number, and eight sums take all of these: r0 to lr. Compilers do not
 * manage that; so it is one piece of assembly, with what it needs once for two pixels on the stack:
 *
 *     sp + 0 weight    + 4 steps - 1    + 8 depth    + 12 outputs    + 16 zero    + 20 first
 *
 * The first step does not add: nothing need be cleared.
 */
#define MVE_PRODUCTS_4X2(multiply) \
    "vldrb.8 %q[b], [r1], #16\n\t" \
    multiply " r0, %q[b], %q[x]\n\t" \
    multiply " r2, %q[b], %q[y]\n\t" \
    "vldrb.8 %q[b], [r1], #16\n\t" \
    multiply " r4, %q[b], %q[x]\n\t" \
    multiply " r6, %q[b], %q[y]\n\t" \
    "vldrb.8 %q[b], [r1], #16\n\t" \
    multiply " r8, %q[b], %q[x]\n\t" \
    multiply " r10, %q[b], %q[y]\n\t" \
    "vldrb.8 %q[b], [r1], #16\n\t" \
    multiply " r12, %q[b], %q[x]\n\t" \
    multiply " lr, %q[b], %q[y]\n\t"

#define MVE_STEP_4X2 \
    "vldrb.8 %q[x], [r3], #16\n\t" \
    "vldrb.8 %q[y], [r5], #16\n\t" \
    MVE_PRODUCTS_4X2("vmladava.s8")

#define MVE_WHOLE_4X2 \
    "ldrd r1, r9, [sp]\n\t" \
    "vldrb.8 %q[x], [r3], #16\n\t" \
    "vldrb.8 %q[y], [r5], #16\n\t" \
    MVE_PRODUCTS_4X2("vmladav.s8")

#define MVE_OVERLAP_4X2 \
    "ldr r1, [sp, #20]\n\t" \
    "vldrb.8 %q[x], [r3]\n\t" \
    "vldrb.8 %q[y], [r5]\n\t" \
    "add r3, r1\n\t" \
    "add r5, r1\n\t" \
    "ldrd r1, r9, [sp]\n\t" \
    MVE_PRODUCTS_4X2("vmladav.s8")

/* Two steps a jump, an odd one before them. */
#define MVE_LOOP_4X2 \
    "lsrs r9, r9, #1\n\t" \
    "bcc 2f\n\t" \
    MVE_STEP_4X2 \
    "2:\n\t" \
    "beq 4f\n" \
    "3:\n\t" \
    MVE_STEP_4X2 \
    MVE_STEP_4X2 \
    "subs r9, #1\n\t" \
    "bne 3b\n" \
    "4:\n\t" \
    "ldrd r1, r9, [sp, #8]\n\t" \
    "mov r3, r5\n\t" \
    "add r5, r1\n\t"

#define MVE_SHORT_4X2 \
    "ldr r1, [sp, #20]\n\t" \
    "vctp.8 r1\n\t" \
    "vpstt\n\t" \
    "vldrbt.8 %q[x], [r3]\n\t" \
    "vldrbt.8 %q[y], [r5]\n\t" \
    "ldr r1, [sp]\n\t" \
    MVE_PRODUCTS_4X2("vmladav.s8") \
    "ldrd r1, r9, [sp, #8]\n\t" \
    "add r3, r3, r1, lsl #1\n\t" \
    "add r5, r5, r1, lsl #1\n\t"

#define MVE_ONE_LESS(lanes) \
    "vshr.s32 %q[b], %q[" lanes "], #31\n\t" \
    "vadd.i32 %q[" lanes "], %q[" lanes "], %q[b]\n\t"

#define MVE_ASIS(lanes) ""

#define MVE_SCALE_4X2(lanes, round) \
    "vadd.i32 %q[" lanes "], %q[" lanes "], %q[bias]\n\t" \
    "vqrdmulh.s32 %q[" lanes "], %q[" lanes "], %q[multiplier]\n\t" \
    round(lanes) \
    "vrshl.s32 %q[" lanes "], %q[" lanes "], %q[shift]\n\t" \
    "vadd.i32 %q[" lanes "], %q[" lanes "], r1\n\t" \
    "vmax.s32 %q[" lanes "], %q[" lanes "], %q[low]\n\t" \
    "vmin.s32 %q[" lanes "], %q[" lanes "], %q[high]\n\t" \
    "vstrb.32 %q[" lanes "], [r7]\n\t" \
    "add r7, r9\n\t"

#define MVE_PAIRS(sums, round) \
    __asm__ volatile( \
        "push {r0, r2, r4, r6, r8, r10}\n\t" \
        "add r5, r3, r4\n" \
        "1:\n\t" \
        sums \
        "ldr r1, [sp, #16]\n\t" \
        "vmov %q[x][2], %q[x][0], r0, r8\n\t" \
        "vmov %q[x][3], %q[x][1], r4, r12\n\t" \
        "vmov %q[y][2], %q[y][0], r2, r10\n\t" \
        "vmov %q[y][3], %q[y][1], r6, lr\n\t" \
        MVE_SCALE_4X2("x", round) \
        MVE_SCALE_4X2("y", round) \
        "subs r11, #1\n\t" \
        "bne 1b\n\t" \
        "add sp, sp, #24" \
        : "+r"(r0), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r6), "+r"(r8), "+r"(r7), "+r"(r10), "+r"(r11), \
          [b] "=&w"(b), [x] "=&w"(x), [y] "=&w"(y) \
        : [bias] "w"(bias), [multiplier] "w"(multiplier), [shift] "w"(shift), [low] "w"(low), \
          [high] "w"(high) \
        : "r1", "r5", "r9", "r12", "lr", "cc", "p0", "memory")

MVE_INLINE void mve_pairs(
    const int8_t *weight, int32_t first, int32_t steps, mve_words bias, mve_words multiplier, mve_words shift,
    const int8_t *from, int32_t depth, int8_t *to, int32_t outputs, int32_t zero, mve_words low, mve_words high,
    int32_t pairs, const int32_t form, const int32_t rounding)
{
    register const int8_t *r0 __asm__("r0") = weight;
    register int32_t r2 __asm__("r2") = steps - 1;
    register const int8_t *r3 __asm__("r3") = from;
    register int32_t r4 __asm__("r4") = depth;
    register int32_t r6 __asm__("r6") = outputs;
    register int32_t r8 __asm__("r8") = zero;
    register int8_t *r7 __asm__("r7") = to;
    register int32_t r10 __asm__("r10") = first;
    register int32_t r11 __asm__("r11") = pairs;
    int8x16_t b;
    mve_words x;
    mve_words y;
    if (form == MVE_WHOLE && rounding == MVE_HALVES_UP) {
        MVE_PAIRS(MVE_WHOLE_4X2 MVE_LOOP_4X2, MVE_ASIS);
    } else if (form == MVE_WHOLE) {
        MVE_PAIRS(MVE_WHOLE_4X2 MVE_LOOP_4X2, MVE_ONE_LESS);
    } else if (form == MVE_OVERLAP && rounding == MVE_HALVES_UP) {
        MVE_PAIRS(MVE_OVERLAP_4X2 MVE_LOOP_4X2, MVE_ASIS);
    } else if (form == MVE_OVERLAP) {
        MVE_PAIRS(MVE_OVERLAP_4X2 MVE_LOOP_4X2, MVE_ONE_LESS);
    } else if (rounding == MVE_HALVES_UP) {
        MVE_PAIRS(MVE_SHORT_4X2, MVE_ASIS);
    } else {
        MVE_PAIRS(MVE_SHORT_4X2, MVE_ONE_LESS);
    }
}

/* The sums of four channels of one pixel. */
#define MVE_PRODUCTS_4X1(multiply) \
    "vldrb.8 %q[b], [%[w]], #16\n\t" \
    multiply " r0, %q[b], %q[x]\n\t" \
    "vldrb.8 %q[b], [%[w]], #16\n\t" \
    multiply " r2, %q[b], %q[x]\n\t" \
    "vldrb.8 %q[b], [%[w]], #16\n\t" \
    multiply " r4, %q[b], %q[x]\n\t" \
    "vldrb.8 %q[b], [%[w]], #16\n\t" \
    multiply " r6, %q[b], %q[x]\n\t"

#define MVE_LOOP_4X1 \
    "wls lr, %[steps], 2f\n" \
    "1:\n\t" \
    "vldrb.8 %q[x], [%[x0]], #16\n\t" \
    MVE_PRODUCTS_4X1("vmladava.s8") \
    "le lr, 1b\n" \
    "2:\n\t"

#define MVE_COLLECT_4X1 \
    "vmov %q[x][2], %q[x][0], r0, r4\n\t" \
    "vmov %q[x][3], %q[x][1], r2, r6"

#define MVE_RUN_4X1(text) \
    __asm__(text MVE_COLLECT_4X1 \
            : [w] "+r"(weight), [x0] "+r"(x0), [b] "=&w"(bytes), [x] "=&w"(sums) \
            : [first] "r"(first), [steps] "r"(steps - 1) \
            : "r0", "r2", "r4", "r6", "lr", "cc", "memory")

MVE_INLINE mve_words mve_dot_4x1(
    const int8_t *weight, const int8_t *x0, int32_t first, int32_t steps, const int32_t form)
{
    int8x16_t bytes;
    mve_words sums;
    if (form == MVE_WHOLE) {
        MVE_RUN_4X1("vldrb.8 %q[x], [%[x0]], #16\n\t" MVE_PRODUCTS_4X1("vmladav.s8") MVE_LOOP_4X1);
    } else if (form == MVE_OVERLAP) {
        MVE_RUN_4X1("vldrb.8 %q[x], [%[x0]]\n\t"
                    "add %[x0], %[first]\n\t" MVE_PRODUCTS_4X1("vmladav.s8") MVE_LOOP_4X1);
    } else {
        MVE_RUN_4X1("vctp.8 %[first]\n\t"
                    "vpst\n\t"
                    "vldrbt.8 %q[x], [%[x0]]\n\t" MVE_PRODUCTS_4X1("vmladav.s8"));
    }
    return sums;
}

/*
 * Adds sixteen products to sixteen sums. Those of lanes 0, 4, 8, 12 are in sums[0], of 2, 6, 10, 14 in sums[1],
 * of 1, 5, 9, 13 in sums[2], of 3, 7, 11, 15 in sums[3].
 */
MVE_INLINE void mve_add_products(mve_words *sums, mve_bytes x, mve_bytes weight)
{
    const int16x8_t even = vmullbq_int_s8(x, weight);
    const int16x8_t odd = vmulltq_int_s8(x, weight);
    sums[0] = vaddq_s32(sums[0], vmovlbq_s16(even));
    sums[1] = vaddq_s32(sums[1], vmovltq_s16(even));
    sums[2] = vaddq_s32(sums[2], vmovlbq_s16(odd));
    sums[3] = vaddq_s32(sums[3], vmovltq_s16(odd));
}

/* The low bytes of such sums, lane after lane. */
MVE_INLINE void mve_store_lanes(int8_t *to, const mve_words *sums)
{
    const int16x8_t even = vmovntq_s32(vreinterpretq_s16_s32(sums[0]), sums[1]);
    const int16x8_t odd = vmovntq_s32(vreinterpretq_s16_s32(sums[2]), sums[3]);
    vstrbq_s8(to, vmovntq_s16(vreinterpretq_s8_s16(even), odd));
}

/* `count` times `run` bytes. */
MVE_INLINE void mve_copies(
    int8_t *to, int32_t toStep, const int8_t *from, int32_t fromStep, int32_t run, int32_t count)
{
    mve_bytes bytes;
    if (count <= 0) {
        return;
    }
    if (run <= 16) {
        __asm__ volatile("vctp.8 %[run]\n\t"
                         "dls lr, %[count]\n"
                         "1:\n\t"
                         "vpstt\n\t"
                         "vldrbt.8 %q[bytes], [%[from]]\n\t"
                         "vstrbt.8 %q[bytes], [%[to]]\n\t"
                         "add %[from], %[fromStep]\n\t"
                         "add %[to], %[toStep]\n\t"
                         "le lr, 1b"
                         : [to] "+r"(to), [from] "+r"(from), [bytes] "=&w"(bytes)
                         : [run] "r"(run), [count] "r"(count), [fromStep] "r"(fromStep), [toStep] "r"(toStep)
                         : "lr", "p0", "cc", "memory");
        return;
    }
    __asm__ volatile("1:\n\t"
                     "dlstp.8 lr, %[run]\n"
                     "2:\n\t"
                     "vldrb.8 %q[bytes], [%[from]], #16\n\t"
                     "vstrb.8 %q[bytes], [%[to]], #16\n\t"
                     "letp lr, 2b\n\t"
                     "add %[from], %[fromStep]\n\t"
                     "add %[to], %[toStep]\n\t"
                     "subs %[count], #1\n\t"
                     "bne 1b"
                     : [to] "+r"(to), [from] "+r"(from), [count] "+r"(count), [bytes] "=&w"(bytes)
                     : [run] "r"(run), [fromStep] "r"(fromStep - (run + 15) / 16 * 16),
                       [toStep] "r"(toStep - (run + 15) / 16 * 16)
                     : "lr", "p0", "cc", "memory");
}

/* (a ca + b cb + c) >> -shift of each element, within limits. */
MVE_INLINE void mve_sum_linear(
    const int8_t *a, const int8_t *b, int8_t *to, int32_t count, int32_t ca, int32_t cb, int32_t c, int32_t shift,
    int32_t lowest, int32_t highest)
{
    const mve_words low = mve_all(lowest);
    const mve_words high = mve_all(highest);
    mve_words x;
    mve_words y;
    __asm__ volatile("wlstp.32 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vldrb.s32 %q[x], [%[a]], #4\n\t"
                     "vldrb.s32 %q[y], [%[b]], #4\n\t"
                     "vmul.i32 %q[x], %q[x], %[ca]\n\t"
                     "vmla.s32 %q[x], %q[y], %[cb]\n\t"
                     "vadd.i32 %q[x], %q[x], %[c]\n\t"
                     "vshl.s32 %q[x], %[shift]\n\t"
                     "vmax.s32 %q[x], %q[x], %q[low]\n\t"
                     "vmin.s32 %q[x], %q[x], %q[high]\n\t"
                     "vstrb.32 %q[x], [%[to]], #4\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [a] "+l"(a), [b] "+l"(b), [to] "+l"(to), [x] "=&w"(x), [y] "=&w"(y)
                     : [count] "r"(count), [ca] "r"(ca), [cb] "r"(cb), [c] "r"(c), [shift] "r"(shift), [low] "w"(low),
                       [high] "w"(high)
                     : "lr", "p0", "cc", "memory");
}

/* Each element's number in the first table plus that in the second, rescaled as by MVE_RIGHT. */
MVE_INLINE void mve_sum_exact(
    const int8_t *a, const int8_t *b, const int32_t *tableA, const int32_t *tableB, int8_t *to, int32_t count,
    int32_t multiplier, int32_t shift, int32_t zero, int32_t lowest, int32_t highest)
{
    const mve_words low = mve_all(lowest);
    const mve_words high = mve_all(highest);
    mve_words x;
    mve_words u;
    mve_words v;
    __asm__ volatile("wlstp.32 lr, %[count], 2f\n"
                     "1:\n\t"
                     "vldrb.u32 %q[x], [%[a]], #4\n\t"
                     "vldrw.u32 %q[u], [%[tableA], %q[x], uxtw #2]\n\t"
                     "vldrb.u32 %q[x], [%[b]], #4\n\t"
                     "vldrw.u32 %q[v], [%[tableB], %q[x], uxtw #2]\n\t"
                     "vadd.i32 %q[u], %q[u], %q[v]\n\t"
                     "vqrdmulh.s32 %q[u], %q[u], %[multiplier]\n\t"
                     "vshr.s32 %q[v], %q[u], #31\n\t"
                     "vadd.i32 %q[u], %q[u], %q[v]\n\t"
                     "vrshl.s32 %q[u], %[shift]\n\t"
                     "vadd.i32 %q[u], %q[u], %[zero]\n\t"
                     "vmax.s32 %q[u], %q[u], %q[low]\n\t"
                     "vmin.s32 %q[u], %q[u], %q[high]\n\t"
                     "vstrb.32 %q[u], [%[to]], #4\n\t"
                     "letp lr, 1b\n"
                     "2:"
                     : [a] "+l"(a), [b] "+l"(b), [to] "+l"(to), [x] "=&w"(x), [u] "=&w"(u), [v] "=&w"(v)
                     : [count] "r"(count), [tableA] "r"(tableA), [tableB] "r"(tableB), [multiplier] "r"(multiplier),
                       [shift] "r"(shift), [zero] "r"(zero), [low] "w"(low), [high] "w"(high)
                     : "lr", "p0", "cc", "memory");
}

/* Four places in memory that hold four bytes each. */
typedef uint32x4_t mve_places;

/* `apart` bytes from one to the next. */
MVE_INLINE mve_places mve_places_from(const int8_t *first, int32_t apart)
{
    return vaddq_n_u32(vmulq_n_u32(vidupq_n_u32(0, 1), (uint32_t)apart), (uint32_t)(uintptr_t)first);
}

MVE_INLINE mve_places mve_move(mve_places places, int32_t bytes)
{
    return vaddq_n_u32(places, (uint32_t)bytes);
}

/*
 * Four channels of pixels whose windows are 16 bytes, four at each of four places; those of the next channel are
 * four bytes behind. table: biases, multipliers, shifts of four channels. limits: four times the lowest
 * output, four times the highest.
 */
#define MVE_DEPTHWISE(round) \
    __asm__ volatile("dls lr, %[pixels]\n" \
                     "1:\n\t" \
                     "vldrw.u32 %q[x], [%q[places]]\n\t" \
                     "vmladav.s8 r0, %q[x], %q[w0]\n\t" \
                     "vldrw.u32 %q[x], [%q[places], #4]\n\t" \
                     "vmladav.s8 r2, %q[x], %q[w1]\n\t" \
                     "vldrw.u32 %q[x], [%q[places], #8]\n\t" \
                     "vmladav.s8 r4, %q[x], %q[w2]\n\t" \
                     "vldrw.u32 %q[x], [%q[places], #12]\n\t" \
                     "vmladav.s8 r6, %q[x], %q[w3]\n\t" \
                     "vldrw.32 %q[b], [%[table]]\n\t" \
                     "vmov %q[x][2], %q[x][0], r0, r4\n\t" \
                     "vmov %q[x][3], %q[x][1], r2, r6\n\t" \
                     "vadd.i32 %q[x], %q[x], %q[b]\n\t" \
                     "vqrdmulh.s32 %q[x], %q[x], %q[multiplier]\n\t" \
                     round("x") \
                     "vldrw.32 %q[b], [%[table], #32]\n\t" \
                     "vrshl.s32 %q[x], %q[x], %q[b]\n\t" \
                     "vldrw.32 %q[b], [%[limits]]\n\t" \
                     "vadd.i32 %q[x], %q[x], %[zero]\n\t" \
                     "vmax.s32 %q[x], %q[x], %q[b]\n\t" \
                     "vldrw.32 %q[b], [%[limits], #16]\n\t" \
                     "vadd.i32 %q[places], %q[places], %[advance]\n\t" \
                     "vmin.s32 %q[x], %q[x], %q[b]\n\t" \
                     "vstrb.32 %q[x], [%[to]]\n\t" \
                     "add %[to], %[outputs]\n\t" \
                     "le lr, 1b" \
                     : [to] "+r"(r1), [places] "+w"(places), [x] "=&w"(x), [b] "=&w"(b) \
                     : [w0] "w"(weight0), [w1] "w"(weight1), [w2] "w"(weight2), [w3] "w"(weight3), \
                       [multiplier] "w"(multiplier), [table] "r"(r3), [limits] "r"(r5), [pixels] "r"(r8), [zero] "r"(r9), \
                       [advance] "r"(r10), [outputs] "r"(r11) \
                     : "r0", "r2", "r4", "r6", "lr", "cc", "memory")

MVE_INLINE void mve_depthwise_pixels(
    mve_places places, int32_t advance, mve_bytes weight0, mve_bytes weight1, mve_bytes weight2, mve_bytes weight3,
    const int32_t *table, const int32_t *limits, int32_t zero, int8_t *to, int32_t outputs, int32_t pixels,
    const int32_t rounding)
{
    const mve_words multiplier = mve_load_words(table + 4);
    /* Named, because GCC does not always find a choice that leaves the sums their even registers. */
    register int8_t *r1 __asm__("r1") = to;
    register const int32_t *r3 __asm__("r3") = table;
    register const int32_t *r5 __asm__("r5") = limits;
    register int32_t r8 __asm__("r8") = pixels;
    register int32_t r9 __asm__("r9") = zero;
    register int32_t r10 __asm__("r10") = advance;
    register int32_t r11 __asm__("r11") = outputs;
    mve_words x;
    mve_words b;
    if (rounding == MVE_HALVES_UP) {
        MVE_DEPTHWISE(MVE_ASIS);
    } else {
        MVE_DEPTHWISE(MVE_ONE_LESS);
    }
}

/*
 * Four sums of 16 `times` products: the bytes at the places with the first 16 weights, those four bytes behind with
 * the second... then places that lie `step` bytes further with the next 64 weights.
 */
MVE_INLINE mve_words mve_dot_many_places(mve_places places, int32_t step, const int8_t *weight, int32_t times)
{
    mve_words sums;
    mve_bytes bytes;
    __asm__("movs r0, #0\n\t"
            "movs r2, #0\n\t"
            "movs r4, #0\n\t"
            "movs r6, #0\n\t"
            "dls lr, %[times]\n"
            "1:\n\t"
            "vldrw.u32 %q[sums], [%q[places]]\n\t"
            "vldrb.8 %q[bytes], [%[weight]], #16\n\t"
            "vmladava.s8 r0, %q[sums], %q[bytes]\n\t"
            "vldrw.u32 %q[sums], [%q[places], #4]\n\t"
            "vldrb.8 %q[bytes], [%[weight]], #16\n\t"
            "vmladava.s8 r2, %q[sums], %q[bytes]\n\t"
            "vldrw.u32 %q[sums], [%q[places], #8]\n\t"
            "vldrb.8 %q[bytes], [%[weight]], #16\n\t"
            "vmladava.s8 r4, %q[sums], %q[bytes]\n\t"
            "vldrw.u32 %q[sums], [%q[places], #12]\n\t"
            "vldrb.8 %q[bytes], [%[weight]], #16\n\t"
            "vmladava.s8 r6, %q[sums], %q[bytes]\n\t"
            "vadd.i32 %q[places], %q[places], %[step]\n\t"
            "le lr, 1b\n\t"
            "vmov %q[sums][2], %q[sums][0], r0, r4\n\t"
            "vmov %q[sums][3], %q[sums][1], r2, r6"
            : [sums] "=&w"(sums), [bytes] "=&w"(bytes), [places] "+w"(places), [weight] "+r"(weight)
            : [step] "r"(step), [times] "r"(times)
            : "r0", "r2", "r4", "r6", "lr", "cc", "memory");
    return sums;
}

/*
 * See mve_columns; `on` channels further than the last time. Of a column 64 bytes are written, however few channels
 * are read.
 */
MVE_KERNEL void mve_turn(mve_columns *columns, int32_t on)
{
    for (int32_t i = 0; i < 4; i++) {
        columns->at[i] += on * columns->hop[i];
    }
    __asm__ volatile("ldm %0, {r0-r11}\n\t"
                     "vctp.8 r10\n\t"
                     "dls lr, r11\n"
                     "1:\n\t"
                     "vpstttt\n\t"
                     "vldrbt.8 q0, [r0]\n\t"
                     "vldrbt.8 q1, [r1]\n\t"
                     "vldrbt.8 q2, [r2]\n\t"
                     "vldrbt.8 q3, [r3]\n\t"
                     "add r0, r4\n\t"
                     "add r1, r5\n\t"
                     "add r2, r6\n\t"
                     "add r3, r7\n\t"
                     "vst40.8 {q0, q1, q2, q3}, [r8]\n\t"
                     "vst41.8 {q0, q1, q2, q3}, [r8]\n\t"
                     "vst42.8 {q0, q1, q2, q3}, [r8]\n\t"
                     "vst43.8 {q0, q1, q2, q3}, [r8]\n\t"
                     "add r8, r9\n\t"
                     "le lr, 1b"
                     :
                     : "r"(columns)
                     : "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "lr", "q0", "q1",
                       "q2", "q3", "p0", "cc", "memory");
}

#else

typedef struct {
    int32_t lane[4];
} mve_words;

typedef struct {
    int8_t lane[16];
} mve_bytes;

typedef struct {
    const int8_t *lane[4];
} mve_places;

MVE_INLINE mve_bytes mve_load_bytes(const int8_t *from)
{
    mve_bytes r;
    memcpy(r.lane, from, 16);
    return r;
}

#define MVE_LANES for (int32_t i = 0; i < 4; i++)

MVE_INLINE mve_words mve_load_words(const int32_t *from)
{
    mve_words r;
    MVE_LANES { r.lane[i] = from[i]; }
    return r;
}

MVE_INLINE mve_words mve_all(int32_t value)
{
    mve_words r;
    MVE_LANES { r.lane[i] = value; }
    return r;
}

MVE_INLINE mve_words mve_add(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = (int32_t)((uint32_t)a.lane[i] + (uint32_t)b.lane[i]); }
    return a;
}

MVE_INLINE mve_words mve_add_all(mve_words a, int32_t value)
{
    return mve_add(a, mve_all(value));
}

MVE_INLINE mve_words mve_and(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] &= b.lane[i]; }
    return a;
}

MVE_INLINE mve_words mve_sign(mve_words a)
{
    MVE_LANES { a.lane[i] = a.lane[i] < 0 ? -1 : 0; }
    return a;
}

MVE_INLINE mve_words mve_high(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = (int32_t)(((int64_t)a.lane[i] * b.lane[i] + (1 << 30)) >> 31); }
    return a;
}

MVE_INLINE mve_words mve_shift_left(mve_words a, mve_words left)
{
    MVE_LANES { a.lane[i] = (int32_t)((uint32_t)a.lane[i] << left.lane[i]); }
    return a;
}

MVE_INLINE mve_words mve_shift_right(mve_words a, mve_words shift)
{
    MVE_LANES { a.lane[i] = (int32_t)(((int64_t)a.lane[i] * 2 + (1LL << -shift.lane[i])) >> (1 - shift.lane[i])); }
    return a;
}

MVE_INLINE mve_words mve_max(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]; }
    return a;
}

MVE_INLINE mve_words mve_min(mve_words a, mve_words b)
{
    MVE_LANES { a.lane[i] = a.lane[i] < b.lane[i] ? a.lane[i] : b.lane[i]; }
    return a;
}

MVE_INLINE void mve_store_words_as_bytes(int8_t *to, mve_words a)
{
    MVE_LANES { to[i] = (int8_t)a.lane[i]; }
}

MVE_INLINE void mve_copy(int8_t *to, const int8_t *from, int32_t count)
{
    memcpy(to, from, (size_t)count);
}

MVE_INLINE void mve_fill(int8_t *to, int32_t byte, int32_t count)
{
    memset(to, byte, (size_t)count);
}

MVE_INLINE void mve_sum_linear(
    const int8_t *a, const int8_t *b, int8_t *to, int32_t count, int32_t ca, int32_t cb, int32_t c, int32_t shift,
    int32_t low, int32_t high)
{
    for (int32_t i = 0; i < count; i++) {
        const int32_t sum = (a[i] * ca + b[i] * cb + c) >> -shift;
        to[i] = (int8_t)(sum < low ? low : sum > high ? high : sum);
    }
}

MVE_INLINE mve_places mve_places_from(const int8_t *first, int32_t apart)
{
    mve_places r;
    MVE_LANES { r.lane[i] = first + i * apart; }
    return r;
}

MVE_INLINE mve_places mve_move(mve_places places, int32_t bytes)
{
    MVE_LANES { places.lane[i] += bytes; }
    return places;
}

/* Sixteen products of the bytes `offset` behind the places. */
MVE_INLINE int32_t mve_dot_place(mve_places places, int32_t offset, mve_bytes weight)
{
    int32_t sum = 0;
    MVE_LANES
    {
        for (int32_t k = 0; k < 4; k++) {
            sum += places.lane[i][offset + k] * weight.lane[4 * i + k];
        }
    }
    return sum;
}

MVE_INLINE mve_words mve_dot_places(
    mve_places places, mve_bytes weight0, mve_bytes weight1, mve_bytes weight2, mve_bytes weight3)
{
    mve_words sums;
    sums.lane[0] = mve_dot_place(places, 0, weight0);
    sums.lane[1] = mve_dot_place(places, 4, weight1);
    sums.lane[2] = mve_dot_place(places, 8, weight2);
    sums.lane[3] = mve_dot_place(places, 12, weight3);
    return sums;
}

MVE_INLINE void mve_add_products(mve_words *sums, mve_bytes x, mve_bytes weight)
{
    for (int32_t i = 0; i < 16; i++) {
        sums[i % 2 * 2 + i / 2 % 2].lane[i / 4] += x.lane[i] * weight.lane[i];
    }
}

MVE_INLINE void mve_store_lanes(int8_t *to, const mve_words *sums)
{
    for (int32_t i = 0; i < 16; i++) {
        to[i] = (int8_t)sums[i % 2 * 2 + i / 2 % 2].lane[i / 4];
    }
}

MVE_INLINE void mve_copies(
    int8_t *to, int32_t toStep, const int8_t *from, int32_t fromStep, int32_t run, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        memcpy(to + i * toStep, from + i * fromStep, (size_t)run);
    }
}

MVE_INLINE mve_words mve_dot_many_places(mve_places places, int32_t step, const int8_t *weight, int32_t times)
{
    mve_words sums = mve_all(0);
    for (; times > 0; times--) {
        sums = mve_add(
            sums,
            mve_dot_places(
                places, mve_load_bytes(weight), mve_load_bytes(weight + 16), mve_load_bytes(weight + 32),
                mve_load_bytes(weight + 48)));
        places = mve_move(places, step);
        weight += 64;
    }
    return sums;
}

static inline void mve_turn(mve_columns *columns, int32_t on)
{
    for (int32_t i = 0; i < 4; i++) {
        columns->at[i] += on * columns->hop[i];
    }
    for (int32_t column = 0; column < columns->count; column++) {
        int8_t *to = columns->to + column * columns->step;
        for (int32_t i = 0; i < 64; i++) {
            const int8_t *from = columns->at[i % 4] + column * columns->pitch[i % 4];
            to[i] = (int8_t)(i / 4 < columns->lanes ? from[i / 4] : 0);
        }
    }
}

MVE_INLINE mve_words mve_dot_4x1(
    const int8_t *weight, const int8_t *x, int32_t first, int32_t steps, const int32_t form)
{
    mve_words sums = mve_all(0);
    for (int32_t step = 0; step < steps; step++) {
        const int32_t count = step == 0 && form != MVE_WHOLE ? first : 16;
        for (int32_t k = 0; k < count; k++) {
            MVE_LANES { sums.lane[i] = (int32_t)((uint32_t)sums.lane[i] + (uint32_t)(weight[16 * i + k] * x[k])); }
        }
        x += count;
        weight += 64;
    }
    return sums;
}

#endif

/*
 * zero + round(round(a * multiplier / 2^31) * 2^shift), within limits. The first rounding takes halves up, the
 * second away from zero, but shifts by instruction take halves up too: subtracting 1 from negative numbers first
 * makes it so.
 *
 *     MVE_HALVES_UP   low >= zero: no number below zero survives, so that its rounding does not matter; shift <= 0
 *     MVE_RIGHT       shift < 0
 *     MVE_ANY         any shift; one to the left is applied before the multiplication
 */
MVE_INLINE mve_words mve_requantize(
    mve_words a, mve_words multiplier, mve_words shift, int32_t zero, mve_words low, mve_words high,
    const int32_t rounding)
{
    mve_words right = shift;
    if (rounding == MVE_ANY) {
        a = mve_shift_left(a, mve_max(shift, mve_all(0)));
        right = mve_min(shift, mve_all(0));
    }
    a = mve_high(a, multiplier);
    if (rounding == MVE_RIGHT) {
        a = mve_add(a, mve_sign(a));
    } else if (rounding == MVE_ANY) {
        a = mve_add(a, mve_sign(mve_and(a, right)));
    }
    a = mve_add_all(mve_shift_right(a, right), zero);
    return mve_min(mve_max(a, low), high);
}

#if !(defined(__ARM_FEATURE_MVE) && defined(__OPTIMIZE__))

MVE_INLINE void mve_pairs(
    const int8_t *weight, int32_t first, int32_t steps, mve_words bias, mve_words multiplier, mve_words shift,
    const int8_t *from, int32_t depth, int8_t *to, int32_t outputs, int32_t zero, mve_words low, mve_words high,
    int32_t pairs, const int32_t form, const int32_t rounding)
{
    for (int32_t pixel = 0; pixel < 2 * pairs; pixel++) {
        const mve_words sums = mve_add(mve_dot_4x1(weight, from, first, steps, form), bias);
        mve_store_words_as_bytes(to, mve_requantize(sums, multiplier, shift, zero, low, high, rounding));
        from += depth;
        to += outputs;
    }
}

MVE_INLINE void mve_depthwise_pixels(
    mve_places places, int32_t advance, mve_bytes weight0, mve_bytes weight1, mve_bytes weight2, mve_bytes weight3,
    const int32_t *table, const int32_t *limits, int32_t zero, int8_t *to, int32_t outputs, int32_t pixels,
    const int32_t rounding)
{
    for (int32_t pixel = 0; pixel < pixels; pixel++) {
        const mve_words sums = mve_dot_places(places, weight0, weight1, weight2, weight3);
        mve_store_words_as_bytes(
            to, mve_requantize(
                    mve_add(sums, mve_load_words(table)), mve_load_words(table + 4), mve_load_words(table + 8), zero,
                    mve_load_words(limits), mve_load_words(limits + 4), rounding));
        places = mve_move(places, advance);
        to += outputs;
    }
}

MVE_INLINE void mve_sum_exact(
    const int8_t *a, const int8_t *b, const int32_t *tableA, const int32_t *tableB, int8_t *to, int32_t count,
    int32_t multiplier, int32_t shift, int32_t zero, int32_t low, int32_t high)
{
    for (int32_t i = 0; i < count; i++) {
        const mve_words sum = mve_requantize(
            mve_all(tableA[(uint8_t)a[i]] + tableB[(uint8_t)b[i]]), mve_all(multiplier), mve_all(shift), zero,
            mve_all(low), mve_all(high), MVE_RIGHT);
        to[i] = (int8_t)sum.lane[0];
    }
}

#endif

/*
 * Output channels of pixels: sums of products over `depth` bytes of each, rescaled.
 *
 * weight: groups of four channels; in a group steps of 16 products, channel by channel. The first step has the
 * `first` products that are left over from whole ones, zeros behind them: where there are 16 bytes of input at
 * least, all of them are read and those too many meet the zeros.
 * channels: for each group four biases (with the input's zero point), multipliers, shifts. The last group
 * begins where it still fits: what it computes twice is the same.
 */
MVE_INLINE void mve_products(
    const int8_t *x, int32_t depth, const int8_t *weight, const int32_t *channels, int32_t outputs, int32_t zero,
    int32_t lowest, int32_t highest, int8_t *dst, int32_t pixels, const int32_t form, const int32_t rounding)
{
    const mve_words low = mve_all(lowest);
    const mve_words high = mve_all(highest);
    const int32_t first = form == MVE_WHOLE ? 16 : depth % 16;
    const int32_t steps = (depth + 15) / 16;
    const int32_t pairs = rounding == MVE_ANY ? 0 : pixels / 2;
#pragma GCC unroll 1
    for (int32_t channel = 0; channel < outputs; channel += 4) {
        const mve_words bias = mve_load_words(channels);
        const mve_words multiplier = mve_load_words(channels + 4);
        const mve_words shift = mve_load_words(channels + 8);
        int8_t *const to = dst + (channel < outputs - 4 ? channel : outputs - 4);
        if (pairs > 0) {
            mve_pairs(
                weight, first, steps, bias, multiplier, shift, x, depth, to, outputs, zero, low, high, pairs, form,
                rounding);
        }
#pragma GCC unroll 1
        for (int32_t pixel = 2 * pairs; pixel < pixels; pixel++) {
            const mve_words sums = mve_add(mve_dot_4x1(weight, x + pixel * depth, first, steps, form), bias);
            mve_store_words_as_bytes(
                to + pixel * outputs, mve_requantize(sums, multiplier, shift, zero, low, high, rounding));
        }
        weight += 64 * steps;
        channels += 12;
    }
}

/* The cells of a window's row, `dilation` apart from `column` on; `pad` where the row has none. */
static inline void mve_gather(
    int8_t *to, const int8_t *row, int32_t column, int32_t width, int32_t taps, int32_t dilation,
    int32_t channels, int32_t pad)
{
#pragma GCC unroll 1
    for (int32_t tap = 0; tap < taps; tap++) {
        if (column >= 0 && column < width) {
            mve_copy(to, row + column * channels, channels);
        } else {
            mve_fill(to, pad, channels);
        }
        to += channels;
        column += dilation;
    }
}

/*
 * Four channels of pixels from columns that mve_turn() has turned: 16 bytes with 16 weights make a sum where a
 * window has no more (`times` is 1), else again and again. The words of a window lie 64 bytes apart, windows
 * `advance` bytes. table: biases (with the input's zero point), multipliers, shifts. limits: four times the lowest output, four
 * times the highest.
 */
MVE_INLINE void mve_depthwise(
    const int8_t *strip, int32_t advance, const int8_t *weight, int32_t times, const int32_t *table,
    const int32_t *limits, int32_t zero, int8_t *dst, int32_t outputs, int32_t pixels, const int32_t rounding)
{
    mve_places places = mve_places_from(strip, 64);
    if (times == 1 && rounding != MVE_ANY) {
        mve_depthwise_pixels(
            places, advance, mve_load_bytes(weight), mve_load_bytes(weight + 16), mve_load_bytes(weight + 32),
            mve_load_bytes(weight + 48), table, limits, zero, dst, outputs, pixels, rounding);
        return;
    }
    const mve_words bias = mve_load_words(table);
    const mve_words multiplier = mve_load_words(table + 4);
    const mve_words shift = mve_load_words(table + 8);
    const mve_words low = mve_load_words(limits);
    const mve_words high = mve_load_words(limits + 4);
#pragma GCC unroll 1
    for (; pixels > 0; pixels--) {
        const mve_words sums = mve_add(mve_dot_many_places(places, 256, weight, times), bias);
        mve_store_words_as_bytes(dst, mve_requantize(sums, multiplier, shift, zero, low, high, rounding));
        places = mve_move(places, advance);
        dst += outputs;
    }
}

#endif
