<#-- @model thimble.targets.cortexm.PoolModel as k, String name, String parameters: one row of a pool -->
/*
 * <#if k.mean>Mean<#else>Maximum</#if> over windows of ${k.rows}x${k.columns} cells: one output row a call, sixteen channels at a time, the last
 * ones where they still fit.
<#if k.mean>
 * factors: for each number of cells what makes the mean of their sum. zero: where there is none.
</#if>
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
<#if k.mean>
    int32_t inside = 0;
#pragma GCC unroll 1
    for (int32_t row = 0; row < ${k.rows}; row++) {
        inside += srcRows[row] >= 0;
    }
</#if>
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x++) {
        const int32_t column = x * strideX - padLeft;
        const int32_t first = column < 0 ? (dilationX - 1 - column) / dilationX : 0;
        const int32_t behind = column < srcWidth ? (srcWidth - column + dilationX - 1) / dilationX : 0;
        const int32_t end = behind < ${k.columns} ? behind : ${k.columns};
        const int32_t taps = end > first ? end - first : 0;
        int8_t *const to = dst + dstAt + x * channels;
<#if k.mean>
        if (inside * taps == 0) {
            mve_fill(to, zero, channels);
            continue;
        }
</#if>
#pragma GCC unroll 1
        for (int32_t next = 0; next < channels; next += 16) {
            const int32_t channel = next < channels - 16 ? next : channels - 16;
            mve_pool_cells(
                src, srcRows, ${k.rows}, (column + first * dilationX) * channels + channel, taps, dilationX * channels,
                <#if k.mean>factors[inside * taps - 1]<#else>0</#if>, to + channel, <#if k.mean>1<#else>0</#if>);
        }
    }
}
