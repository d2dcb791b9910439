package thimble.ir.op;

/**
 * Which rows of an input one output row needs. Output row {@code y} reads, for tap {@code k}, the
 * input row
 *
 * <pre>  floorDiv(y * numerator + addend, denominator) + first + k * step</pre>
 *
 * within the same image (tensors with a batch count rows image after image). A row outside the
 * image is -1 ("not there": padding), or the nearest row of the image where {@code clamped}. One
 * formula serves convolutions (numerator = stride), transposed convolutions (denominator = stride,
 * step = -1), resizing, slices, concatenation and elementwise operators, so that the planner
 * derives rates and lags without knowing any operator's name.
 *
 * @param taps how many rows are needed; 0 for {@link #all}
 * @param inputRows rows of one image of the input
 * @param outputRows rows of one image of the output
 */
public record RowWindow(
    int taps,
    int numerator,
    int addend,
    int denominator,
    int first,
    int step,
    boolean clamped,
    int inputRows,
    int outputRows) {
  public RowWindow {
    if (taps < 0 || denominator <= 0 || inputRows <= 0 || outputRows <= 0) {
      throw new IllegalArgumentException(
          "not a row window: taps " + taps + ", denominator " + denominator);
    }
  }

  /** Every output row may read anything of the input (second operands, tables). */
  public static RowWindow all() {
    return new RowWindow(0, 0, 0, 1, 0, 0, false, 1, 1);
  }

  /** Output row {@code y} reads input row {@code y}. */
  public static RowWindow same() {
    return new RowWindow(1, 1, 0, 1, 0, 0, true, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * A sliding window: {@code taps} rows, {@code dilation} apart, from {@code y * stride - padding}.
   */
  public static RowWindow sliding(
      int taps, int stride, int dilation, int padding, int inputRows, int outputRows) {
    return new RowWindow(taps, stride, 0, 1, -padding, dilation, false, inputRows, outputRows);
  }

  public boolean isAll() {
    return taps == 0;
  }

  /**
   * Whether output row {@code y} needs exactly input row {@code y}: the rate is 1 and nothing lags.
   */
  public boolean isSame() {
    return equals(same());
  }

  /**
   * The input row that tap {@code tap} of output row {@code outputRow} reads, counted over all
   * images; -1 where it lies outside.
   */
  public int row(int outputRow, int tap) {
    if (isSame()) {
      return outputRow;
    }
    int image = outputRow / outputRows;
    int y = outputRow % outputRows;
    int row =
        (int) Math.floorDiv((long) y * numerator + addend, (long) denominator) + first + tap * step;
    if (row < 0 || row >= inputRows) {
      if (!clamped) {
        return -1;
      }
      row = row < 0 ? 0 : inputRows - 1;
    }
    return image * inputRows + row;
  }
}
