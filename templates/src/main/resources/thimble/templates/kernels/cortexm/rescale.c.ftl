<#-- @model thimble.targets.cortexm.MapModel as k, String name, String parameters: to another scale -->
/* To another scale, as a linear form. Its numbers were chosen so that all 256 bytes give what the exact rule gives. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const ${k.type()} *from = (const ${k.type()} *)src + srcAt;
    int8_t *to = dst + dstAt;
#pragma GCC unroll 4
    for (int32_t i = 0; i < count; i++) {
        to[i] = (int8_t)dsp_clamp8_asr${k.bits}(from[i] * factor + offset);
    }
}
