<#-- @model thimble.targets.cortexm.ExactSumModel as k, String name, String parameters: sum of two tensors -->
/*
 * Sum of two tensors of different scales. scaled: what each of the 256 numbers of the first operand
 * becomes in the common scale, from -128 on; then those of the second.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *a = src + srcAt;
    const int8_t *b = src1 + src1At;
    int8_t *to = dst + dstAt;
#pragma GCC unroll 4
    for (int32_t i = 0; i < ${k.count}; i++) {
        const int32_t sum = ${k.call}(scaled[128 + a[i]] + scaled[384 + b[i]], multiplier, shift, zero);
<#if k.clamps>
        to[i] = (int8_t)dsp_clamp(sum, low, high);
<#else>
        to[i] = (int8_t)dsp_clamp8(sum);
</#if>
    }
}
