<#-- @model thimble.targets.cortexm.PadModel as k, String name, String parameters: cells before and behind a run -->
/* A run of bytes with new cells before and behind it<#if k.rowsMayMiss>; a row that is not there is new cells only</#if>. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    int8_t *const to = (int8_t *)dst + dstAt;
<#if k.rowsMayMiss>
    if (srcRows[0] < 0) {
        dsp_fill_bytes(to, value, before + run + behind);
        return;
    }
    const int32_t srcAt = srcRows[0];
</#if>
    dsp_fill_bytes(to, value, before);
    dsp_copy_bytes(to + before, (const int8_t *)src + srcAt, run);
    dsp_fill_bytes(to + before + run, value, behind);
}
