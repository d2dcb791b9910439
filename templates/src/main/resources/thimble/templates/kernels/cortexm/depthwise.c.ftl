<#-- @model thimble.targets.cortexm.DepthwiseModel as k, String name, String parameters: one row of a depthwise convolution -->
<#assign wide = k.rescaling.isWide() element = wide?then("int16_t", "int8_t") bits = wide?then("16", "")>
/*
 * Depthwise convolution ${k.rows}x${k.columns}, stride ${k.stride}: one output row a call.
 *
 * Four channels at a time, the columns under the kernel are turned into a strip: words that hold two
 * int16 of one channel. A record of the strip, ${k.recordWords()} words, is two columns, the first of them an even one:
<#list k.rowPairs as pair>
 *     from word ${pair.at} on   rows ${pair.first} and ${pair.second} of the first column, a word for each channel
 *     from word ${pair.nextAt} on   the same of the second column
</#list>
<#if (k.lastRow >= 0)>
 *     from word ${k.lastAt()} on   row ${k.lastRow} of both columns
</#if>
 * Then every filter goes over the words of its channel: one multiplication does two taps.
 *
 * Cells of the padding are the zero point, whose share of every sum is in the bias already.
 * packed: for each filter ${k.weightWords} words of weights (<#if k.packed>4 bits, 8 added; digits i of both halves<#else>bytes 0 and 2, and 1 and 3,</#if> are pairs), then
 * ${k.rescaling.entryText()}.
 */

/* The filters of four channels over the words of each. Outputs lie dstChannels apart<#if k.looped>, all of a row are span</#if>. */
DSP_KERNEL void ${name}_filters(
    const int32_t *restrict strip, const int32_t *restrict packed, ${element} *restrict dst, int32_t dstChannels<#if k.multiplied>, int32_t filters</#if><#if k.looped>, int32_t span</#if>${k.rescaling.moreParameters()})
{
    const int32_t *const end = strip + 4;
#pragma GCC unroll 1
    for (; strip != end; strip++) {
<#if k.multiplied>
#pragma GCC unroll 1
    for (int32_t filter = 0; filter < filters; filter++) {
</#if>
<#list k.weights() as weight>
        const uint32_t w${weight.pair()} = ${weight.text()};
</#list>
        const int32_t *const entry = packed + ${k.weightWords};
        const int32_t bias = ${k.rescaling.bias("entry", 0)};
<#if k.looped>
        const int32_t *from = strip;
        ${element} *to = dst;
        const ${element} *const last = dst + span;
        for (;; from += ${k.pass.advance}) {
            DSP_FORGET(from);
<#else>
        const int32_t *const from = strip;
        ${element} *to = dst;
        {
</#if>
<#list k.pass.outputs as i>
            int32_t sum${i} = bias;
</#list>
<#list k.pass.loads as load>
            const uint32_t ${load.name} = (uint32_t)from[${load.at}];
<#list load.products as product>
            sum${product.output} = ${product.function}(${load.name}, w${product.weight}, sum${product.output});
</#list>
<#list load.finished as i>
            *to = (${element})${k.rescaling.output("sum" + i, "entry", 0)};
            to += dstChannels;
            DSP_FORGET(to);
<#if k.looped && (!k.even || i == k.pass.count() - 1)>
            if (to == last) {
                break;
            }
</#if>
</#list>
</#list>
        }
        packed += ${k.packedWords()};
        dst++;
<#if k.multiplied>
    }
</#if>
    }
}

DSP_KERNEL void ${name}(
    ${parameters})
{
<#if wide>
    const uint32_t zeros[2] = {dsp_twice(srcZero), dsp_twice(srcZero)};
<#else>
    const uint32_t zeros = ((uint32_t)srcZero & 0xFFu) * 0x01010101u;
</#if>
    const int32_t dstChannels = srcChannels * filters;
    /* A row of the padding is one cell of zeros, again and again. */
    const ${element} *at[${k.rows}];
    int32_t pitch[${k.rows}];
    int32_t inImage[${k.rows}];
#pragma GCC unroll 1
    for (int32_t i = 0; i < ${k.rows}; i++) {
        inImage[i] = ~(srcRows[i] >> 31);
        pitch[i] = srcChannels & inImage[i];
        at[i] = srcRows[i] < 0 ? <#if wide>(const int16_t *)(const void *)zeros<#else>(const int8_t *)&zeros</#if> : src + srcRows[i];
    }
    for (int32_t x = 0; x < dstWidth; x += block) {
        const int32_t count = dstWidth - x < block ? dstWidth - x : block;
        const int32_t column = x * ${k.stride} - padLeft - ${k.lead};
        const int32_t records = (${k.lead} + (count - 1) * ${k.stride} + ${k.columns} + 1) / 2;
        /* The columns that lie in the image. */
        const int32_t first = column >= 0 ? 0 : -column < 2 * records ? -column / 2 : records;
        const int32_t last = srcWidth - column < 2 * records ? srcWidth - column : 2 * records;
        const int32_t columns = last > 2 * first ? last - 2 * first : 0;
        const dsp_strip s = {${k.recordWords()}, columns / 2, columns % 2, zeros<#if wide>[0]</#if>};
        int32_t *const inside = strip + stripAt + first * ${k.recordWords()};
        dsp_strip_fill(strip + stripAt, inside, srcZero);
        dsp_strip_fill(inside + columns / 2 * ${k.recordWords()}, strip + stripAt + records * ${k.recordWords()}, srcZero);
        for (int32_t from = 0; from < srcChannels; from += 4) {
            /* The last four overlap those before where the number of channels is no multiple. */
            const int32_t channel = from < srcChannels - 4 ? from : srcChannels - 4;
            const int32_t cell = channel + (column + 2 * first) * srcChannels;
<#if k.threeRows()>
            dsp_strip_three(
                &s, inside, at[0] + (cell & inImage[0]), at[1] + (cell & inImage[1]), at[2] + (cell & inImage[2]), pitch);
<#else>
<#list k.rowPairs as pair>
            dsp_strip_rows${bits}(
                &s, inside + ${pair.at}, at[${pair.first}] + (cell & inImage[${pair.first}]),
                at[${pair.second}] + (cell & inImage[${pair.second}]), pitch[${pair.first}], pitch[${pair.second}]);
</#list>
<#if (k.lastRow >= 0)>
            dsp_strip_row${bits}(&s, inside + ${k.lastAt()}, at[${k.lastRow}] + (cell & inImage[${k.lastRow}]), pitch[${k.lastRow}]);
</#if>
</#if>
            ${name}_filters(
                strip + stripAt, packed + channel * filters * ${k.packedWords()},
                dst + dstAt + x * dstChannels + channel * filters, dstChannels<#if k.multiplied>, filters</#if><#if k.looped>, count * dstChannels</#if>${k.rescaling.morePassed()});
        }
    }
}
