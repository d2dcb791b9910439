<#-- @model thimble.targets.cortexm.ColumnModel as k, String name, String parameters: one row of a depthwise convolution -->
/*
 * Depthwise convolution of an image that is one column wide, ${k.taps} rows high: one output row a call, four
 * channels at a time.<#if k.padded> A row of the padding is `line`, full of zero points.</#if>
 * packed: for four channels ${k.weightWords()} words of weights<#if k.packed> (4 bits, 8 added)</#if>, then for each
 * ${k.rescaling.entryText()}.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *at[${k.taps}];
#pragma GCC unroll 1
    for (int32_t i = 0; i < ${k.taps}; i++) {
<#if k.padded>
        at[i] = srcRows[i] < 0 ? line + lineAt : src + srcRows[i];
        if (srcRows[i] < 0) {
            memset(line + lineAt, srcZero, (size_t)channels);
        }
<#else>
        at[i] = src + srcRows[i];
</#if>
    }
    for (int32_t from = 0; from < channels; from += 4) {
        /* The last four overlap those before where the number of channels is no multiple. */
        const int32_t channel = from < channels - 4 ? from : channels - 4;
        const int32_t *const entry = packed + ${k.weightWords()};
<#list 0..3 as lane>
        int32_t sum${lane} = ${k.rescaling.bias("entry", lane * k.rescaling.entryWords())};
</#list>
#pragma GCC unroll 16
        for (int32_t i = 0; i < ${k.taps}; i++) {
            const uint32_t x = dsp_load(at[i] + channel);
<#if k.packed>
            const uint32_t even = ${k.rescaling.quarter()}(packed[i / 2], i % 2 * 2);
            const uint32_t odd = ${k.rescaling.quarter()}(packed[i / 2], i % 2 * 2 + 1);
            sum0 = dsp_dot_lower(dsp_even(x), even, sum0);
            sum1 = dsp_dot_lower(dsp_odd(x), odd, sum1);
            sum2 = dsp_dot_upper(dsp_even(x), even, sum2);
            sum3 = dsp_dot_upper(dsp_odd(x), odd, sum3);
<#else>
<#-- Not named as above: GCC 12 then takes two instructions more a tap. -->
            const uint32_t weight = (uint32_t)packed[i];
            sum0 = dsp_dot_lower(dsp_even(x), ${k.rescaling.even()}(weight), sum0);
            sum1 = dsp_dot_lower(dsp_odd(x), ${k.rescaling.odd()}(weight), sum1);
            sum2 = dsp_dot_upper(dsp_even(x), ${k.rescaling.even()}(weight), sum2);
            sum3 = dsp_dot_upper(dsp_odd(x), ${k.rescaling.odd()}(weight), sum3);
</#if>
        }
        int8_t *const to = dst + dstAt + channel;
<#list 0..3 as lane>
        to[${lane}] = (int8_t)${k.rescaling.output("sum" + lane, "entry", lane * k.rescaling.entryWords())};
</#list>
        packed += ${k.groupWords()};
    }
}
