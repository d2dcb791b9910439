package thimble.targets.hls;

import java.util.Arrays;
import java.util.List;

/**
 * A constant array that a unit reads.
 *
 * @param name what it is, fit for the end of a C identifier: {@code weights}
 * @param type of an element in C
 * @param extents from the outermost to the innermost
 * @param values row-major; of unsigned 64-bit elements the bits
 * @param hexadecimal whether elements are bit patterns
 */
public record Table(
    String name, String type, List<Integer> extents, long[] values, boolean hexadecimal) {
  /** Bits that hold every value. */
  public int bits() {
    int bits = 1;
    for (long value : values) {
      int signed = hexadecimal ? 64 - Long.numberOfLeadingZeros(value) : Sums.bits(value, value);
      bits = Math.max(bits, signed);
    }
    return bits;
  }

  public Table {
    extents = List.copyOf(extents);
    long count = extents.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (count != values.length) {
      throw new IllegalArgumentException(name + ": " + values.length + " values for " + extents);
    }
  }

  /** A row of numbers. */
  static Table of(String name, String type, int[] values) {
    long[] wide = Arrays.stream(values).asLongStream().toArray();
    return new Table(name, type, List.of(wide.length), wide, false);
  }
}
