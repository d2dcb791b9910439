package thimble.targets.cortexm;

import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * A function of one byte as {@code (x * factor + offset) >> bits}, limited to int8: exact for each
 * of the 256 numbers.
 */
record LinearMap(int factor, int offset, int bits) {
  /** How many factors around the nearest one are tried. */
  private static final int SIDE = 9;

  /**
   * @param least the least number; the largest is 255 more
   * @param slope of the function, nearly
   * @param function what the form shall equal
   */
  static Optional<LinearMap> of(int least, double slope, IntUnaryOperator function) {
    for (int bits = 20; bits >= 12; bits -= 4) {
      for (int trial = 0; trial < SIDE; trial++) {
        int near = trial % 2 == 0 ? -trial / 2 : trial / 2 + 1;
        double factor = Math.rint(Math.scalb(slope, bits)) + near;
        if (Math.abs(factor) < 1 << 22) {
          Optional<LinearMap> map = of(least, (int) factor, bits, function);
          if (map.isPresent()) {
            return map;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The middle of the interval of offsets with which every number comes out exactly. */
  private static Optional<LinearMap> of(
      int least, int factor, int bits, IntUnaryOperator function) {
    long low = Integer.MIN_VALUE / 4;
    long high = Integer.MAX_VALUE / 4;
    for (int x = least; x < least + 256; x++) {
      long y = function.applyAsInt(x);
      long product = (long) x * factor;
      low = y > Byte.MIN_VALUE ? Math.max(low, (y << bits) - product) : low;
      high = y < Byte.MAX_VALUE ? Math.min(high, (y + 1 << bits) - 1 - product) : high;
    }
    return low <= high
        ? Optional.of(new LinearMap(factor, (int) ((low + high) >> 1), bits))
        : Optional.empty();
  }
}
