package thimble.targets.mve;

/**
 * Model of the template {@code mve/depthwise}: all that is not an argument.
 *
 * @param rounding name of the constant in C
 * @param roundingText the same for people
 */
public record DepthwiseModel(String rounding, String roundingText) {}
