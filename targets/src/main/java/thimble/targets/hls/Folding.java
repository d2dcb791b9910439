package thimble.targets.hls;

/**
 * How much of an operator happens at once.
 *
 * @param pe outputs at once
 * @param simd inputs at once, of each tap
 * @param taps of a convolution's window at once: one, or all
 * @param portBits of a multiplier's wide port: weights of several outputs that fit there side by
 *     side share a multiplication; 0 where none are to
 */
public record Folding(int pe, int simd, int taps, int portBits) {
  /** A DSP48E1's, which every board's multipliers have at least; a DSP48E2's has 27. */
  public static final int PORT_BITS = 25;

  public Folding(int pe, int simd) {
    this(pe, simd, 1, PORT_BITS);
  }

  public Folding withPort(int bits) {
    return new Folding(pe, simd, taps, bits);
  }
}
