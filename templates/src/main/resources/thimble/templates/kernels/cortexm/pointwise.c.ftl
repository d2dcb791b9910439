<#-- @model thimble.targets.cortexm.PointwiseModel as k, String name, String parameters: a convolution without window -->
/*
 * Convolution 1x1. The inputs of ${k.block.pixels()} pixels at a time are copied to `windows`<#if !k.bytes()>, widened to 16 bits</#if>, and
 * multiplied with the weights of all output channels.
<#if k.pairs()>
 * Where three at a time leave some over, pixels go by twos.
</#if>
<#if !k.aligned>
 * inputs: their number; the depth is rounded up to a multiple of 4 with zeros.
</#if>
 * zero: of the output.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int8_t *from = src + srcAt;
    int8_t *to = dst + dstAt;
    ${k.inputType()} *const copy = windows + windowsAt;
<#if k.aligned>
    const int32_t depth = inputs;
<#else>
    const int32_t depth = (inputs + 3) / 4 * 4;
</#if>
<#list k.blocks() as block>
    while (pixels ${block.condition()}) {
<#if block.overlaps()>
        if (pixels < ${block.pixels()}) {
            /* What the last block computes twice is the same. */
            from -= inputs;
            to -= outputs;
        }
</#if>
        ${k.copyFunction(block)}(copy, from, inputs);
        ${block.function()}(copy, depth, weight, channels, outputs, ${k.rescaling().passed()}, to, outputs);
        from += ${block.pixels()} * inputs;
        to += ${block.pixels()} * outputs;
        pixels -= ${block.pixels()};
    }
</#list>
}
