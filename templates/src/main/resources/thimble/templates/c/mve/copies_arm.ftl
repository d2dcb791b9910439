<#-- @model thimble.codegen.c.NetworkCode: copies and sums of tensors -->
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

