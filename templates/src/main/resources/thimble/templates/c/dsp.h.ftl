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
/* A copy for each layer that calls it would be flash for nothing. */
#define DSP_KERNEL static __attribute__((noinline))
#else
#define DSP_INLINE static inline
#define DSP_KERNEL static
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

/* The lower half of a times the upper half of b, added. */
DSP_INLINE int32_t dsp_dot_lower_upper(uint32_t a, uint32_t b, int32_t sum)
{
    int32_t result;
    __asm__("smlabt %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}

/* The upper half of a times the lower half of b, added. */
DSP_INLINE int32_t dsp_dot_upper_lower(uint32_t a, uint32_t b, int32_t sum)
{
    int32_t result;
    __asm__("smlatb %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
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

DSP_INLINE int32_t dsp_dot_lower_upper(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(dsp_first(a) * dsp_second(b)));
}

DSP_INLINE int32_t dsp_dot_upper_lower(uint32_t a, uint32_t b, int32_t sum)
{
    return (int32_t)((uint32_t)sum + (uint32_t)(dsp_second(a) * dsp_first(b)));
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

/* Two pixels of four channels, turned: word c is channel c of both as a pair. */
DSP_INLINE void dsp_interleave(int32_t *to, uint32_t first, uint32_t second)
{
    const uint32_t lower = dsp_lower(first, second);
    const uint32_t upper = dsp_upper(first, second);
    to[0] = (int32_t)dsp_even(lower);
    to[1] = (int32_t)dsp_odd(lower);
    to[2] = (int32_t)dsp_even(upper);
    to[3] = (int32_t)dsp_odd(upper);
}

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

/* Widens bytes to pairs, four to two: (b0, b2) and (b1, b3). count is a multiple of 4. */
DSP_INLINE void dsp_expand(int32_t *to, const int8_t *from, int32_t count)
{
    const int8_t *const end = from + count;
#pragma GCC unroll 1
    for (const int8_t *const body = from + count / 16 * 16; from != body; from += 16, to += 8) {
#pragma GCC unroll 4
        for (int32_t i = 0; i < 4; i++) {
            const uint32_t bytes = dsp_load(from + 4 * i);
            to[2 * i] = (int32_t)dsp_even(bytes);
            to[2 * i + 1] = (int32_t)dsp_odd(bytes);
        }
    }
#pragma GCC unroll 4
    for (; from != end; from += 4, to += 2) {
        const uint32_t bytes = dsp_load(from);
        to[0] = (int32_t)dsp_even(bytes);
        to[1] = (int32_t)dsp_odd(bytes);
    }
}

/* What dsp_expand() makes of a byte that is repeated. */
DSP_INLINE void dsp_fill(int32_t *to, int32_t byte, int32_t count)
{
#pragma GCC unroll 4
    for (const int32_t *const end = to + count / 2; to != end; to++) {
        *to = (int32_t)dsp_twice(byte);
    }
}

/* Widens the cells of a source row from `column` on; `pad` where the row has none. */
static inline void dsp_expand_row(
    int32_t *to, const int8_t *row, int32_t column, int32_t width, int32_t cells, int32_t channels,
    int32_t pad)
{
    const int32_t first = column < 0 ? (-column < cells ? -column : cells) : 0;
    const int32_t end = width - column < cells ? (width > column ? width - column : 0) : cells;
    const int32_t inside = end > first ? end - first : 0;
    dsp_fill(to, pad, first * channels);
    dsp_expand(to + first * channels / 2, row + (column + first) * channels, inside * channels);
    dsp_fill(to + (first + inside) * channels / 2, pad, (cells - first - inside) * channels);
}

/* The same as dsp_expand() for any count: filled up with zeros to a multiple of 4, nothing read behind the end. */
DSP_INLINE void dsp_expand_padded(int32_t *to, const int8_t *from, int32_t count)
{
    const int32_t whole = count / 4 * 4;
    dsp_expand(to, from, whole);
    uint32_t bytes = 0;
    memcpy(&bytes, from + whole, (size_t)(count - whole));
    to[whole / 2] = (int32_t)dsp_even(bytes);
    to[whole / 2 + 1] = (int32_t)dsp_odd(bytes);
}

/* The cells of a window's row, `dilation` apart from `column` on; `pad` where the row has none. */
static inline void dsp_gather(
    int8_t *to, const int8_t *row, int32_t column, int32_t width, int32_t taps, int32_t dilation,
    int32_t channels, int32_t pad)
{
#pragma GCC unroll 1
    for (int32_t tap = 0; tap < taps; tap++) {
        if (column >= 0 && column < width) {
            memcpy(to, row + column * channels, (size_t)channels);
        } else {
            memset(to, pad, (size_t)channels);
        }
        to += channels;
        column += dilation;
    }
}

/*
 * dsp_dot_MxN: sums[m * N + n] += weight row m . input row n, for M rows of `steps` bytes and N rows
 * of `steps` int16 as dsp_expand() leaves them, row n of which begins n * stride bytes after the
 * first. Gives the end of the last weight row. The sums, M
 * unpacked weights and one input fill all registers, which compilers do not manage: left alone they
 * keep sums in memory. Four steps are 3 M + N + 2 M N instructions.
 */
#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP && defined(__OPTIMIZE__)

/* Sixteen steps in a loop. Where it ends is kept on the stack, there being no register left. */
#define DSP_LOOP(step) \
    "add %[x0], %[w], #%c[loop]\n\t" \
    "str %[x0], [sp, #-4]!\n" \
    "1:\n\t" \
    step step step step \
    "ldr %[x0], [sp]\n\t" \
    "cmp %[w], %[x0]\n\t" \
    "bne 1b\n\t" \
    "add sp, sp, #4\n\t"

#define DSP_STEP_2X3 \
    "ldr %[w2], [%[w], #%c[steps]*1]\n\t" \
    "sxtb16 %[w3], %[w2], ror #8\n\t" \
    "sxtb16 %[w2], %[w2]\n\t" \
    "ldr %[w0], [%[w]], #4\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "ldrd %[x0], %[x1], [%[x], #%c[stride]*2]\n\t" \
    "smlad %[a02], %[x0], %[w0], %[a02]\n\t" \
    "smlad %[a12], %[x0], %[w2], %[a12]\n\t" \
    "smlad %[a02], %[x1], %[w1], %[a02]\n\t" \
    "smlad %[a12], %[x1], %[w3], %[a12]\n\t" \
    "ldrd %[x0], %[x1], [%[x], #%c[stride]*1]\n\t" \
    "smlad %[a01], %[x0], %[w0], %[a01]\n\t" \
    "smlad %[a11], %[x0], %[w2], %[a11]\n\t" \
    "smlad %[a01], %[x1], %[w1], %[a01]\n\t" \
    "smlad %[a11], %[x1], %[w3], %[a11]\n\t" \
    "ldrd %[x0], %[x1], [%[x]], #8\n\t" \
    "smlad %[a00], %[x0], %[w0], %[a00]\n\t" \
    "smlad %[a10], %[x0], %[w2], %[a10]\n\t" \
    "smlad %[a00], %[x1], %[w1], %[a00]\n\t" \
    "smlad %[a10], %[x1], %[w3], %[a10]\n\t"

#define DSP_RUN_2X3(text) \
    __asm__(text \
            : [a00] "+r"(sums[0]), [a01] "+r"(sums[1]), [a02] "+r"(sums[2]), \
              [a10] "+r"(sums[3]), [a11] "+r"(sums[4]), [a12] "+r"(sums[5]), \
              [w] "+r"(weight), [x] "+r"(x), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), [w2] "=&r"(w2), [w3] "=&r"(w3), \
              [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : [steps] "n"(steps), [stride] "n"(stride), [loop] "n"(steps / 16 * 16) \
            : "cc", "memory")

DSP_INLINE const int8_t *dsp_dot_2x3(
    int32_t *sums, const int8_t *weight, const int32_t *x, const int32_t steps, const int32_t stride)
{
    uint32_t w0, w1, w2, w3, x0, x1;
    if (steps >= 32) {
        DSP_RUN_2X3(DSP_LOOP(DSP_STEP_2X3));
    } else if (steps >= 16) {
        DSP_RUN_2X3(DSP_STEP_2X3 DSP_STEP_2X3 DSP_STEP_2X3 DSP_STEP_2X3);
    }
    if (steps / 8 % 2 == 1) {
        DSP_RUN_2X3(DSP_STEP_2X3 DSP_STEP_2X3);
    }
    if (steps / 4 % 2 == 1) {
        DSP_RUN_2X3(DSP_STEP_2X3);
    }
    return weight + steps;
}

#define DSP_STEP_2X2 \
    "ldr %[w2], [%[w], #%c[steps]*1]\n\t" \
    "sxtb16 %[w3], %[w2], ror #8\n\t" \
    "sxtb16 %[w2], %[w2]\n\t" \
    "ldr %[w0], [%[w]], #4\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "ldrd %[x0], %[x1], [%[x], #%c[stride]*1]\n\t" \
    "smlad %[a01], %[x0], %[w0], %[a01]\n\t" \
    "smlad %[a11], %[x0], %[w2], %[a11]\n\t" \
    "smlad %[a01], %[x1], %[w1], %[a01]\n\t" \
    "smlad %[a11], %[x1], %[w3], %[a11]\n\t" \
    "ldrd %[x0], %[x1], [%[x]], #8\n\t" \
    "smlad %[a00], %[x0], %[w0], %[a00]\n\t" \
    "smlad %[a10], %[x0], %[w2], %[a10]\n\t" \
    "smlad %[a00], %[x1], %[w1], %[a00]\n\t" \
    "smlad %[a10], %[x1], %[w3], %[a10]\n\t"

#define DSP_RUN_2X2(text) \
    __asm__(text \
            : [a00] "+r"(sums[0]), [a01] "+r"(sums[1]), [a10] "+r"(sums[2]), \
              [a11] "+r"(sums[3]), \
              [w] "+r"(weight), [x] "+r"(x), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), [w2] "=&r"(w2), [w3] "=&r"(w3), \
              [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : [steps] "n"(steps), [stride] "n"(stride), [loop] "n"(steps / 16 * 16) \
            : "cc", "memory")

DSP_INLINE const int8_t *dsp_dot_2x2(
    int32_t *sums, const int8_t *weight, const int32_t *x, const int32_t steps, const int32_t stride)
{
    uint32_t w0, w1, w2, w3, x0, x1;
    if (steps >= 32) {
        DSP_RUN_2X2(DSP_LOOP(DSP_STEP_2X2));
    } else if (steps >= 16) {
        DSP_RUN_2X2(DSP_STEP_2X2 DSP_STEP_2X2 DSP_STEP_2X2 DSP_STEP_2X2);
    }
    if (steps / 8 % 2 == 1) {
        DSP_RUN_2X2(DSP_STEP_2X2 DSP_STEP_2X2);
    }
    if (steps / 4 % 2 == 1) {
        DSP_RUN_2X2(DSP_STEP_2X2);
    }
    return weight + steps;
}

#define DSP_STEP_2X1 \
    "ldr %[w2], [%[w], #%c[steps]*1]\n\t" \
    "sxtb16 %[w3], %[w2], ror #8\n\t" \
    "sxtb16 %[w2], %[w2]\n\t" \
    "ldr %[w0], [%[w]], #4\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "ldrd %[x0], %[x1], [%[x]], #8\n\t" \
    "smlad %[a00], %[x0], %[w0], %[a00]\n\t" \
    "smlad %[a10], %[x0], %[w2], %[a10]\n\t" \
    "smlad %[a00], %[x1], %[w1], %[a00]\n\t" \
    "smlad %[a10], %[x1], %[w3], %[a10]\n\t"

#define DSP_RUN_2X1(text) \
    __asm__(text \
            : [a00] "+r"(sums[0]), [a10] "+r"(sums[1]), \
              [w] "+r"(weight), [x] "+r"(x), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), [w2] "=&r"(w2), [w3] "=&r"(w3), \
              [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : [steps] "n"(steps), [stride] "n"(stride), [loop] "n"(steps / 16 * 16) \
            : "cc", "memory")

DSP_INLINE const int8_t *dsp_dot_2x1(
    int32_t *sums, const int8_t *weight, const int32_t *x, const int32_t steps, const int32_t stride)
{
    uint32_t w0, w1, w2, w3, x0, x1;
    if (steps >= 32) {
        DSP_RUN_2X1(DSP_LOOP(DSP_STEP_2X1));
    } else if (steps >= 16) {
        DSP_RUN_2X1(DSP_STEP_2X1 DSP_STEP_2X1 DSP_STEP_2X1 DSP_STEP_2X1);
    }
    if (steps / 8 % 2 == 1) {
        DSP_RUN_2X1(DSP_STEP_2X1 DSP_STEP_2X1);
    }
    if (steps / 4 % 2 == 1) {
        DSP_RUN_2X1(DSP_STEP_2X1);
    }
    return weight + steps;
}

#define DSP_STEP_4X1 \
    "ldrd %[x0], %[x1], [%[x]], #8\n\t" \
    "ldr %[w0], [%[w], #%c[steps]*3]\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "smlad %[a30], %[x0], %[w0], %[a30]\n\t" \
    "smlad %[a30], %[x1], %[w1], %[a30]\n\t" \
    "ldr %[w0], [%[w], #%c[steps]*2]\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "smlad %[a20], %[x0], %[w0], %[a20]\n\t" \
    "smlad %[a20], %[x1], %[w1], %[a20]\n\t" \
    "ldr %[w0], [%[w], #%c[steps]*1]\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "smlad %[a10], %[x0], %[w0], %[a10]\n\t" \
    "smlad %[a10], %[x1], %[w1], %[a10]\n\t" \
    "ldr %[w0], [%[w]], #4\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "smlad %[a00], %[x0], %[w0], %[a00]\n\t" \
    "smlad %[a00], %[x1], %[w1], %[a00]\n\t"

#define DSP_RUN_4X1(text) \
    __asm__(text \
            : [a00] "+r"(sums[0]), [a10] "+r"(sums[1]), [a20] "+r"(sums[2]), \
              [a30] "+r"(sums[3]), \
              [w] "+r"(weight), [x] "+r"(x), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), \
              [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : [steps] "n"(steps), [stride] "n"(stride), [loop] "n"(steps / 16 * 16) \
            : "cc", "memory")

DSP_INLINE const int8_t *dsp_dot_4x1(
    int32_t *sums, const int8_t *weight, const int32_t *x, const int32_t steps, const int32_t stride)
{
    uint32_t w0, w1, x0, x1;
    if (steps >= 32) {
        DSP_RUN_4X1(DSP_LOOP(DSP_STEP_4X1));
    } else if (steps >= 16) {
        DSP_RUN_4X1(DSP_STEP_4X1 DSP_STEP_4X1 DSP_STEP_4X1 DSP_STEP_4X1);
    }
    if (steps / 8 % 2 == 1) {
        DSP_RUN_4X1(DSP_STEP_4X1 DSP_STEP_4X1);
    }
    if (steps / 4 % 2 == 1) {
        DSP_RUN_4X1(DSP_STEP_4X1);
    }
    return weight + 3 * steps;
}
/*
 * dsp_dot_bytes_MxN: the same for inputs that are bytes. Four steps are 3 M + 3 N + 2 M N instructions.
 */
#define DSP_BYTE_STEP_2X3 \
    "ldr %[w2], [%[w], #%c[steps]*1]\n\t" \
    "sxtb16 %[w3], %[w2], ror #8\n\t" \
    "sxtb16 %[w2], %[w2]\n\t" \
    "ldr %[w0], [%[w]], #4\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "ldr %[x0], [%[x], #%c[stride]*2]\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[a02], %[x0], %[w0], %[a02]\n\t" \
    "smlad %[a12], %[x0], %[w2], %[a12]\n\t" \
    "smlad %[a02], %[x1], %[w1], %[a02]\n\t" \
    "smlad %[a12], %[x1], %[w3], %[a12]\n\t" \
    "ldr %[x0], [%[x], #%c[stride]*1]\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[a01], %[x0], %[w0], %[a01]\n\t" \
    "smlad %[a11], %[x0], %[w2], %[a11]\n\t" \
    "smlad %[a01], %[x1], %[w1], %[a01]\n\t" \
    "smlad %[a11], %[x1], %[w3], %[a11]\n\t" \
    "ldr %[x0], [%[x]], #4\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[a00], %[x0], %[w0], %[a00]\n\t" \
    "smlad %[a10], %[x0], %[w2], %[a10]\n\t" \
    "smlad %[a00], %[x1], %[w1], %[a00]\n\t" \
    "smlad %[a10], %[x1], %[w3], %[a10]\n\t"

#define DSP_BYTE_RUN_2X3(text) \
    __asm__(text \
            : [a00] "+r"(sums[0]), [a01] "+r"(sums[1]), [a02] "+r"(sums[2]), \
              [a10] "+r"(sums[3]), [a11] "+r"(sums[4]), [a12] "+r"(sums[5]), \
              [w] "+r"(weight), [x] "+r"(x), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), [w2] "=&r"(w2), [w3] "=&r"(w3), \
              [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : [steps] "n"(steps), [stride] "n"(stride), [loop] "n"(steps / 16 * 16) \
            : "cc", "memory")

DSP_INLINE const int8_t *dsp_dot_bytes_2x3(
    int32_t *sums, const int8_t *weight, const int8_t *x, const int32_t steps, const int32_t stride)
{
    uint32_t w0, w1, w2, w3, x0, x1;
    if (steps >= 32) {
        DSP_BYTE_RUN_2X3(DSP_LOOP(DSP_BYTE_STEP_2X3));
    } else if (steps >= 16) {
        DSP_BYTE_RUN_2X3(DSP_BYTE_STEP_2X3 DSP_BYTE_STEP_2X3 DSP_BYTE_STEP_2X3 DSP_BYTE_STEP_2X3);
    }
    if (steps / 8 % 2 == 1) {
        DSP_BYTE_RUN_2X3(DSP_BYTE_STEP_2X3 DSP_BYTE_STEP_2X3);
    }
    if (steps / 4 % 2 == 1) {
        DSP_BYTE_RUN_2X3(DSP_BYTE_STEP_2X3);
    }
    return weight + steps;
}

#define DSP_BYTE_STEP_2X2 \
    "ldr %[w2], [%[w], #%c[steps]*1]\n\t" \
    "sxtb16 %[w3], %[w2], ror #8\n\t" \
    "sxtb16 %[w2], %[w2]\n\t" \
    "ldr %[w0], [%[w]], #4\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "ldr %[x0], [%[x], #%c[stride]*1]\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[a01], %[x0], %[w0], %[a01]\n\t" \
    "smlad %[a11], %[x0], %[w2], %[a11]\n\t" \
    "smlad %[a01], %[x1], %[w1], %[a01]\n\t" \
    "smlad %[a11], %[x1], %[w3], %[a11]\n\t" \
    "ldr %[x0], [%[x]], #4\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[a00], %[x0], %[w0], %[a00]\n\t" \
    "smlad %[a10], %[x0], %[w2], %[a10]\n\t" \
    "smlad %[a00], %[x1], %[w1], %[a00]\n\t" \
    "smlad %[a10], %[x1], %[w3], %[a10]\n\t"

#define DSP_BYTE_RUN_2X2(text) \
    __asm__(text \
            : [a00] "+r"(sums[0]), [a01] "+r"(sums[1]), [a10] "+r"(sums[2]), \
              [a11] "+r"(sums[3]), \
              [w] "+r"(weight), [x] "+r"(x), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), [w2] "=&r"(w2), [w3] "=&r"(w3), \
              [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : [steps] "n"(steps), [stride] "n"(stride), [loop] "n"(steps / 16 * 16) \
            : "cc", "memory")

DSP_INLINE const int8_t *dsp_dot_bytes_2x2(
    int32_t *sums, const int8_t *weight, const int8_t *x, const int32_t steps, const int32_t stride)
{
    uint32_t w0, w1, w2, w3, x0, x1;
    if (steps >= 32) {
        DSP_BYTE_RUN_2X2(DSP_LOOP(DSP_BYTE_STEP_2X2));
    } else if (steps >= 16) {
        DSP_BYTE_RUN_2X2(DSP_BYTE_STEP_2X2 DSP_BYTE_STEP_2X2 DSP_BYTE_STEP_2X2 DSP_BYTE_STEP_2X2);
    }
    if (steps / 8 % 2 == 1) {
        DSP_BYTE_RUN_2X2(DSP_BYTE_STEP_2X2 DSP_BYTE_STEP_2X2);
    }
    if (steps / 4 % 2 == 1) {
        DSP_BYTE_RUN_2X2(DSP_BYTE_STEP_2X2);
    }
    return weight + steps;
}

#define DSP_BYTE_STEP_2X1 \
    "ldr %[w2], [%[w], #%c[steps]*1]\n\t" \
    "sxtb16 %[w3], %[w2], ror #8\n\t" \
    "sxtb16 %[w2], %[w2]\n\t" \
    "ldr %[w0], [%[w]], #4\n\t" \
    "sxtb16 %[w1], %[w0], ror #8\n\t" \
    "sxtb16 %[w0], %[w0]\n\t" \
    "ldr %[x0], [%[x]], #4\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[a00], %[x0], %[w0], %[a00]\n\t" \
    "smlad %[a10], %[x0], %[w2], %[a10]\n\t" \
    "smlad %[a00], %[x1], %[w1], %[a00]\n\t" \
    "smlad %[a10], %[x1], %[w3], %[a10]\n\t"

#define DSP_BYTE_RUN_2X1(text) \
    __asm__(text \
            : [a00] "+r"(sums[0]), [a10] "+r"(sums[1]), \
              [w] "+r"(weight), [x] "+r"(x), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), [w2] "=&r"(w2), [w3] "=&r"(w3), \
              [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : [steps] "n"(steps), [stride] "n"(stride), [loop] "n"(steps / 16 * 16) \
            : "cc", "memory")

DSP_INLINE const int8_t *dsp_dot_bytes_2x1(
    int32_t *sums, const int8_t *weight, const int8_t *x, const int32_t steps, const int32_t stride)
{
    uint32_t w0, w1, w2, w3, x0, x1;
    if (steps >= 32) {
        DSP_BYTE_RUN_2X1(DSP_LOOP(DSP_BYTE_STEP_2X1));
    } else if (steps >= 16) {
        DSP_BYTE_RUN_2X1(DSP_BYTE_STEP_2X1 DSP_BYTE_STEP_2X1 DSP_BYTE_STEP_2X1 DSP_BYTE_STEP_2X1);
    }
    if (steps / 8 % 2 == 1) {
        DSP_BYTE_RUN_2X1(DSP_BYTE_STEP_2X1 DSP_BYTE_STEP_2X1);
    }
    if (steps / 4 % 2 == 1) {
        DSP_BYTE_RUN_2X1(DSP_BYTE_STEP_2X1);
    }
    return weight + steps;
}
#else

DSP_INLINE const int8_t *dsp_dot_block(
    int32_t *sums, int32_t rows, int32_t columns, const int8_t *weight, const int32_t *x, int32_t steps,
    int32_t stride)
{
    for (int32_t m = 0; m < rows; m++) {
        for (int32_t n = 0; n < columns; n++) {
            int32_t sum = *sums;
            for (int32_t k = 0; k < steps; k += 4) {
                const uint32_t bytes = dsp_load(weight + m * steps + k);
                const int32_t *const pairs = x + (n * stride / 2 + k) / 2;
                sum = dsp_dot((uint32_t)pairs[0], dsp_even(bytes), sum);
                sum = dsp_dot((uint32_t)pairs[1], dsp_odd(bytes), sum);
            }
            *sums++ = sum;
        }
    }
    return weight + rows * steps;
}

DSP_INLINE const int8_t *dsp_dot_2x3(
    int32_t *sums, const int8_t *weight, const int32_t *x, int32_t steps, int32_t stride)
{
    return dsp_dot_block(sums, 2, 3, weight, x, steps, stride);
}

DSP_INLINE const int8_t *dsp_dot_2x2(
    int32_t *sums, const int8_t *weight, const int32_t *x, int32_t steps, int32_t stride)
{
    return dsp_dot_block(sums, 2, 2, weight, x, steps, stride);
}

DSP_INLINE const int8_t *dsp_dot_2x1(
    int32_t *sums, const int8_t *weight, const int32_t *x, int32_t steps, int32_t stride)
{
    return dsp_dot_block(sums, 2, 1, weight, x, steps, stride);
}

DSP_INLINE const int8_t *dsp_dot_4x1(
    int32_t *sums, const int8_t *weight, const int32_t *x, int32_t steps, int32_t stride)
{
    return dsp_dot_block(sums, 4, 1, weight, x, steps, stride);
}
DSP_INLINE const int8_t *dsp_dot_bytes(
    int32_t *sums, int32_t rows, int32_t columns, const int8_t *weight, const int8_t *x, int32_t steps,
    int32_t stride)
{
    for (int32_t m = 0; m < rows; m++) {
        for (int32_t n = 0; n < columns; n++) {
            int32_t sum = *sums;
            for (int32_t k = 0; k < steps; k += 4) {
                const uint32_t bytes = dsp_load(weight + m * steps + k);
                const uint32_t inputs = dsp_load(x + n * stride + k);
                sum = dsp_dot(dsp_even(inputs), dsp_even(bytes), sum);
                sum = dsp_dot(dsp_odd(inputs), dsp_odd(bytes), sum);
            }
            *sums++ = sum;
        }
    }
    return weight + rows * steps;
}

DSP_INLINE const int8_t *dsp_dot_bytes_2x3(
    int32_t *sums, const int8_t *weight, const int8_t *x, int32_t steps, int32_t stride)
{
    return dsp_dot_bytes(sums, 2, 3, weight, x, steps, stride);
}

DSP_INLINE const int8_t *dsp_dot_bytes_2x2(
    int32_t *sums, const int8_t *weight, const int8_t *x, int32_t steps, int32_t stride)
{
    return dsp_dot_bytes(sums, 2, 2, weight, x, steps, stride);
}

DSP_INLINE const int8_t *dsp_dot_bytes_2x1(
    int32_t *sums, const int8_t *weight, const int8_t *x, int32_t steps, int32_t stride)
{
    return dsp_dot_bytes(sums, 2, 1, weight, x, steps, stride);
}
#endif

/*
 * dsp_dot_shared: four units whose weights share words, for `steps` times four inputs. Word pairs
 * hold halves h = 256 w1 + b, b without a sign, of inputs 0 and 2 and of inputs 1 and 3: sums[0] and
 * sums[1] += sum x h of the first and second two units, sums[2] and sums[3] += sum x b. Four inputs
 * are 17 instructions for 16 products; compilers keep some of the sums in memory.
 */
#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP && defined(__OPTIMIZE__)

#define DSP_STEP_SHARED \
    "ldr %[x0], [%[x]], #4\n\t" \
    "ldrd %[w0], %[w1], [%[w]], #16\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[h0], %[x0], %[w0], %[h0]\n\t" \
    "uxtb16 %[w0], %[w0]\n\t" \
    "smlad %[h0], %[x1], %[w1], %[h0]\n\t" \
    "uxtb16 %[w1], %[w1]\n\t" \
    "smlad %[b0], %[x0], %[w0], %[b0]\n\t" \
    "smlad %[b0], %[x1], %[w1], %[b0]\n\t" \
    "ldrd %[w0], %[w1], [%[w], #-8]\n\t" \
    "smlad %[h1], %[x0], %[w0], %[h1]\n\t" \
    "uxtb16 %[w0], %[w0]\n\t" \
    "smlad %[h1], %[x1], %[w1], %[h1]\n\t" \
    "uxtb16 %[w1], %[w1]\n\t" \
    "smlad %[b1], %[x0], %[w0], %[b1]\n\t" \
    "smlad %[b1], %[x1], %[w1], %[b1]\n\t"

#define DSP_RUN_SHARED(text, times) \
    __asm__("1:\n\t" text \
            "subs %[left], %[left], #1\n\t" \
            "bne 1b\n\t" \
            : [h0] "+r"(sums[0]), [h1] "+r"(sums[1]), [b0] "+r"(sums[2]), [b1] "+r"(sums[3]), \
              [w] "+r"(weight), [x] "+r"(x), [left] "+r"(times), \
              [w0] "=&r"(w0), [w1] "=&r"(w1), [x0] "=&r"(x0), [x1] "=&r"(x1) \
            : \
            : "cc", "memory")

DSP_INLINE void dsp_dot_shared(int32_t *sums, const int32_t *weight, const int8_t *x, int32_t steps)
{
    uint32_t w0, w1, x0, x1;
    int32_t fours = steps / 4;
    int32_t ones = steps % 4;
    if (fours > 0) {
        DSP_RUN_SHARED(DSP_STEP_SHARED DSP_STEP_SHARED DSP_STEP_SHARED DSP_STEP_SHARED, fours);
    }
    if (ones > 0) {
        DSP_RUN_SHARED(DSP_STEP_SHARED, ones);
    }
}

#else

DSP_INLINE void dsp_dot_shared(int32_t *sums, const int32_t *weight, const int8_t *x, int32_t steps)
{
    for (int32_t i = 0; i < 4 * steps; i++) {
        const uint32_t word = (uint32_t)weight[i];
        const uint32_t pair = i % 2 == 0 ? dsp_even(dsp_load(x)) : dsp_odd(dsp_load(x));
        const int32_t units = i / 2 % 2;
        sums[units] = dsp_dot(pair, word, sums[units]);
        sums[units + 2] = dsp_dot(pair, word & 0x00FF00FFu, sums[units + 2]);
        x += i % 4 == 3 ? 4 : 0;
    }
}

#endif

#endif
