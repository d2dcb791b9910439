<#-- @model thimble.targets.cortexm.SumModel as k, String name, String parameters: sum of two tensors -->
/*
 * Sum of two tensors of different scales, as one linear form. Its numbers were chosen so that all
 * 65536 pairs of operands give what the exact rule with its three roundings gives.
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
    mve_sum_linear(src + srcAt, src1 + src1At, dst + dstAt, ${k.count}, ca, cb, c, -bits, <#if k.clamps>low, high<#else>-128, 127</#if>);
}
