<#-- @model thimble.targets.cortexm.SumModel as k, String name, String parameters: sum of two tensors -->
/*
 * Sum of two tensors of different scales, as one linear form. Its numbers were chosen so that all
 * 65536 pairs of operands give what the exact rule with its three roundings gives.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *a = src + srcAt;
    const int8_t *b = src1 + src1At;
    int8_t *to = dst + dstAt;
#pragma GCC unroll 4
    for (int32_t i = 0; i < ${k.count}; i++) {
        const int32_t sum = (a[i] * ca + b[i] * cb + c) >> bits;
<#if k.clamps>
        to[i] = (int8_t)dsp_clamp(sum, low, high);
<#else>
        to[i] = (int8_t)dsp_clamp8(sum);
</#if>
    }
}
