<#-- @model thimble.targets.plain.ChannelsModel as k, String name, String parameters: pixels times a matrix -->
/* Pointwise convolutions and fully connected layers: pixels are multiplied where they lie. */
DSP_KERNEL void ${name}(
    ${parameters})
{
    ${k.label()}(src + srcAt, depth, weight, channels, outputs, ${k.rescaling.passed()}, dst + dstAt, pixels);
}
