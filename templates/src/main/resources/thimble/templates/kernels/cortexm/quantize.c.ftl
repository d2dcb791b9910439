<#-- @model thimble.targets.cortexm.QuantizeModel as k, String name, String parameters: floats to integers -->
/*
 * Floats in steps of the scale, halves away from zero, NaN to the zero point. The largest number below a half is
 * added: what lies just below a half stays below the next step, a half itself is rounded to it.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
<#if k.bytes>
    (void)low;
    (void)high;
</#if>
    const float *from = src + srcAt;
    ${k.type} *to = dst + dstAt;
#pragma GCC unroll 2
    for (int32_t i = 0; i < count; i++) {
        const float nearly = dsp_float((dsp_load(from + i) & 0x80000000u) | 0x3EFFFFFFu);
        const int32_t step = dsp_truncate(from[i] / scale + nearly);
<#if k.bytes>
        to[i] = (${k.type})dsp_clamp8(dsp_add_saturated(step, zero));
<#else>
        to[i] = (${k.type})dsp_clamp(dsp_add_saturated(step, zero), low, high);
</#if>
    }
}
