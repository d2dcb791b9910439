<#-- @model thimble.targets.cortexm.DepthwiseModel as k, String name, String parameters: one row of a depthwise convolution -->
/*
 * Depthwise convolution ${k.rows}x${k.columns}, stride ${k.stride}: one output row a call.
 *
 * Four channels at a time, the columns under the kernel are turned into a strip: words that hold two
 * int16 of one channel. A record of the strip, ${k.recordWords()} words, is two columns:
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
 * packed: for each filter ${k.weightWords} words of weights (bytes 0 and 2, and 1 and 3, are pairs), bias,
 * multiplier, shift.
 */
static void ${name}_fill(
    const int8_t *restrict src, const int32_t *restrict srcRows, int32_t srcWidth, int32_t srcChannels,
    const uint32_t *zeros, int32_t column, int32_t records, int32_t *restrict strip)
{
    /* A row of the padding is one cell of zeros, again and again. */
    const int8_t *at[${k.rows}];
    int32_t pitch[${k.rows}];
    for (int32_t i = 0; i < ${k.rows}; i++) {
        const int32_t row = srcRows[i];
        pitch[i] = row < 0 ? 0 : srcChannels;
        at[i] = row < 0 ? (const int8_t *)zeros : src + row + (column < 0 ? 0 : column * srcChannels);
    }
    for (; records > 0; records--) {
        if (column >= 0 && column + 1 < srcWidth) {
<#list k.rowPairs as pair>
            dsp_interleave(strip + ${pair.at}, dsp_load(at[${pair.first}]), dsp_load(at[${pair.second}]));
            dsp_interleave(strip + ${pair.nextAt}, dsp_load(at[${pair.first}] + pitch[${pair.first}]), dsp_load(at[${pair.second}] + pitch[${pair.second}]));
            at[${pair.first}] += 2 * pitch[${pair.first}];
            at[${pair.second}] += 2 * pitch[${pair.second}];
</#list>
<#if (k.lastRow >= 0)>
            dsp_interleave(strip + ${k.lastAt()}, dsp_load(at[${k.lastRow}]), dsp_load(at[${k.lastRow}] + pitch[${k.lastRow}]));
            at[${k.lastRow}] += 2 * pitch[${k.lastRow}];
</#if>
        } else if (column >= -1 && column < srcWidth) {
            /* One of the columns is padding: its words are there already. */
            const int32_t inside = column < 0 ? 4 : 0;
<#list k.rowPairs as pair>
            dsp_interleave(strip + ${pair.at} + inside, dsp_load(at[${pair.first}]), dsp_load(at[${pair.second}]));
            at[${pair.first}] += pitch[${pair.first}];
            at[${pair.second}] += pitch[${pair.second}];
</#list>
<#if (k.lastRow >= 0)>
            const uint32_t cell = dsp_load(at[${k.lastRow}]);
            dsp_interleave(strip + ${k.lastAt()}, column < 0 ? *zeros : cell, column < 0 ? cell : *zeros);
            at[${k.lastRow}] += pitch[${k.lastRow}];
</#if>
        }
        column += 2;
        strip += ${k.recordWords()};
    }
}

/* One filter over the words of its channel. Outputs lie dstChannels apart. */
static void ${name}_filter(
    const int32_t *restrict strip, const int32_t *restrict packed, int8_t *restrict dst, int32_t dstChannels<#if k.looped>, int32_t count</#if>)
{
<#list k.weights() as word>
    const uint32_t w${word.even} = dsp_even((uint32_t)packed[${word.at}]);
<#if word.hasOdd>
    const uint32_t w${word.odd} = dsp_odd((uint32_t)packed[${word.at}]);
</#if>
</#list>
    const int32_t bias = packed[${k.biasAt()}];
    const int32_t multiplier = packed[${k.multiplierAt()}];
    const int32_t shift = packed[${k.shiftAt()}];
<#if k.looped>
    for (;;) {
</#if>
<#list k.pass.outputs as i>
        int32_t sum${i} = bias;
</#list>
<#list k.pass.loads as load>
        const uint32_t ${load.name} = (uint32_t)strip[${load.at}];
<#list load.products as product>
        sum${product.output} = ${product.function}(${load.name}, w${product.weight}, sum${product.output});
</#list>
</#list>
<#list k.pass.outputs as i>
        sum${i} = ${k.rescaling.call()}(sum${i}, multiplier, shift, ${k.rescaling.zero()});
<#if k.rescaling.clamps()>
        dst[${i} * dstChannels] = (int8_t)dsp_clamp(sum${i}, ${k.rescaling.low()}, ${k.rescaling.high()});
<#else>
        dst[${i} * dstChannels] = (int8_t)dsp_clamp8(sum${i});
</#if>
<#if k.looped>
        if (--count == 0) {
            return;
        }
</#if>
</#list>
<#if k.looped>
        strip += ${k.pass.advance};
        dst += ${k.pass.count()} * dstChannels;
    }
</#if>
}

static void ${name}(
    ${parameters})
{
    const uint32_t zeros = ((uint32_t)srcZero & 0xFFu) * 0x01010101u;
    const int32_t dstChannels = srcChannels * filters;
    for (int32_t x = 0; x < dstWidth; x += block) {
        const int32_t count = dstWidth - x < block ? dstWidth - x : block;
        const int32_t records = ((count - 1) * ${k.stride} + ${k.columns} + 1) / 2;
        for (int32_t i = 0; i < records * ${k.recordWords()}; i++) {
            strip[stripAt + i] = (int32_t)dsp_even(zeros);
        }
        for (int32_t from = 0; from < srcChannels; from += 4) {
            /* The last four overlap those before where the number of channels is no multiple. */
            const int32_t channel = from < srcChannels - 4 ? from : srcChannels - 4;
            const int32_t *filter = packed + channel * filters * ${k.packedWords()};
            int8_t *to = dst + dstAt + x * dstChannels + channel * filters;
            ${name}_fill(src + channel, srcRows, srcWidth, srcChannels, &zeros, x * ${k.stride} - padLeft, records, strip + stripAt);
            for (int32_t lane = 0; lane < 4; lane++) {
                for (int32_t i = 0; i < filters; i++) {
                    ${name}_filter(strip + stripAt + lane, filter, to, dstChannels<#if k.looped>, count</#if>);
                    filter += ${k.packedWords()};
                    to++;
                }
            }
        }
    }
}
