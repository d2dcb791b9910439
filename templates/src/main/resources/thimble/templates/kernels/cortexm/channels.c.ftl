<#-- @model thimble.targets.cortexm.ChannelsModel as k, String name: all output channels of a few pixels -->
<#assign block = k.block>
/*
 * All output channels of ${block.pixels()} pixels, ${block.channels()} channels at a time: ${block.channels()} x ${block.pixels()} sums in registers. The registers are
 * all that there are: compilers left alone keep sums in memory. `steps` is a multiple of 4.
<#if k.runs()>
 * runs: ${k.inputType()} inputs of a pixel for each row of the window, the next pixel's ${k.pixelBytes} bytes further.
<#else>
 * inputs: for every four steps of depth those of each pixel, as ${k.inputType()}.
</#if>
<#if k.packed>
 * weight: for every four steps and two channels of a block a word: the weights of the first channel in
 * the lower halves of its bytes. Bytes whose other half is masked are 16 w: so are sums, until the end.
<#else>
 * weight: for every four steps the int8 weights of each channel of a block.
</#if>
 * Four bytes b0 b1 b2 b3 become the pairs (b0, b2) and (b1, b3), for weights as for inputs.
 * channels: ${k.rescaling.entryText()}.
<#if !k.single()>
 * pitch: from one pixel's outputs to the next one's.
</#if>
 */
DSP_KERNEL void ${name}(
    <#if k.runs()>const ${k.inputType()} *const *runs, int32_t rows<#else>const ${k.inputType()} *inputs</#if>, int32_t steps, const int32_t *weight,
    const int32_t *restrict channels, int32_t outputs, ${k.rescaling.parameters()}, int8_t *restrict to<#if !k.single()>, int32_t pitch</#if>)
{
#if DSP_BLOCKS
    /* The loop of sixteen steps is entered behind those that there are not. */
    const int32_t skip = (-steps & 12) * ${k.stepCode() / 4};
<#if !k.runs()>
    const ${k.inputType()} *const end = inputs + steps / 4 * ${k.inputStep()};
</#if>
#endif
    for (int32_t left = outputs; left > 0; left -= ${block.channels()}) {
<#if k.overlaps()>
        if (left < ${block.channels()}) {
            /* The last block begins where it still fits: what it computes twice is the same. */
            channels -= (${block.channels()} - left) * ${k.rescaling.entryWords()};
            to -= ${block.channels()} - left;
        }
</#if>
<#list k.sums() as sum>
        int32_t ${sum.name()} = ${sum.start()};
</#list>
<#if k.runs()>
#pragma GCC unroll 1
        for (int32_t row = 0; row < rows; row++) {
            const ${k.inputType()} *x = runs[row];
<#else>
        {
            const ${k.inputType()} *x = inputs;
</#if>
#if DSP_BLOCKS
<#if k.runs()>
            const ${k.inputType()} *const end = x + steps / 4 * ${k.inputStep()};
</#if>
            int32_t x0;
            int32_t x1 = skip;
            uint32_t <#list k.weightRegisters() as w>w${w}<#sep>, </#list>;
#define STEP \
<#if k.single()>
<#list k.pixels() as pixel>
<@load pixel/>
</#list>
</#if>
<#list k.groups() as group>
<#if k.packed>
    "ldr.w %[w0], ${group.address()}\n\t" \
<#if k.masks()>
    "and.w %[w2], %[mask], %[w0]\n\t" \
    "and.w %[w0], %[mask], %[w0], lsl #4\n\t" \
<#else>
    "and.w %[w2], %[w0], #0xF0F0F0F0\n\t" \
    "lsl.w %[w0], %[w0], #4\n\t" \
    "and.w %[w0], %[w0], #0xF0F0F0F0\n\t" \
</#if>
<#elseif group.pair()>
    "ldrd %[w0], %[w2], ${group.address()}\n\t" \
<#else>
    "ldr.w %[w0], ${group.address()}\n\t" \
</#if>
<#list group.lanes() as lane>
    "sxtb16 %[w${lane.odd()}], %[w${lane.even()}], ror #8\n\t" \
    "sxtb16 %[w${lane.even()}], %[w${lane.even()}]\n\t" \
</#list>
<#list k.pixels() as pixel>
<#if !k.single()>
<@load pixel/>
</#if>
<#list group.lanes() as lane>
    "smlad %[s${lane.channel()}${pixel.index()}], %[x0], %[w${lane.even()}], %[s${lane.channel()}${pixel.index()}]\n\t" \
</#list>
<#list group.lanes() as lane>
    "smlad %[s${lane.channel()}${pixel.index()}], %[x1], %[w${lane.odd()}], %[s${lane.channel()}${pixel.index()}]\n\t" \
</#list>
</#list>
</#list>
    ""
            __asm__("add pc, %[x1]\n\t"
                    "nop\n"
                    "1:\n\t" STEP STEP STEP STEP
                    "ldr %[x0], %[end]\n\t"
                    "cmp %[x], %[x0]\n\t"
                    "bne 1b\n\t"
                    : <#list k.sums() as sum>[${sum.name()}] "+r"(${sum.name()}), </#list>
                      [w] "+r"(weight), [x] "+r"(x), [x0] "=&r"(x0), [x1] "+r"(x1),
                      <#list k.weightRegisters() as w>[w${w}] "=&r"(w${w})<#sep>, </#list>
                    : [end] "m"(end)<#if k.masks()>, [mask] "r"(0xF0F0F0F0u)</#if>
                    : "cc", "memory");
#undef STEP
#else
            for (int32_t step = 0; step < steps; step += 4) {
<#list k.sums() as sum>
                ${sum.name()} = dsp_dot_${k.bytes?then("bytes", "pairs")}(${sum.weight()}, x + ${sum.pixel() * k.pixelStep()}, ${sum.name()});
</#list>
                weight += ${k.weightStep()};
                x += ${k.inputStep()};
            }
#endif
        }
<#if k.opaque()>
        /* Compilers would keep a pointer for each pixel, in memory: they are not to know that this stays the same. */
        const int32_t next = dsp_opaque(pitch);
</#if>
<#list k.sums() as sum>
        ${sum.to()} = (int8_t)${sum.output()};
<#if sum.moves()>
        to++;
</#if>
</#list>
        channels += ${k.entryStep()};
<#if !k.opaque()>
        to += ${block.channels()};
</#if>
    }
}
<#macro load pixel>
<#if k.bytes>
    "ldr.w %[x0], ${pixel.address()}\n\t" \
    "sxtb16 %[x1], %[x0], ror #8\n\t" \
    "sxtb16 %[x0], %[x0]\n\t" \
<#else>
    "ldrd %[x0], %[x1], ${pixel.address()}\n\t" \
</#if>
</#macro>
