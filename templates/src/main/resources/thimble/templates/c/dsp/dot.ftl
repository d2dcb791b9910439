<#-- @model thimble.codegen.c.NetworkCode: sums of products -->
/* What one step of a block adds to a sum: four weights times four inputs, which are pairs or bytes. */
DSP_INLINE int32_t dsp_dot_pairs(uint32_t bytes, const int32_t *x, int32_t sum)
{
    return dsp_dot((uint32_t)x[1], dsp_odd(bytes), dsp_dot((uint32_t)x[0], dsp_even(bytes), sum));
}

DSP_INLINE int32_t dsp_dot_bytes(uint32_t bytes, const int8_t *x, int32_t sum)
{
    const uint32_t inputs = dsp_load(x);
    return dsp_dot(dsp_odd(inputs), dsp_odd(bytes), dsp_dot(dsp_even(inputs), dsp_even(bytes), sum));
}

/* Eight weights of 4 bits in a word: those in one half of its bytes as bytes, 16 times as large. */
DSP_INLINE uint32_t dsp_lower_halves(int32_t word)
{
    return (uint32_t)word << 4 & 0xF0F0F0F0u;
}

DSP_INLINE uint32_t dsp_upper_halves(int32_t word)
{
    return (uint32_t)word & 0xF0F0F0F0u;
}

/* Eight weights of 4 bits in a word, 8 added to each: digit i of both halves as a pair. */
DSP_INLINE uint32_t dsp_quarter(int32_t word, int32_t i)
{
    return dsp_subtract((uint32_t)word >> (4 * i) & 0x000F000Fu, 0x00080008u);
}

/* The same, 256 times as large. */
DSP_INLINE uint32_t dsp_quarter_high(int32_t word, int32_t i)
{
    const uint32_t moved = i < 2 ? (uint32_t)word << (8 - 4 * i) : (uint32_t)word >> (4 * i - 8);
    return dsp_subtract(moved & 0x0F000F00u, 0x08000800u);
}

/*
 * dsp_dot_shared: four units whose weights share words, for `steps` times four inputs. Word pairs
 * hold halves h = 256 w1 + b, b without a sign, of inputs 0 and 2 and of inputs 1 and 3: sums[0] and
 * sums[1] += sum x h of the first and second two units, sums[2] and sums[3] += sum x b. Four inputs
 * are 17 instructions for 16 products; compilers keep some of the sums in memory.
 *
 * dsp_dot_quarters: the same of 4-bit weights, four units in a half: sums[0] += sum x h, sums[1] without
 * h's highest digit, sums[2] without two of them, sums[3] of the lowest alone. 18 instructions.
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

#define DSP_STEP_QUARTERS \
    "ldr %[x0], [%[x]], #4\n\t" \
    "ldrd %[w0], %[w1], [%[w]], #8\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
    "smlad %[h0], %[x0], %[w0], %[h0]\n\t" \
    "bic %[w0], %[w0], #0xF000F000\n\t" \
    "smlad %[h0], %[x1], %[w1], %[h0]\n\t" \
    "bic %[w1], %[w1], #0xF000F000\n\t" \
    "smlad %[h1], %[x0], %[w0], %[h1]\n\t" \
    "uxtb16 %[w0], %[w0]\n\t" \
    "smlad %[h1], %[x1], %[w1], %[h1]\n\t" \
    "uxtb16 %[w1], %[w1]\n\t" \
    "smlad %[b0], %[x0], %[w0], %[b0]\n\t" \
    "and %[w0], %[w0], #0x000F000F\n\t" \
    "smlad %[b0], %[x1], %[w1], %[b0]\n\t" \
    "and %[w1], %[w1], #0x000F000F\n\t" \
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

DSP_INLINE void dsp_dot_quarters(int32_t *sums, const int32_t *weight, const int8_t *x, int32_t steps)
{
    uint32_t w0, w1, x0, x1;
    int32_t fours = steps / 4;
    int32_t ones = steps % 4;
    if (fours > 0) {
        DSP_RUN_SHARED(DSP_STEP_QUARTERS DSP_STEP_QUARTERS DSP_STEP_QUARTERS DSP_STEP_QUARTERS, fours);
    }
    if (ones > 0) {
        DSP_RUN_SHARED(DSP_STEP_QUARTERS, ones);
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

DSP_INLINE void dsp_dot_quarters(int32_t *sums, const int32_t *weight, const int8_t *x, int32_t steps)
{
    for (int32_t i = 0; i < 2 * steps; i++) {
        const uint32_t word = (uint32_t)weight[i];
        const uint32_t pair = i % 2 == 0 ? dsp_even(dsp_load(x)) : dsp_odd(dsp_load(x));
        sums[0] = dsp_dot(pair, word, sums[0]);
        sums[1] = dsp_dot(pair, word & 0x0FFF0FFFu, sums[1]);
        sums[2] = dsp_dot(pair, word & 0x00FF00FFu, sums[2]);
        sums[3] = dsp_dot(pair, word & 0x000F000Fu, sums[3]);
        x += i % 2 == 1 ? 4 : 0;
    }
}

#endif
