<#-- @model thimble.targets.mve.DepthwiseModel as k, String name, String parameters: one row of a depthwise convolution -->
/*
 * One row of a depthwise convolution of images one column wide; ${k.roundingText()}. Sixteen channels at a time, the
 * last ones where they still fit.
 *
 * packed: row by row of the window the weights of 16 channels<#if k.packed>, 4 bits, of two rows in the same bytes</#if>. channels: for 16 channels biases (with the input's zero
 * point) in the order of mve_add_products(), multipliers, shifts. pad: what a row outside of the image holds.
 */
MVE_KERNEL void ${name}(
    ${parameters})
{
    const mve_words lowest = mve_all(low);
    const mve_words highest = mve_all(high);
    int8_t padding[16];
    mve_fill(padding, pad, 16);
#pragma GCC unroll 1
    for (int32_t part = 0; part < srcChannels; part += 16) {
        const int32_t first = part < srcChannels - 16 ? part : srcChannels - 16;
        mve_words sums[4];
        for (int32_t i = 0; i < 4; i++) {
            sums[i] = mve_load_words(channels + 4 * i);
        }
#pragma GCC unroll 1
        for (int32_t tap = 0; tap < tapRows; tap++) {
            const int8_t *from = srcRows[tap] < 0 ? padding : src + srcRows[tap] + first;
<#if k.packed>
            mve_add_products(sums, mve_load_bytes(from), mve_load_half(packed + tap / 2 * 16, tap % 2));
        }
        packed += (tapRows + 1) / 2 * 16;
<#else>
            mve_add_products(sums, mve_load_bytes(from), mve_load_bytes(packed));
            packed += 16;
        }
</#if>
        for (int32_t i = 0; i < 4; i++) {
            sums[i] = mve_requantize(
                sums[i], mve_load_words(channels + 16 + 4 * i), mve_load_words(channels + 32 + 4 * i), zero, lowest,
                highest, ${k.rounding()});
        }
        mve_store_lanes(dst + dstAt + first, sums);
        channels += 48;
    }
}
