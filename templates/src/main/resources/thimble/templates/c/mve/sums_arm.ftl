<#-- @model thimble.codegen.c.NetworkCode: sums of products of one pixel or two -->
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

/* Weights of 4 bits: the first channel's are left 16 times as large, and so are its sums. */
#define MVE_HALVES_4X2(multiply) \
    "vldrb.8 %q[b], [r1], #16\n\t" \
    "vshl.i8 %q[low], %q[b], #4\n\t" \
    "vshr.s8 %q[b], %q[b], #4\n\t" \
    multiply " r0, %q[low], %q[x]\n\t" \
    multiply " r2, %q[low], %q[y]\n\t" \
    multiply " r4, %q[b], %q[x]\n\t" \
    multiply " r6, %q[b], %q[y]\n\t" \
    "vldrb.8 %q[b], [r1], #16\n\t" \
    "vshl.i8 %q[low], %q[b], #4\n\t" \
    "vshr.s8 %q[b], %q[b], #4\n\t" \
    multiply " r8, %q[low], %q[x]\n\t" \
    multiply " r10, %q[low], %q[y]\n\t" \
    multiply " r12, %q[b], %q[x]\n\t" \
    multiply " lr, %q[b], %q[y]\n\t"

#define MVE_STEP_4X2(products) \
    "vldrb.8 %q[x], [r3], #16\n\t" \
    "vldrb.8 %q[y], [r5], #16\n\t" \
    products("vmladava.s8")

#define MVE_WHOLE_4X2(products) \
    "ldrd r1, r9, [sp]\n\t" \
    "vldrb.8 %q[x], [r3], #16\n\t" \
    "vldrb.8 %q[y], [r5], #16\n\t" \
    products("vmladav.s8")

#define MVE_OVERLAP_4X2(products) \
    "ldr r1, [sp, #20]\n\t" \
    "vldrb.8 %q[x], [r3]\n\t" \
    "vldrb.8 %q[y], [r5]\n\t" \
    "add r3, r1\n\t" \
    "add r5, r1\n\t" \
    "ldrd r1, r9, [sp]\n\t" \
    products("vmladav.s8")

/* Two steps a jump, an odd one before them. */
#define MVE_LOOP_4X2(products) \
    "lsrs r9, r9, #1\n\t" \
    "bcc 2f\n\t" \
    MVE_STEP_4X2(products) \
    "2:\n\t" \
    "beq 4f\n" \
    "3:\n\t" \
    MVE_STEP_4X2(products) \
    MVE_STEP_4X2(products) \
    "subs r9, #1\n\t" \
    "bne 3b\n" \
    "4:\n\t" \
    "ldrd r1, r9, [sp, #8]\n\t" \
    "mov r3, r5\n\t" \
    "add r5, r1\n\t"

#define MVE_SHORT_4X2(products) \
    "ldr r1, [sp, #20]\n\t" \
    "vctp.8 r1\n\t" \
    "vpstt\n\t" \
    "vldrbt.8 %q[x], [r3]\n\t" \
    "vldrbt.8 %q[y], [r5]\n\t" \
    "ldr r1, [sp]\n\t" \
    products("vmladav.s8") \
    "ldrd r1, r9, [sp, #8]\n\t" \
    "add r3, r3, r1, lsl #1\n\t" \
    "add r5, r5, r1, lsl #1\n\t"

#define MVE_WHOLE_SUMS(products) MVE_WHOLE_4X2(products) MVE_LOOP_4X2(products)

#define MVE_OVERLAP_SUMS(products) MVE_OVERLAP_4X2(products) MVE_LOOP_4X2(products)

#define MVE_ONE_LESS(lanes) \
    "vshr.s32 %q[b], %q[" lanes "], #31\n\t" \
    "vadd.i32 %q[" lanes "], %q[" lanes "], %q[b]\n\t"

#define MVE_ASIS(lanes) ""

/* Any shift: those to the left wait on the stack, `shift` has those to the right. */
#define MVE_LEFT(lanes) \
    "vldrw.u32 %q[b], [sp, #40]\n\t" \
    "vshl.s32 %q[" lanes "], %q[" lanes "], %q[b]\n\t"

#define MVE_ONE_LESS_RIGHT(lanes) \
    "vand %q[b], %q[" lanes "], %q[shift]\n\t" \
    "vshr.s32 %q[b], %q[b], #31\n\t" \
    "vadd.i32 %q[" lanes "], %q[" lanes "], %q[b]\n\t"

#define MVE_SCALE_4X2(lanes, before, round) \
    "vadd.i32 %q[" lanes "], %q[" lanes "], %q[bias]\n\t" \
    before(lanes) \
    "vqrdmulh.s32 %q[" lanes "], %q[" lanes "], %q[multiplier]\n\t" \
    round(lanes) \
    "vrshl.s32 %q[" lanes "], %q[" lanes "], %q[shift]\n\t" \
    "vadd.i32 %q[" lanes "], %q[" lanes "], r1\n\t" \
    "vmax.s32 %q[" lanes "], %q[" lanes "], %q[low]\n\t" \
    "vmin.s32 %q[" lanes "], %q[" lanes "], %q[high]\n\t" \
    "vstrb.32 %q[" lanes "], [r7]\n\t" \
    "add r7, r9\n\t"

/*
 * Of 4 bits products take a ninth vector, that of the lowest output, which waits on the stack. The sums of
 * channels 0 and 2 are brought to size. x begins as the shifts to the left.
 */
#define MVE_SPILL \
    "sub sp, sp, #32\n\t" \
    "vstrw.32 %q[low], [sp]\n\t" \
    "vstrw.32 %q[x], [sp, #16]\n\t"

#define MVE_HALVED \
    "asr.w r0, r0, #4\n\t" \
    "asr.w r2, r2, #4\n\t" \
    "asr.w r8, r8, #4\n\t" \
    "asr.w r10, r10, #4\n\t" \
    "vldrw.u32 %q[low], [sp, #24]\n\t"

#define MVE_PAIRS(spill, sums, halved, before, round, used) \
    __asm__ volatile( \
        spill \
        "push {r0, r2, r4, r6, r8, r10}\n\t" \
        "add r5, r3, r4\n" \
        "1:\n\t" \
        sums \
        halved \
        "ldr r1, [sp, #16]\n\t" \
        "vmov %q[x][2], %q[x][0], r0, r8\n\t" \
        "vmov %q[x][3], %q[x][1], r4, r12\n\t" \
        "vmov %q[y][2], %q[y][0], r2, r10\n\t" \
        "vmov %q[y][3], %q[y][1], r6, lr\n\t" \
        MVE_SCALE_4X2("x", before, round) \
        MVE_SCALE_4X2("y", before, round) \
        "subs r11, #1\n\t" \
        "bne 1b\n\t" \
        "add sp, sp, #" used \
        : "+r"(r0), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r6), "+r"(r8), "+r"(r7), "+r"(r10), "+r"(r11), \
          [b] "=&w"(b), [x] "+&w"(x), [y] "=&w"(y), [low] "+&w"(low) \
        : [bias] "w"(bias), [multiplier] "w"(multiplier), [shift] "w"(shift), [high] "w"(high) \
        : "r1", "r5", "r9", "r12", "lr", "cc", "p0", "memory")

#define MVE_PAIRS_OF_BYTES(sums, before, round) \
    MVE_PAIRS("", sums(MVE_PRODUCTS_4X2), "", before, round, "24")

#define MVE_PAIRS_OF_BYTES_ANY(sums, before, round) \
    MVE_PAIRS(MVE_SPILL, sums(MVE_PRODUCTS_4X2), "", before, round, "56")

#define MVE_PAIRS_OF_HALVES(sums, before, round) \
    MVE_PAIRS(MVE_SPILL, sums(MVE_HALVES_4X2), MVE_HALVED, before, round, "56")

/* How sums begin is known where the code is compiled: one of these remains. */
#define MVE_PAIRS_IN(form, pairs, before, round) \
    if (form == MVE_WHOLE) { \
        pairs(MVE_WHOLE_SUMS, before, round); \
    } else if (form == MVE_OVERLAP) { \
        pairs(MVE_OVERLAP_SUMS, before, round); \
    } else { \
        pairs(MVE_SHORT_4X2, before, round); \
    }

MVE_INLINE void mve_pairs(
    const int8_t *weight, int32_t first, int32_t steps, mve_words bias, mve_words multiplier, mve_words shift,
    const int8_t *from, int32_t depth, int8_t *to, int32_t outputs, int32_t zero, mve_words low, mve_words high,
    int32_t pairs, const int32_t form, const int32_t bits, const int32_t rounding)
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
    mve_words x = shift;
    mve_words y;
    if (rounding == MVE_ANY) {
        x = mve_max(shift, mve_all(0));
        shift = mve_min(shift, mve_all(0));
    }
    if (bits == 4 && rounding == MVE_HALVES_UP) {
        MVE_PAIRS_IN(form, MVE_PAIRS_OF_HALVES, MVE_ASIS, MVE_ASIS);
    } else if (bits == 4 && rounding == MVE_RIGHT) {
        MVE_PAIRS_IN(form, MVE_PAIRS_OF_HALVES, MVE_ASIS, MVE_ONE_LESS);
    } else if (bits == 4) {
        MVE_PAIRS_IN(form, MVE_PAIRS_OF_HALVES, MVE_LEFT, MVE_ONE_LESS_RIGHT);
    } else if (rounding == MVE_HALVES_UP) {
        MVE_PAIRS_IN(form, MVE_PAIRS_OF_BYTES, MVE_ASIS, MVE_ASIS);
    } else if (rounding == MVE_RIGHT) {
        MVE_PAIRS_IN(form, MVE_PAIRS_OF_BYTES, MVE_ASIS, MVE_ONE_LESS);
    } else {
        MVE_PAIRS_IN(form, MVE_PAIRS_OF_BYTES_ANY, MVE_LEFT, MVE_ONE_LESS_RIGHT);
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

#define MVE_HALVES_4X1(multiply) \
    "vldrb.8 %q[b], [%[w]], #16\n\t" \
    "vshl.i8 %q[c], %q[b], #4\n\t" \
    "vshr.s8 %q[b], %q[b], #4\n\t" \
    multiply " r0, %q[c], %q[x]\n\t" \
    multiply " r2, %q[b], %q[x]\n\t" \
    "vldrb.8 %q[b], [%[w]], #16\n\t" \
    "vshl.i8 %q[c], %q[b], #4\n\t" \
    "vshr.s8 %q[b], %q[b], #4\n\t" \
    multiply " r4, %q[c], %q[x]\n\t" \
    multiply " r6, %q[b], %q[x]\n\t"

#define MVE_LOOP_4X1(products) \
    "wls lr, %[steps], 2f\n" \
    "1:\n\t" \
    "vldrb.8 %q[x], [%[x0]], #16\n\t" \
    products("vmladava.s8") \
    "le lr, 1b\n" \
    "2:\n\t"

#define MVE_HALVED_4X1 \
    "asrs r0, r0, #4\n\t" \
    "asrs r4, r4, #4\n\t"

#define MVE_COLLECT_4X1 \
    "vmov %q[x][2], %q[x][0], r0, r4\n\t" \
    "vmov %q[x][3], %q[x][1], r2, r6"

#define MVE_RUN_4X1(text, halved) \
    __asm__(text halved MVE_COLLECT_4X1 \
            : [w] "+r"(weight), [x0] "+r"(x0), [b] "=&w"(bytes), [c] "=&w"(more), [x] "=&w"(sums) \
            : [first] "r"(first), [steps] "r"(steps - 1) \
            : "r0", "r2", "r4", "r6", "lr", "cc", "memory")

#define MVE_RUN_4X1_IN(form, products, halved) \
    if (form == MVE_WHOLE) { \
        MVE_RUN_4X1("vldrb.8 %q[x], [%[x0]], #16\n\t" products("vmladav.s8") MVE_LOOP_4X1(products), halved); \
    } else if (form == MVE_OVERLAP) { \
        MVE_RUN_4X1("vldrb.8 %q[x], [%[x0]]\n\t" \
                    "add %[x0], %[first]\n\t" products("vmladav.s8") MVE_LOOP_4X1(products), halved); \
    } else { \
        MVE_RUN_4X1("vctp.8 %[first]\n\t" \
                    "vpst\n\t" \
                    "vldrbt.8 %q[x], [%[x0]]\n\t" products("vmladav.s8"), halved); \
    }

MVE_INLINE mve_words mve_dot_4x1(
    const int8_t *weight, const int8_t *x0, int32_t first, int32_t steps, const int32_t form, const int32_t bits)
{
    int8x16_t bytes;
    int8x16_t more;
    mve_words sums;
    if (bits == 4) {
        MVE_RUN_4X1_IN(form, MVE_HALVES_4X1, MVE_HALVED_4X1);
    } else {
        MVE_RUN_4X1_IN(form, MVE_PRODUCTS_4X1, "");
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

