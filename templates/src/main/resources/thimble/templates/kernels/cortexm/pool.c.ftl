<#-- @model thimble.targets.cortexm.PoolModel as k, String name, String parameters: one row of a pool -->
/*
 * <#if k.mean>Mean<#else>Maximum</#if> over windows of ${k.rows}x${k.columns} cells: one output row a call, four channels at a time, the last
 * four where they still fit.
<#if k.mean>
 * factors: for each number of cells what makes the mean of their sum. zero: where there is none.
</#if>
 */

/* Those of a window's cells that lie in the image: `taps` columns, `pitch` bytes apart, the first at `from`. */
DSP_KERNEL void ${name}_window(
    const int8_t *src, const int32_t *srcRows, int32_t from, int32_t taps, int32_t pitch, int32_t channels, <#if k.mean>const int32_t *factors, int32_t zero, </#if>int8_t *to)
{
<#if k.mean>
    int32_t cells = 0;
#pragma GCC unroll 1
    for (int32_t row = 0; row < ${k.rows}; row++) {
        cells += srcRows[row] < 0 ? 0 : taps;
    }
    if (cells == 0) {
        memset(to, zero, (size_t)channels);
        return;
    }
    const int32_t factor = factors[cells - 1];
</#if>
#pragma GCC unroll 1
    for (int32_t next = 0; next < channels; next += 4) {
        const int32_t channel = next < channels - 4 ? next : channels - 4;
<#if k.mean>
        uint32_t even = 0;
        uint32_t odd = 0;
<#else>
        uint32_t best = 0x80808080u;
</#if>
#pragma GCC unroll 1
        for (int32_t row = 0; row < ${k.rows}; row++) {
            const int8_t *cell = src + srcRows[row] + from + channel;
#pragma GCC unroll 4
            for (int32_t left = srcRows[row] < 0 ? 0 : taps; left > 0; left--) {
<#if k.mean>
                const uint32_t bytes = dsp_load(cell);
                even = dsp_add_even(even, bytes);
                odd = dsp_add_odd(odd, bytes);
<#else>
                best = dsp_max(best, dsp_load(cell));
</#if>
                cell += pitch;
            }
        }
<#if k.mean>
        dsp_store_means(to + channel, even, odd, factor);
<#else>
        dsp_store(to + channel, best);
</#if>
    }
}

DSP_KERNEL void ${name}(
    ${parameters})
{
<#if k.unrolled>
    int32_t outside = 0;
#pragma GCC unroll 1
    for (int32_t row = 0; row < ${k.rows}; row++) {
        outside |= srcRows[row];
    }
<#if k.mean>
    const int32_t factor = factors[${k.cellCount() - 1}];
</#if>
</#if>
#pragma GCC unroll 1
    for (int32_t x = 0; x < dstWidth; x++) {
        const int32_t column = x * strideX - padLeft;
        int8_t *const to = dst + dstAt + x * channels;
<#if k.unrolled>
        if (outside >= 0 && column >= 0 && column + ${k.lastColumn()} * dilationX < srcWidth) {
            const int32_t pitch = dilationX * channels;
<#list 0..<k.rows as row>
            const int8_t *row${row} = src + srcRows[${row}] + column * channels;
</#list>
#pragma GCC unroll 1
            for (int32_t next = 0; next < channels; next += 4) {
                const int32_t channel = next < channels - 4 ? next : channels - 4;
<#list k.cells() as cell>
                const uint32_t cell${cell.row}_${cell.column} = dsp_load(row${cell.row} + channel + ${cell.column} * pitch);
<#if k.mean>
<#if cell.first>
                uint32_t even = dsp_even(cell0_0);
                uint32_t odd = dsp_odd(cell0_0);
<#else>
                even = dsp_add_even(even, cell${cell.row}_${cell.column});
                odd = dsp_add_odd(odd, cell${cell.row}_${cell.column});
</#if>
<#else>
<#if cell.first>
                uint32_t best = cell0_0;
<#else>
                best = dsp_max(best, cell${cell.row}_${cell.column});
</#if>
</#if>
</#list>
<#if k.mean>
                dsp_store_means(to + channel, even, odd, factor);
<#else>
                dsp_store(to + channel, best);
</#if>
            }
            continue;
        }
</#if>
        const int32_t first = column < 0 ? (dilationX - 1 - column) / dilationX : 0;
        const int32_t behind = column < srcWidth ? (srcWidth - column + dilationX - 1) / dilationX : 0;
        const int32_t end = behind < ${k.columns} ? behind : ${k.columns};
        ${name}_window(
            src, srcRows, (column + first * dilationX) * channels, end > first ? end - first : 0, dilationX * channels, channels, <#if k.mean>factors, zero, </#if>to);
    }
}
