package thimble.ir.op;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.function.DoubleUnaryOperator;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/**
 * What the 256 numbers of an int8 offset or mask of a deformable convolution mean in fixed point,
 * the smallest number first (docs/semantics.md, "Deformable convolution").
 */
final class DeformTables {
  /** Padded images and windows up to here; then products of positions fit in 32 bits. */
  static final int MOST_CELLS = 1 << 14;

  /** Kernels up to here, for the same reason. */
  static final int MOST_TAPS = 127;

  /** Further than any image reaches, also half of it. */
  private static final double FAR = 1 << 15;

  private static final double MOST_FACTOR = 1 << 15;
  private static final int CELL = 1 << 8;
  private static final int ONE = 1 << 15;

  private DeformTables() {}

  /** Offsets in 1/256 cells: bounded, rounded to cells where asked for, then to the fraction. */
  static TensorData cells(TensorType offset, Clamp bounds, boolean rounded) {
    return table(
        offset,
        real -> {
          double within = Math.min(Math.max(real, bounds.low()), bounds.high());
          double cells = rounded ? Math.rint(within) : within;
          return Math.min(Math.max(cells, -FAR), FAR) * CELL;
        });
  }

  /** Factors in 2^-15. */
  static TensorData factors(TensorType mask) {
    return table(mask, real -> Math.min(Math.max(real, -MOST_FACTOR), MOST_FACTOR) * ONE);
  }

  private static TensorData table(TensorType type, DoubleUnaryOperator fixed) {
    int low = (int) type.element().min();
    int[] entries = new int[(int) type.element().max() - low + 1];
    for (int i = 0; i < entries.length; i++) {
      double real = (double) type.quant().scale() * (low + i - type.quant().zeroPoint());
      entries[i] = (int) Math.rint(fixed.applyAsDouble(real));
    }
    return TensorData.ints(entries);
  }

  /**
   * The cells that a window's taps reach along an axis: an int8 offset has a smallest and a largest
   * value, also where the operator sets no bounds.
   *
   * @param taps along the axis
   */
  static Reach reach(int taps, int dilation, boolean square, TensorData cells) {
    IntSummaryStatistics offsets = Arrays.stream(cells.intArray()).summaryStatistics();
    int from = Integer.MAX_VALUE;
    int to = Integer.MIN_VALUE;
    for (int tap = 0; tap < taps; tap++) {
      int factor = square ? 2 * tap - (taps - 1) : 2;
      for (int offset : new int[] {offsets.getMin(), offsets.getMax()}) {
        int position = tap * dilation * CELL + (offset * factor >> 1);
        from = Math.min(from, position >> 8);
        to = Math.max(to, (position + CELL - 1 >> 8) + 1);
      }
    }
    return new Reach(from, to - from);
  }
}
