<#-- @model thimble.codegen.c.NetworkCode: sums of products without the DSP extension -->
/*
 * dsp_mla_4x2: sums[0..3] of four channels of one pixel, sums[4..7] of another: products of `depth` inputs with
 * weights, four channels beside each other. dsp_mla_4x1: of one pixel.
 *
 * A depth of two pixels is fourteen instructions for eight products: eight sums, two inputs, a weight, three
 * pointers take all registers, which compilers do not manage.
 */
#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB >= 2 && defined(__OPTIMIZE__) && !defined(__clang__)

#define DSP_MLA_4X2 \
    "ldrsb r3, [r0], #1\n\t" \
    "ldrsb r12, [r1], #1\n\t" \
    "ldrsb lr, [r2], #1\n\t" \
    "mla r4, r3, lr, r4\n\t" \
    "mla r8, r12, lr, r8\n\t" \
    "ldrsb lr, [r2], #1\n\t" \
    "mla r5, r3, lr, r5\n\t" \
    "mla r9, r12, lr, r9\n\t" \
    "ldrsb lr, [r2], #1\n\t" \
    "mla r6, r3, lr, r6\n\t" \
    "mla r10, r12, lr, r10\n\t" \
    "ldrsb lr, [r2], #1\n\t" \
    "mla r7, r3, lr, r7\n\t" \
    "mla r11, r12, lr, r11\n\t"

DSP_INLINE void dsp_mla_4x2(const int8_t *a, const int8_t *b, const int8_t *weight, int32_t depth, int32_t *sums)
{
    register const int8_t *r0 __asm__("r0") = a;
    register const int8_t *r1 __asm__("r1") = b;
    register const int8_t *r2 __asm__("r2") = weight;
    register int32_t r3 __asm__("r3") = depth;
    register int32_t *r12 __asm__("r12") = sums;
    __asm__ volatile("push {r3, r12}\n\t"
                     "mov r4, #0\n\t"
                     "mov r5, #0\n\t"
                     "mov r6, #0\n\t"
                     "mov r7, #0\n\t"
                     "mov r8, #0\n\t"
                     "mov r9, #0\n\t"
                     "mov r10, #0\n\t"
                     "mov r11, #0\n\t"
                     "subs r3, #4\n\t"
                     "blt 2f\n"
                     "1:\n\t"
                     "str r3, [sp]\n\t" DSP_MLA_4X2 DSP_MLA_4X2 DSP_MLA_4X2 DSP_MLA_4X2
                     "ldr r3, [sp]\n\t"
                     "subs r3, #4\n\t"
                     "bge 1b\n"
                     "2:\n\t"
                     "adds r3, #4\n\t"
                     "beq 4f\n"
                     "3:\n\t"
                     "str r3, [sp]\n\t" DSP_MLA_4X2
                     "ldr r3, [sp]\n\t"
                     "subs r3, #1\n\t"
                     "bne 3b\n"
                     "4:\n\t"
                     "pop {r3, r12}\n\t"
                     "stmia r12, {r4, r5, r6, r7, r8, r9, r10, r11}"
                     : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r12)
                     :
                     : "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "lr", "cc", "memory");
}

#define DSP_MLA_4X1 \
    "ldrsb r8, [r0], #1\n\t" \
    "ldrsb r9, [r2], #1\n\t" \
    "ldrsb r10, [r2], #1\n\t" \
    "ldrsb r11, [r2], #1\n\t" \
    "ldrsb lr, [r2], #1\n\t" \
    "mla r4, r8, r9, r4\n\t" \
    "mla r5, r8, r10, r5\n\t" \
    "mla r6, r8, r11, r6\n\t" \
    "mla r7, r8, lr, r7\n\t"

DSP_INLINE void dsp_mla_4x1(const int8_t *a, const int8_t *weight, int32_t depth, int32_t *sums)
{
    register const int8_t *r0 __asm__("r0") = a;
    register const int8_t *r2 __asm__("r2") = weight;
    register int32_t r3 __asm__("r3") = depth;
    register int32_t *r12 __asm__("r12") = sums;
    __asm__ volatile("mov r4, #0\n\t"
                     "mov r5, #0\n\t"
                     "mov r6, #0\n\t"
                     "mov r7, #0\n\t"
                     "subs r3, #4\n\t"
                     "blt 2f\n"
                     "1:\n\t" DSP_MLA_4X1 DSP_MLA_4X1 DSP_MLA_4X1 DSP_MLA_4X1
                     "subs r3, #4\n\t"
                     "bge 1b\n"
                     "2:\n\t"
                     "adds r3, #4\n\t"
                     "beq 4f\n"
                     "3:\n\t" DSP_MLA_4X1
                     "subs r3, #1\n\t"
                     "bne 3b\n"
                     "4:\n\t"
                     "stmia r12, {r4, r5, r6, r7}"
                     : "+r"(r0), "+r"(r2), "+r"(r3)
                     : "r"(r12)
                     : "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "lr", "cc", "memory");
}

#else

#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1 && defined(__OPTIMIZE__) && !defined(__clang__)

#define DSP_MLA_4X1 \
    "ldrsb r2, [r0, r4]\n\t" \
    "ldrsb r3, [r1, r4]\n\t" \
    "muls r3, r2, r3\n\t" \
    "add r8, r3\n\t" \
    "ldrsb r3, [r1, r5]\n\t" \
    "muls r3, r2, r3\n\t" \
    "add r9, r3\n\t" \
    "ldrsb r3, [r1, r6]\n\t" \
    "muls r3, r2, r3\n\t" \
    "add r10, r3\n\t" \
    "ldrsb r3, [r1, r7]\n\t" \
    "muls r3, r2, r3\n\t" \
    "add r11, r3\n\t" \
    "adds r0, #1\n\t" \
    "adds r1, #4\n\t"

/* Eight registers that loads take: two pointers, an input, a weight, the offsets 1 to 4; sums are in others. */
DSP_INLINE void dsp_mla_4x1(const int8_t *a, const int8_t *weight, int32_t depth, int32_t *sums)
{
    register const int8_t *r0 __asm__("r0") = a;
    register const int8_t *r1 __asm__("r1") = weight;
    register int32_t r2 __asm__("r2") = depth;
    register int32_t *r3 __asm__("r3") = sums;
    __asm__ volatile(".syntax unified\n\t"
                     "push {r3}\n\t"
                     "subs r0, #1\n\t"
                     "subs r1, #1\n\t"
                     "mov r12, r2\n\t"
                     "add r12, r0\n\t"
                     "lsrs r2, r2, #2\n\t"
                     "lsls r2, r2, #2\n\t"
                     "adds r2, r2, r0\n\t"
                     "mov lr, r2\n\t"
                     "movs r2, #0\n\t"
                     "mov r8, r2\n\t"
                     "mov r9, r2\n\t"
                     "mov r10, r2\n\t"
                     "mov r11, r2\n\t"
                     "movs r4, #1\n\t"
                     "movs r5, #2\n\t"
                     "movs r6, #3\n\t"
                     "movs r7, #4\n\t"
                     "b 2f\n"
                     "1:\n\t" DSP_MLA_4X1 DSP_MLA_4X1 DSP_MLA_4X1 DSP_MLA_4X1
                     "2:\n\t"
                     "cmp r0, lr\n\t"
                     "bne 1b\n\t"
                     "b 4f\n"
                     "3:\n\t" DSP_MLA_4X1
                     "4:\n\t"
                     "cmp r0, r12\n\t"
                     "bne 3b\n\t"
                     "pop {r0}\n\t"
                     "mov r1, r8\n\t"
                     "mov r2, r9\n\t"
                     "mov r3, r10\n\t"
                     "mov r4, r11\n\t"
                     "stmia r0!, {r1, r2, r3, r4}"
                     : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
                     :
                     : "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
}

#else

DSP_INLINE void dsp_mla_4x1(const int8_t *a, const int8_t *weight, int32_t depth, int32_t *sums)
{
    int32_t sum0 = 0;
    int32_t sum1 = 0;
    int32_t sum2 = 0;
    int32_t sum3 = 0;
#pragma GCC unroll 1
    for (; depth > 0; depth--, weight += 4) {
        const int32_t x = *a++;
        sum0 = dsp_mla(x, weight[0], sum0);
        sum1 = dsp_mla(x, weight[1], sum1);
        sum2 = dsp_mla(x, weight[2], sum2);
        sum3 = dsp_mla(x, weight[3], sum3);
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
}

#endif

DSP_INLINE void dsp_mla_4x2(const int8_t *a, const int8_t *b, const int8_t *weight, int32_t depth, int32_t *sums)
{
    dsp_mla_4x1(a, weight, depth, sums);
    dsp_mla_4x1(b, weight, depth, sums + 4);
}

#endif
