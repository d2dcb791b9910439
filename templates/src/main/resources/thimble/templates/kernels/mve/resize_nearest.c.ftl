<#-- @model thimble.targets.cortexm.PlainModel as k, String name, String parameters: the nearest cells -->
/* One row of the nearest cells. columns: for each where its cell begins in the row. */
MVE_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *const row = (const int8_t *)src + srcRows[0];
    int8_t *to = (int8_t *)dst + dstAt;
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x++) {
        mve_copy(to, row + columns[x], channels);
        to += channels;
    }
}
