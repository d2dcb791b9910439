<#-- @model thimble.targets.cortexm.DenseModel as k, String name, String parameters: vectors times a matrix -->
/*
 * Fully connected, ${k.depth} inputs to ${k.units} units, four units at a time.
 *
 * Two units share every word of weights: a half of it is h = 256 w1 + (w0 + 128). The sums of x h and
 * of x times h's lower byte give both units:
 *     low = sum x (w0 + 128)        high = sum x w1 = (sum x h - low) / 256
 * weight: for every four inputs the words of inputs 0 and 2 and of inputs 1 and 3 of two units, then of
 * the other two. channels: bias (with the input's zero point)<#if !k.uniform>, multiplier, shift</#if>.
<#if k.overlaps()>
 * The last group begins where it still fits: what it computes twice is the same.
</#if>
 */
static void ${name}(
    ${parameters})
{
    const int8_t *vector = src + srcAt;
    int8_t *to = dst + dstAt;
    for (; vectors > 0; vectors--) {
        int32_t offset = 0;
        for (int32_t i = 0; i < ${k.depth}; i++) {
            offset += 128 * vector[i];
        }
        const int32_t *w = weight;
        const int32_t *entry = channels;
        for (int32_t unit = 0; unit < ${k.units}; unit += 4) {
<#if k.overlaps()>
            if (unit > ${k.lastUnit()}) {
                entry -= ${k.tableOverlap()};
                to -= ${k.overlap()};
            }
</#if>
            const int8_t *x = vector;
            int32_t low0 = 0;
            int32_t low1 = 0;
            int32_t high0 = 0;
            int32_t high1 = 0;
<#list k.segments as segment>
            {
                int32_t part[4] = {0, 0, 0, 0};
<#if (segment.steps() > 0)>
                dsp_dot_shared(part, w, x, ${segment.steps()});
                x += ${segment.inputs()};
                w += ${segment.words()};
</#if>
<#if (segment.rest() > 0)>
                int8_t last[4] = {0, 0, 0, 0};
                memcpy(last, x, ${segment.rest()});
                dsp_dot_shared(part, w, last, 1);
                w += 4;
</#if>
                low0 += part[2];
                low1 += part[3];
                high0 += (int32_t)((uint32_t)part[0] - (uint32_t)part[2]) >> 8;
                high1 += (int32_t)((uint32_t)part[1] - (uint32_t)part[3]) >> 8;
            }
</#list>
<#list k.sums() as sum>
            const int32_t sum${sum.unit()} = ${k.rescaling.call()}((int32_t)((uint32_t)entry[${sum.entry()}] + (uint32_t)(${sum.value()})), ${sum.multiplier()}, ${sum.shift()}, ${k.rescaling.zero()});
<#if k.rescaling.clamps()>
            to[${sum.unit()}] = (int8_t)dsp_clamp(sum${sum.unit()}, ${k.rescaling.low()}, ${k.rescaling.high()});
<#else>
            to[${sum.unit()}] = (int8_t)dsp_clamp8(sum${sum.unit()});
</#if>
</#list>
            entry += ${k.tableStep()};
            to += ${k.sums()?size};
        }
        vector += ${k.depth};
    }
}
