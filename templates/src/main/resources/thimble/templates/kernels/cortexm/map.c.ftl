<#-- @model thimble.targets.cortexm.MapModel as k, String name, String parameters: a function of one byte -->
/* What the table has for each byte, from the least number on. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const ${k.type()} *from = (const ${k.type()} *)src + srcAt;
    const int8_t *const zero = table + ${k.zeroAt()};
    int8_t *to = dst + dstAt;
#pragma GCC unroll 4
    for (int32_t i = 0; i < count; i++) {
        to[i] = zero[from[i]];
    }
}
