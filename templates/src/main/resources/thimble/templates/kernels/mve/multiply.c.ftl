<#-- @model thimble.targets.mve.ProductModel as k, String name, String parameters: product of two tensors -->
/*
 * Product of two tensors of different scales, four elements at a time; ${k.roundingText()}.
<#if k.broadcast>
 * Each run begins aBlock and bBlock elements behind the one before; in a run elements are aStep and bStep apart.
</#if>
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
<#if k.broadcast>
    int8_t *to = dst + dstAt;
#pragma GCC unroll 1
    for (int32_t block = 0; block < blocks; block++) {
        mve_product(
            src + srcAt + block * aBlock, aStep, aZero, src1 + src1At + block * bBlock, bStep, bZero, to, ${k.run}, multiplier,
            shift, zero, low, high, ${k.rounding});
        to += ${k.run};
    }
<#else>
    mve_product(
        src + srcAt, 1, aZero, src1 + src1At, 1, bZero, dst + dstAt, ${k.run}, multiplier, shift, zero, low, high, ${k.rounding});
</#if>
}
