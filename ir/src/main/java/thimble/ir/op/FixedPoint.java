package thimble.ir.op;

/**
 * A positive real factor as TFLite and CMSIS-NN hold it: {@code factor = multiplier * 2^(shift -
 * 31)}, multiplier in [2^30, 2^31). Source: {@code docs/semantics.md}, "Multiplier".
 */
public record FixedPoint(int multiplier, int shift) {
  public static FixedPoint of(double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "a requantization factor is a finite number >= 0, not " + factor);
    }
    if (factor == 0) {
      return new FixedPoint(0, 0);
    }
    int exponent = Math.getExponent(factor) + 1;
    if (Math.getExponent(factor) < Double.MIN_EXPONENT) {
      return new FixedPoint(0, 0); // subnormal: far below 2^-32
    }
    double fraction = Math.scalb(factor, -exponent);
    long multiplier = (long) Math.floor(fraction * (1L << 31) + 0.5);
    if (multiplier == 1L << 31) {
      multiplier /= 2;
      exponent++;
    }
    if (exponent < -31) {
      return new FixedPoint(0, 0);
    }
    if (exponent > 30) {
      throw new IllegalArgumentException(
          "a requantization factor of " + factor + " does not fit 32 bits");
    }
    return new FixedPoint((int) multiplier, exponent);
  }

  /**
   * The factor of a sum in 64 bits: {@code factor = multiplier / 2^shift}, multiplier of 15 bits
   * (docs/semantics.md, "Requantize, 64 bits"). The shift goes to the right.
   */
  static FixedPoint wide(double factor) {
    FixedPoint full = of(factor);
    if (full.shift > 14) {
      throw new IllegalArgumentException(
          "a requantization factor of " + factor + " is too large for sums in 64 bits");
    }
    int reduced =
        full.multiplier < 0x7FFF0000 ? full.multiplier + (1 << 15) >> 16 : Short.MAX_VALUE;
    return new FixedPoint(reduced, 15 - full.shift);
  }

  /**
   * This factor divided by a count, which is folded, truncated, into the multiplier
   * (docs/semantics.md, "Mean over height and width").
   */
  FixedPoint dividedBy(int count) {
    int log2 = 31 - Integer.numberOfLeadingZeros(count);
    int bits = Math.min(log2, 31 + shift);
    return new FixedPoint((int) (((long) multiplier << bits) / count), shift - bits);
  }
}
