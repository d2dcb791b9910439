package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import thimble.ir.kernel.Requantize;

/**
 * How sums become activations in hardware: {@code t = (sum + bias) * factor + offset >> shift},
 * then {@code clamp(t + zero)}, with a factor as short as gives exactly what is asked for. Where
 * few sums share a value the integer semantics' two roundings show, and {@code t} is rounded again,
 * by {@code second} bits, half away from zero.
 *
 * <p>What is asked for never falls where the sum rises, so it is known from its steps: the smallest
 * sum of each value. A factor and an offset are right if and only if they are right at the steps.
 *
 * @param firstStep the smallest sum with more than the least value it can give, where one can occur
 * @param lastStep the smallest sum with the largest value, where one can occur
 */
record Scale(long factor, long offset, int shift, int second, long firstStep, long lastStep) {
  /** Bits of the integer semantics' own factors. */
  private static final int LONGEST_FACTOR = 31;

  private static final int SHORTEST_FACTOR = 8;

  /** Factors on either side of the nearest one that are tried too. */
  private static final int AROUND = 6;

  /** Sums that are tried one by one. */
  private static final long MOST_TRIED = 1 << 22;

  /** Sums on either side of where a step is looked for first. */
  private static final int NEAR = 4;

  private static final long[] STRIDES = {4093, 61, 1};

  /**
   * @param wanted value of each sum, from {@code low} to {@code high}
   * @param slope about the rise of the value with the sum
   * @param least of the sums that can occur
   * @param most of the sums that can occur
   * @return empty where no factor of at most 31 bits does
   */
  static Optional<Scale> of(
      LongUnaryOperator wanted, double slope, long least, long most, int zero, int low, int high) {
    if (slope <= 0 || high == low) {
      return Optional.of(new Scale(0, 0, 0, 0, 0, 0));
    }
    long[] step = new long[high - low + 1];
    for (int value = low + 1; value <= high; value++) {
      long before = value == low + 1 ? least : step[value - low - 1];
      step[value - low] = near(wanted, value, before, most, slope);
    }
    for (int bits = SHORTEST_FACTOR; bits <= LONGEST_FACTOR; bits++) {
      int shift = bits - 1 - Math.getExponent(slope);
      if (shift < 1 || shift > 62) {
        continue;
      }
      long near = Math.round(Math.scalb(slope, shift));
      for (long factor = near - AROUND; factor <= near + AROUND; factor++) {
        Optional<Scale> scale = offset(factor, shift, step, least, most, zero, low);
        if (scale.isPresent()) {
          return scale;
        }
      }
    }
    return Optional.empty();
  }

  /** The integer semantics' requantization by {@code multiplier * 2^(exponent - 31)}. */
  static Optional<Scale> of(
      int multiplier, int exponent, long least, long most, int zero, int low, int high) {
    long widest = Math.max(Math.abs(least), Math.abs(most));
    if (Math.scalb((double) widest, Math.max(0, exponent)) >= 1L << 31) {
      // The semantics wrap around: what they give may fall where the sum rises.
      return Optional.empty();
    }
    LongUnaryOperator wanted =
        sum -> Requantize.toOutput((int) sum, multiplier, exponent, zero, low, high);
    double slope = Math.scalb((double) multiplier, exponent - 31);
    Optional<Scale> once = of(wanted, slope, least, most, zero, low, high);
    if (once.isPresent() || exponent >= 0) {
      return once;
    }
    long from = Math.max(least, first(wanted, low + 1, least, most) - 1);
    long to = Math.min(most, first(wanted, high, least, most));
    return to - from > MOST_TRIED ? Optional.empty() : twice(multiplier, -exponent, from, to);
  }

  /** The first rounding by a short factor that is right for every sum, the second one as it is. */
  private static Optional<Scale> twice(int multiplier, int second, long from, long to) {
    double slope = Math.scalb((double) multiplier, -31);
    for (int bits = SHORTEST_FACTOR; bits <= LONGEST_FACTOR; bits++) {
      int shift = bits - 1 - Math.getExponent(slope);
      long factor = Math.round(Math.scalb(slope, shift));
      long lowest = Long.MIN_VALUE;
      long highest = Long.MAX_VALUE;
      // Few sums rule most factors out; one that stays has to be right for all of them.
      for (long stride : STRIDES) {
        for (long sum = from; sum <= to && lowest <= highest; sum += stride) {
          long goal = (long) Requantize.apply((int) sum, multiplier, 0) << shift;
          lowest = Math.max(lowest, goal - sum * factor);
          highest = Math.min(highest, goal + (1L << shift) - 1 - sum * factor);
        }
      }
      if (lowest <= highest) {
        long offset = Math.max(lowest, Math.min(highest, 1L << (shift - 1)));
        return Optional.of(new Scale(factor, offset, shift, second, from, to));
      }
    }
    return Optional.empty();
  }

  /** As {@link #first}, with a look at where a straight line would have it. */
  private static long near(
      LongUnaryOperator wanted, int value, long from, long most, double slope) {
    long guess = from + (long) (1 / slope);
    long low = guess - NEAR;
    long high = guess + NEAR;
    boolean between =
        low > from
            && high <= most
            && wanted.applyAsLong(low - 1) < value
            && wanted.applyAsLong(high) >= value;
    return between ? first(wanted, value, low, high) : first(wanted, value, from, most);
  }

  /** The smallest sum that gives at least a value; {@code most + 1} where none does. */
  private static long first(LongUnaryOperator wanted, int value, long from, long most) {
    long low = from;
    long high = most + 1;
    while (low < high) {
      long middle = Math.floorDiv(low + high, 2);
      if (wanted.applyAsLong(middle) >= value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** What hardware makes of a sum before the zero point and the limits. */
  long apply(long sum, int keptBits) {
    long limit = (1L << (keptBits - 1)) - 1;
    long value = Math.max(-limit - 1, Math.min(limit, sum)) * factor + offset >> shift;
    return second == 0 ? value : value + (1L << (second - 1)) - (value < 0 ? 1 : 0) >> second;
  }

  /** Bits of a sum, beyond which it may saturate. */
  int keptBits() {
    long most = Math.max(Math.abs(firstStep), Math.abs(lastStep)) + 1;
    return 65 - Long.numberOfLeadingZeros(most);
  }

  /** Bits of a product of a sum of that many bits with any of the factors, its offset added. */
  static int productBits(List<Scale> scales, int keptBits) {
    long factor = 0;
    long offset = 0;
    for (Scale scale : scales) {
      factor = Math.max(factor, scale.factor());
      offset = Math.max(offset, Math.abs(scale.offset()));
    }
    int factorBits = 64 - Long.numberOfLeadingZeros(factor);
    int offsetBits = 65 - Long.numberOfLeadingZeros(offset);
    return Math.max(keptBits + factorBits, offsetBits) + 1;
  }

  /** An offset that is right at every step, the usual half if it is among them. */
  private static Optional<Scale> offset(
      long factor, int shift, long[] step, long least, long most, int zero, int low) {
    long from = Long.MIN_VALUE;
    long to = Long.MAX_VALUE;
    for (int i = 1; i < step.length && from <= to; i++) {
      long goal = (long) (low + i - zero) << shift;
      if (step[i] <= most) {
        from = Math.max(from, goal - step[i] * factor);
      }
      if (step[i] > least) {
        to = Math.min(to, goal - (step[i] - 1) * factor - 1);
      }
    }
    if (from > to) {
      return Optional.empty();
    }
    long half = 1L << (shift - 1);
    return Optional.of(
        new Scale(
            factor,
            Math.max(from, Math.min(to, half)),
            shift,
            0,
            Math.max(step[1], least),
            Math.min(step[step.length - 1], most)));
  }
}
