<#-- @model thimble.targets.mve.ProductsModel as k, String name, String parameters: pixels times a matrix -->
/* Pointwise convolutions and fully connected layers; ${k.depthText()}; weights of ${k.bits()} bits; ${k.roundingText()}. */
MVE_KERNEL void ${name}(
    ${parameters})
{
    mve_products(
        src + srcAt, depth, weight, channels, outputs, zero, low, high, dst + dstAt, pixels, ${k.form()}, ${k.bits()}, ${k.rounding()});
}
