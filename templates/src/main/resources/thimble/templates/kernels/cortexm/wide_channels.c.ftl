<#-- @model thimble.targets.cortexm.WideChannelsModel as k, String name: all output channels of a few pixels of int16 -->
<#assign block = k.block>
/*
 * All output channels of ${block.pixels()} pixels of int16, ${block.channels()} channels at a time: ${block.channels()} x ${block.pixels()} sums in registers.
 * inputs: for every four steps of depth those of each pixel. `steps` is a multiple of 4.
 * weight: for every four steps the int8 weights of each channel of a block, in the order 0, 2, 1, 3:
 * unpacked they are the pairs (0, 1) and (2, 3), as inputs are.
 * channels: ${k.rescaling.entryText()}.
 */
DSP_KERNEL void ${name}(
    const int32_t *inputs, int32_t steps, const int32_t *weight, const int32_t *restrict channels, int32_t outputs,
    ${k.rescaling.parameters()}, int16_t *restrict to, int32_t pitch)
{
<#if k.rescaling.isLong()>
    for (int32_t left = outputs; left > 0; left--) {
<#list k.sums() as sum>
        int64_t ${sum.name()} = (int64_t)((uint64_t)(uint32_t)channels[1] << 32 | (uint32_t)channels[0]);
</#list>
        const int32_t *x = inputs;
        for (int32_t step = 0; step < steps; step += 4) {
            const uint32_t bytes = (uint32_t)*weight++;
            const uint32_t even = dsp_even(bytes);
            const uint32_t odd = dsp_odd(bytes);
<#list k.sums() as sum>
            ${sum.name()} = dsp_dot_long((uint32_t)x[${2 * sum.pixel()}], even, ${sum.name()});
            ${sum.name()} = dsp_dot_long((uint32_t)x[${2 * sum.pixel() + 1}], odd, ${sum.name()});
</#list>
            x += ${k.inputStep()};
        }
<#list k.sums() as sum>
        to[${sum.pixel()} * pitch] = (int16_t)${k.rescaling.output(sum.name(), "channels", 0)};
</#list>
        channels += ${k.rescaling.entryWords()};
        to++;
    }
<#else>
<#if k.single()>
    (void)pitch;
</#if>
#if DSP_BLOCKS
    /* The loop of sixteen steps is entered behind those that there are not. */
    const int32_t skip = (-steps & 12) * ${k.stepCode() / 4};
    const int32_t *const end = inputs + steps / 4 * ${k.inputStep()};
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
        int32_t ${sum.name()} = channels[${sum.channel() * k.rescaling.entryWords()}];
</#list>
        {
            const int32_t *x = inputs;
#if DSP_BLOCKS
            int32_t x0;
            int32_t x1 = skip;
            uint32_t <#list k.weightRegisters() as w>w${w}<#sep>, </#list>;
#define STEP \
<#if k.single()>
<#list k.pixels() as pixel>
    "ldrd %[x0], %[x1], ${pixel.address()}\n\t" \
</#list>
</#if>
<#list k.groups() as group>
<#if group.pair()>
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
    "ldrd %[x0], %[x1], ${pixel.address()}\n\t" \
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
                    : [end] "m"(end)
                    : "cc", "memory");
#undef STEP
#else
            for (int32_t step = 0; step < steps; step += 4) {
<#list k.sums() as sum>
                ${sum.name()} = dsp_dot_pairs((uint32_t)weight[${sum.channel()}], x + ${2 * sum.pixel()}, ${sum.name()});
</#list>
                weight += ${block.channels()};
                x += ${k.inputStep()};
            }
#endif
        }
<#list k.sums() as sum>
        to[${sum.pixel()} * pitch + ${sum.channel()}] = (int16_t)${k.rescaling.output(sum.name(), "channels", sum.channel() * k.rescaling.entryWords())};
</#list>
        channels += ${block.channels() * k.rescaling.entryWords()};
        to += ${block.channels()};
    }
</#if>
}
