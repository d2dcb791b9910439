<#-- @model thimble.targets.cortexm.PlainModel as k, String name, String parameters: the nearest cells -->
/* One row of the nearest cells. columns: for each where its cell begins in the row. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *const row = (const int8_t *)src + srcRows[0];
    int8_t *to = (int8_t *)dst + dstAt;
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x++) {
        const int8_t *from = row + columns[x];
        int32_t left = channels;
#pragma GCC unroll 4
        for (; left >= 4; left -= 4, from += 4, to += 4) {
            dsp_store(to, dsp_load(from));
        }
#pragma GCC unroll 1
        for (; left > 0; left--) {
            *to++ = *from++;
        }
    }
}
