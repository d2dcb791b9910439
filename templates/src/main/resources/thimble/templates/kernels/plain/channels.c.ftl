<#-- @model thimble.targets.plain.ChannelsModel as k, String name, String parameters: channels of pixels -->
/*
 * All output channels of `pixels` pixels of `depth` inputs each, beside each other; two pixels at a time.
 *
 * weight: for every <#if k.overlaps()>four<#else>${k.outputs}</#if> channels and every input the weights of four beside each other. channels: for each channel
 * ${k.entryText()}.<#if k.overlaps()> The last four begin where they still fit.</#if>
 */
DSP_KERNEL void ${name}(
    const int8_t *x, int32_t depth, const int8_t *weight, const int32_t *channels, int32_t outputs, ${k.rescaling.parameters()},
    int8_t *dst, int32_t pixels)
{
    int32_t sums[8];
#pragma GCC unroll 1
    for (; pixels > 0; pixels -= 2) {
        const int8_t *from = weight;
        const int32_t *entry = channels;
#pragma GCC unroll 1
        for (int32_t next = 0; next < outputs; next += 4) {
<#if k.overlaps()>
            int8_t *to = dst + (next < outputs - 4 ? next : outputs - 4);
<#else>
            int8_t *to = dst;
</#if>
            if (pixels > 1) {
                dsp_mla_4x2(x, x + depth, from, depth, sums);
<#list k.sums() as sum>
                to[outputs + ${sum.channel}] = (int8_t)${sum.second};
</#list>
            } else {
                dsp_mla_4x1(x, from, depth, sums);
            }
<#list k.sums() as sum>
            to[${sum.channel}] = (int8_t)${sum.first};
</#list>
            from += 4 * depth;
            entry += ${k.groupWords()};
        }
        x += 2 * depth;
        dst += 2 * outputs;
    }
}
