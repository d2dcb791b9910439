<#-- @model thimble.targets.cortexm.MultiplyModel as k, String name, String parameters: product of two tensors -->
/*
 * Product of two tensors of different scales.
<#if k.broadcast>
 * Each run begins aBlock and bBlock elements behind the one before; in a run elements are aStep and bStep apart.
</#if>
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    int8_t *to = dst + dstAt;
<#if k.broadcast>
#pragma GCC unroll 1
    for (int32_t block = 0; block < blocks; block++) {
        const int8_t *a = src + srcAt + block * aBlock;
        const int8_t *b = src1 + src1At + block * bBlock;
#pragma GCC unroll 2
        for (int32_t i = 0; i < ${k.run}; i++, a += aStep, b += bStep) {
            const int32_t product = ${k.rescale}((*a - aZero) * (*b - bZero), multiplier, shift, zero);
<#else>
    {
        const int8_t *a = src + srcAt;
        const int8_t *b = src1 + src1At;
#pragma GCC unroll 2
        for (int32_t i = 0; i < ${k.run}; i++, a++, b++) {
            const int32_t product = ${k.rescale}((*a - aZero) * (*b - bZero), multiplier, shift, zero);
</#if>
<#if k.clamps>
            *to++ = (int8_t)dsp_clamp(product, low, high);
<#else>
            *to++ = (int8_t)dsp_clamp8(product);
</#if>
        }
    }
}
