<#-- @model thimble.targets.cortexm.PlainModel as k, String name, String parameters: softmax -->
/*
 * Softmax of [outer, depth, inner] along the middle axis. exponential: 2^30 e^(-d scale) for the distance d to the
 * largest. A quotient of few bits, from the highest bits of both, is off by a step or two at most: the remainder
 * tells.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
#pragma GCC unroll 1
    for (int32_t o = 0; o < outer; o++) {
#pragma GCC unroll 1
        for (int32_t i = 0; i < inner; i++) {
            const int8_t *const from = src + srcAt + o * depth * inner + i;
            int8_t *const to = dst + dstAt + o * depth * inner + i;
            const int32_t end = depth * inner;
            int32_t largest = -128;
#pragma GCC unroll 4
            for (int32_t d = 0; d < end; d += inner) {
                largest = from[d] > largest ? from[d] : largest;
            }
            const int32_t *const power = exponential + largest;
            uint64_t sum = 0;
#pragma GCC unroll 4
            for (int32_t d = 0; d < end; d += inner) {
                sum += (uint32_t)power[-from[d]];
            }
            int32_t drop = 0;
#pragma GCC unroll 1
            while (sum >> drop >> (32 - dstBits) != 0) {
                drop++;
            }
            const uint32_t divisor = (uint32_t)(sum >> drop);
#pragma GCC unroll 1
            for (int32_t d = 0; d < end; d += inner) {
                const uint32_t part = (uint32_t)power[-from[d]];
                uint32_t quotient = ((uint32_t)((uint64_t)part >> drop) << dstBits) / divisor;
                int64_t rest = (int64_t)((uint64_t)part << dstBits) - (int64_t)(quotient * sum);
#pragma GCC unroll 1
                for (; rest < 0; rest += (int64_t)sum) {
                    quotient--;
                }
#pragma GCC unroll 1
                for (; rest >= (int64_t)sum; rest -= (int64_t)sum) {
                    quotient++;
                }
                const int32_t rounded = (int32_t)quotient + (2 * rest >= (int64_t)sum ? 1 : 0);
                to[d] = (int8_t)dsp_clamp8(rounded + dstZero);
            }
        }
    }
}
