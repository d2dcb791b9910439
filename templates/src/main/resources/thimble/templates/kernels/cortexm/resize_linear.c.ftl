<#-- @model thimble.targets.cortexm.PlainModel as k, String name, String parameters: a blend of two cells of two rows -->
/*
 * One row between two. columns: for each pixel where its two cells begin in a row; columnWeight, rowWeight: the shares
 * of both, which are 2^15 together. Halves go away from the zero point.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    (void)taps;
    const int8_t *const row0 = src + srcRows[0];
    const int8_t *const row1 = src + srcRows[1];
    const int32_t upper = rowWeight[outputRow % dstHeight * 2];
    const int32_t lower = rowWeight[outputRow % dstHeight * 2 + 1];
    int8_t *to = dst + dstAt;
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x++) {
        const int32_t left = columns[2 * x];
        const int32_t right = columns[2 * x + 1];
        const int32_t leftShare = columnWeight[2 * x];
        const int32_t rightShare = columnWeight[2 * x + 1];
        const int32_t share = -zero * (leftShare + rightShare);
#pragma GCC unroll 1
        for (int32_t c = 0; c < channels; c++) {
            const int32_t above = row0[left + c] * leftShare + row0[right + c] * rightShare + share;
            const int32_t below = row1[left + c] * leftShare + row1[right + c] * rightShare + share;
            const int64_t sum = (int64_t)above * upper + (int64_t)below * lower;
            const int32_t value = (int32_t)((sum + (sum >> 63) + (1 << 29)) >> 30);
            *to++ = (int8_t)dsp_clamp8(value + zero);
        }
    }
}
