<#-- @model thimble.targets.cortexm.WidePointwiseModel as k, String name, String parameters: vectors of int16 times a matrix -->
/*
 * Convolution 1x1, or fully connected, of int16. The inputs of a few pixels are copied to `windows`, fours of each by
 * turns, and multiplied with the weights of all output channels.
 * inputs: of a pixel; the depth is rounded up to a multiple of 4 with zeros. zero: of the output.
 */
DSP_KERNEL void ${name}(
    ${parameters})
{
    const int16_t *from = src + srcAt;
    int16_t *to = dst + dstAt;
    int32_t *const copy = windows + windowsAt;
    const int32_t depth = (inputs + 3) / 4 * 4;
<#list k.blocks() as block>
    for (; pixels >= ${block.pixels()}; pixels -= ${block.pixels()}) {
        dsp_spread_pixels(copy, from, inputs, ${block.pixels()}, ${2 * block.pixels()});
        ${block.function()}(copy, depth, weight, channels, outputs, ${k.rescaling.passed()}, to, outputs);
        from += ${block.pixels()} * inputs;
        to += ${block.pixels()} * outputs;
    }
</#list>
}
