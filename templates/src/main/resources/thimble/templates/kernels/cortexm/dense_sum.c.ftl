<#-- @model thimble.targets.cortexm.DenseSumModel as k, String name, String parameters: vectors times some columns of a matrix -->
/*
 * Sums of a fully connected layer over some of its inputs, four units at a time, added to what was
 * there before: the bias, or the sums over other inputs, which may lie where these go.
 *
 * Two units share every word of weights: a half of it is h = 256 w1 + (w0 + 128). The sums of x h and
 * of x times h's lower byte give both units, exactly in segments whose sums stay below 2^23:
 *     low = sum x (w0 + 128)        high = sum x w1 = (sum x h - low) / 256
 * weight: for every four inputs the words of inputs 0 and 2 and of inputs 1 and 3 of two units, then of
 * the other two; units that do not fill a group are filled up.
 * offsets: for each unit what the inputs' zero point adds.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *vector = src + srcAt;
    const int32_t *before = src2 + src2At;
    int32_t *to = dst + dstAt;
    for (; vectors > 0; vectors--) {
        int32_t sign = 0;
#pragma GCC unroll 4
        for (int32_t i = 0; i < depth; i++) {
            sign += vector[i];
        }
        sign *= 128;
        const int32_t *w = weight;
        for (int32_t unit = 0; unit < units; unit += 4) {
            const int8_t *x = vector;
            int32_t total[4] = {-sign, 0, -sign, 0};
            for (int32_t inputs = depth; inputs > 0; inputs -= segment) {
                const int32_t count = inputs < segment ? inputs : segment;
                int32_t part[4] = {0, 0, 0, 0};
                dsp_dot_shared(part, w, x, count / 4);
                x += count / 4 * 4;
                w += count / 4 * 4;
<#if !k.aligned>
                if (count % 4 != 0) {
                    int8_t last[4] = {0, 0, 0, 0};
                    memcpy(last, x, (size_t)(count % 4));
                    dsp_dot_shared(part, w, last, 1);
                    w += 4;
                }
</#if>
                total[0] += part[2];
                total[1] += (int32_t)((uint32_t)part[0] - (uint32_t)part[2]) >> 8;
                total[2] += part[3];
                total[3] += (int32_t)((uint32_t)part[1] - (uint32_t)part[3]) >> 8;
            }
            const int32_t count = units - unit < 4 ? units - unit : 4;
            for (int32_t i = 0; i < count; i++) {
                to[unit + i] = (int32_t)((uint32_t)before[unit + i] + (uint32_t)offsets[unit + i] + (uint32_t)total[i]);
            }
        }
        vector += depth;
        before += carryStep;
        to += units;
    }
}
