package thimble.targets.hls;

/**
 * How much of an operator happens at once.
 *
 * @param pe outputs at once
 * @param simd inputs at once
 */
public record Folding(int pe, int simd) {}
