<#-- @model thimble.targets.mve.MapModel as k, String name, String parameters: a function of one byte -->
/* What the table has for each byte, from <#if k.unsigned>0<#else>-128</#if> on. */
MVE_KERNEL void ${name}(
    ${parameters})
{
    mve_map((const int8_t *)src + srcAt, <#if k.unsigned>0<#else>128</#if>, ${k.table()}, dst + dstAt, count);
}
