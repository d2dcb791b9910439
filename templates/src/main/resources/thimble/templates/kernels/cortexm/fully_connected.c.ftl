<#-- @model thimble.targets.cortexm.DenseModel as k, String name, String parameters: vectors times a matrix -->
/*
 * Fully connected, four units at a time.
 *
<#if k.packed>
 * Four units share every word of weights: a half of it is
 *     h = 4096 w3 + 256 (w2 + 8) + 16 (w1 + 8) + (w0 + 8)
 * The sums of x times h, and times h without one, two, three of its highest digits, give all units,
 * exactly in segments whose sums stay below 2^19.
 * weight: for every four inputs a word of inputs 0 and 2, and one of inputs 1 and 3.
<#else>
 * Two units share every word of weights: a half of it is h = 256 w1 + (w0 + 128). The sums of x h and
 * of x times h's lower byte give both units, exactly in segments whose sums stay below 2^23:
 *     low = sum x (w0 + 128)        high = sum x w1 = (sum x h - low) / 256
 * weight: for every four inputs the words of inputs 0 and 2 and of inputs 1 and 3 of two units, then of
 * the other two.
</#if>
 * channels: ${k.entryText()}.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *vector = src + srcAt;
    int8_t *to = dst + dstAt;
    for (; vectors > 0; vectors--) {
        int32_t offset = 0;
#pragma GCC unroll 4
        for (int32_t i = 0; i < depth; i++) {
            offset += vector[i];
        }
        offset *= ${k.offset()};
        const int32_t *w = weight;
        const int32_t *entry = channels;
        for (int32_t left = units; left > 0; left -= 4) {
<#if k.overlaps()>
            if (left < 4) {
                /* The last group begins where it still fits: what it computes twice is the same. */
                entry -= (4 - left) * ${k.entryWords()};
                to -= 4 - left;
            }
</#if>
            const int8_t *x = vector;
<#if k.whole>
            int32_t part[4] = {0, 0, 0, 0};
<@segment "" "depth"/>
<#else>
<#list k.sums() as sum>
            int32_t total${sum.unit()} = 0;
</#list>
            for (int32_t inputs = depth; inputs > 0; inputs -= segment) {
                const int32_t count = inputs < segment ? inputs : segment;
                int32_t part[4] = {0, 0, 0, 0};
<@segment "    " "count"/>
<#list k.sums() as sum>
                total${sum.unit()} += ${sum.part()};
</#list>
            }
</#if>
<#list k.sums() as sum>
            const int32_t sum${sum.unit()} = (int32_t)((uint32_t)${sum.bias()} + (uint32_t)(${sum.products()}));
            to[${sum.unit()}] = (int8_t)${sum.output()};
</#list>
            entry += ${k.outputs * k.entryWords()};
            to += ${k.outputs};
        }
        vector += depth;
    }
}
<#macro segment indent count>
            ${indent}${k.function()}(part, w, x, ${count} / 4);
            ${indent}x += ${count} / 4 * 4;
            ${indent}w += ${count} / 4 * ${k.stepWords()};
<#if !k.aligned>
            ${indent}if (${count} % 4 != 0) {
            ${indent}    int8_t last[4] = {0, 0, 0, 0};
            ${indent}    memcpy(last, x, (size_t)(${count} % 4));
            ${indent}    ${k.function()}(part, w, last, 1);
            ${indent}    w += ${k.stepWords()};
            ${indent}}
</#if>
</#macro>
