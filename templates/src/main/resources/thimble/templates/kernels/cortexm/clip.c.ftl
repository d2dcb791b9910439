<#-- @model thimble.targets.cortexm.PlainModel as k, String name, String parameters: limits -->
/* Limits every byte, four at a time. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *from = src + srcAt;
    int8_t *to = dst + dstAt;
    const uint32_t lowest = ((uint32_t)low & 0xFFu) * 0x01010101u;
    const uint32_t highest = ((uint32_t)high & 0xFFu) * 0x01010101u;
#pragma GCC unroll 2
    for (; count >= 4; count -= 4, from += 4, to += 4) {
        dsp_store(to, dsp_min(dsp_max(dsp_load(from), lowest), highest));
    }
#pragma GCC unroll 1
    for (; count > 0; count--, from++, to++) {
        *to = (int8_t)dsp_clamp(*from, low, high);
    }
}
