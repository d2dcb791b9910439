<#-- @model thimble.targets.mve.MeanModel as k, String name, String parameters: means of cells -->
/*
 * Means over two axes, four channels at a time, the last ones where they still fit: elements [kept0, reduced0, kept1,
 * reduced1, kept2] become [kept0, kept1, kept2].
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
    const int32_t rowStep = kept1 * reduced1 * kept2;
    const int32_t zeros = reduced0 * reduced1 * srcZero;
#pragma GCC unroll 1
    for (int32_t k0 = 0; k0 < kept0; k0++) {
#pragma GCC unroll 1
        for (int32_t k1 = 0; k1 < kept1; k1++) {
            const int8_t *const from = src + srcAt + k0 * reduced0 * rowStep + k1 * reduced1 * kept2;
            int8_t *const to = dst + dstAt + (k0 * kept1 + k1) * kept2;
#pragma GCC unroll 1
            for (int32_t next = 0; next < kept2; next += 4) {
                const int32_t channel = next < kept2 - 4 ? next : kept2 - 4;
                const mve_words sums =
                    mve_add_all(mve_sum_cells(from + channel, reduced0, rowStep, reduced1, kept2), -zeros);
<#if k.linear>
                int32_t lanes[4];
                mve_store_words(lanes, sums);
#pragma GCC unroll 1
                for (int32_t i = 0; i < 4; i++) {
                    const uint64_t product = (uint64_t)(uint32_t)(lanes[i] < 0 ? -lanes[i] : lanes[i]) * (uint32_t)multiplier;
                    const uint64_t steps = (product + ((uint64_t)1 << (shift - 1))) >> shift;
                    const int32_t most = steps < 256 ? (int32_t)steps : 256;
                    const int32_t value = dstZero + (lanes[i] < 0 ? -most : most);
                    to[channel + i] = (int8_t)(value < -128 ? -128 : value > 127 ? 127 : value);
                }
<#else>
                mve_store_words_as_bytes(
                    to + channel,
                    mve_requantize(
                        sums, mve_all(multiplier), mve_all(shift), dstZero, mve_all(-128), mve_all(127), MVE_ANY));
</#if>
            }
        }
    }
}
