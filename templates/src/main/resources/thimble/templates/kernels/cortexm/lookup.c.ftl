<#-- @model thimble.targets.cortexm.PlainModel as k, String name, String parameters: a function of one byte -->
/* What the table (the second operand) has for each byte, from -128 on. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *from = src + srcAt;
    const int8_t *const zero = src1 + src1At + 128;
    int8_t *to = dst + dstAt;
#pragma GCC unroll 4
    for (int32_t i = 0; i < count; i++) {
        to[i] = zero[from[i]];
    }
}
