<#-- @model thimble.targets.cortexm.QuantizeModel as k, String name, String parameters: integers to floats -->
/* What steps of the scale are, from the zero point. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const ${k.type} *from = src + srcAt;
    float *to = dst + dstAt;
#pragma GCC unroll 4
    for (int32_t i = 0; i < count; i++) {
        to[i] = (float)(from[i] - zero) * scale;
    }
}
