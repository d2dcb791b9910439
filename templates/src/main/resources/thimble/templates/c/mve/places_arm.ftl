<#-- @model thimble.codegen.c.NetworkCode: sums of windows, four places at a time -->
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
#define MVE_MANY_BYTES \
    "vldrw.u32 %q[sums], [%q[places]]\n\t" \
    "vldrb.8 %q[bytes], [%[weight]], #16\n\t" \
    "vmladava.s8 r0, %q[sums], %q[bytes]\n\t" \
    "vldrw.u32 %q[sums], [%q[places], #4]\n\t" \
    "vldrb.8 %q[bytes], [%[weight]], #16\n\t" \
    "vmladava.s8 r2, %q[sums], %q[bytes]\n\t" \
    "vldrw.u32 %q[sums], [%q[places], #8]\n\t" \
    "vldrb.8 %q[bytes], [%[weight]], #16\n\t" \
    "vmladava.s8 r4, %q[sums], %q[bytes]\n\t" \
    "vldrw.u32 %q[sums], [%q[places], #12]\n\t" \
    "vldrb.8 %q[bytes], [%[weight]], #16\n\t" \
    "vmladava.s8 r6, %q[sums], %q[bytes]\n\t"

/* Lower halves are left 16 times as large, until the end. */
#define MVE_MANY_HALVES \
    "vldrb.8 %q[bytes], [%[weight]], #16\n\t" \
    "vldrw.u32 %q[sums], [%q[places]]\n\t" \
    "vshl.i8 %q[more], %q[bytes], #4\n\t" \
    "vmladava.s8 r0, %q[sums], %q[more]\n\t" \
    "vldrw.u32 %q[sums], [%q[places], #4]\n\t" \
    "vshr.s8 %q[bytes], %q[bytes], #4\n\t" \
    "vmladava.s8 r2, %q[sums], %q[bytes]\n\t" \
    "vldrb.8 %q[bytes], [%[weight]], #16\n\t" \
    "vldrw.u32 %q[sums], [%q[places], #8]\n\t" \
    "vshl.i8 %q[more], %q[bytes], #4\n\t" \
    "vmladava.s8 r4, %q[sums], %q[more]\n\t" \
    "vldrw.u32 %q[sums], [%q[places], #12]\n\t" \
    "vshr.s8 %q[bytes], %q[bytes], #4\n\t" \
    "vmladava.s8 r6, %q[sums], %q[bytes]\n\t"

#define MVE_MANY_PLACES(products, halved) \
    __asm__("movs r0, #0\n\t" \
            "movs r2, #0\n\t" \
            "movs r4, #0\n\t" \
            "movs r6, #0\n\t" \
            "dls lr, %[times]\n" \
            "1:\n\t" \
            products \
            "vadd.i32 %q[places], %q[places], %[step]\n\t" \
            "le lr, 1b\n\t" \
            halved \
            "vmov %q[sums][2], %q[sums][0], r0, r4\n\t" \
            "vmov %q[sums][3], %q[sums][1], r2, r6" \
            : [sums] "=&w"(sums), [bytes] "=&w"(bytes), [more] "=&w"(more), [places] "+w"(places), \
              [weight] "+r"(weight) \
            : [step] "r"(step), [times] "r"(times) \
            : "r0", "r2", "r4", "r6", "lr", "cc", "memory")

MVE_INLINE mve_words mve_dot_many_places(
    mve_places places, int32_t step, const int8_t *weight, int32_t times, const int32_t bits)
{
    mve_words sums;
    mve_bytes bytes;
    mve_bytes more;
    if (bits == 4) {
        MVE_MANY_PLACES(MVE_MANY_HALVES, MVE_HALVED_4X1);
    } else {
        MVE_MANY_PLACES(MVE_MANY_BYTES, "");
    }
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

