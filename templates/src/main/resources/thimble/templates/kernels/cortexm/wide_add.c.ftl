<#-- @model thimble.targets.cortexm.WideSumModel as k, String name, String parameters: sum or difference of two tensors of int16 -->
<#macro operand x half>
<#if half>
        const int32_t ${x}Scaled = (${x}[i] - ${x}Zero) * (1 << unit) / 2;
<#else>
        const int32_t ${x}Scaled = dsp_requantize((${x}[i] - ${x}Zero) * (1 << unit), ${x}Multiplier, ${x}Shift, 0);
</#if>
</#macro>
/*
 * a ${k.sign} b of int16. Both are raised by `unit` bits and brought to twice the larger scale: the operand that
 * has it is halved.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int16_t *a = src + srcAt;
    const int16_t *b = src1 + src1At;
    int16_t *to = dst + dstAt;
#pragma GCC unroll 2
    for (int32_t i = 0; i < ${k.count}; i++) {
<@operand "a" k.halfA/>
<@operand "b" k.halfB/>
        const int32_t steps = ${k.call}(aScaled ${k.sign} bScaled, multiplier, shift, 0);
        const int32_t sum = (int32_t)((uint32_t)steps + (uint32_t)zero);
<#if k.clamps>
        to[i] = (int16_t)dsp_clamp(sum, low, high);
<#else>
        to[i] = (int16_t)dsp_clamp16(sum);
</#if>
    }
}
