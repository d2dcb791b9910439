<#-- @model thimble.codegen.c.NetworkCode: bytes filled by words -->
/* One byte everywhere. */
DSP_KERNEL DSP_UNUSED void dsp_fill_bytes(int8_t *to, int32_t value, int32_t count)
{
    const uint32_t word = ((uint32_t)value & 0xFFu) * 0x01010101u;
#pragma GCC unroll 4
    for (; count >= 4; count -= 4, to += 4) {
        dsp_store(to, word);
    }
#pragma GCC unroll 1
    for (; count > 0; count--) {
        *to++ = (int8_t)value;
    }
}
