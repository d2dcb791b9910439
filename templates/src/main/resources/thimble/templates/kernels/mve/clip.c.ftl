<#-- @model thimble.targets.cortexm.PlainModel as k, String name, String parameters: limits -->
/* Limits every byte, sixteen at a time. */
MVE_KERNEL void ${name}(
    ${parameters})
{
    mve_limit(src + srcAt, dst + dstAt, count, low, high);
}
