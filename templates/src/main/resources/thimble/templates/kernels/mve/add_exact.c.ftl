<#-- @model thimble.targets.cortexm.ExactSumModel as k, String name, String parameters: sum of two tensors -->
/*
 * Sum of two tensors of different scales. scaled: what each of the 256 bytes of the first operand becomes in the
 * common scale, from 0 to 127 and from -128 on; then those of the second. The sum is shifted to the right.
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
    mve_sum_exact(
        src + srcAt, src1 + src1At, scaled, scaled + 256, dst + dstAt, ${k.count}, multiplier, -shift, zero, <#if k.clamps>low, high<#else>-128, 127</#if>);
}
