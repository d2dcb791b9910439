package thimble.ir.kernel;

/**
 * Which taps of a window lie inside an axis. Tap {@code k} reads cell {@code start + k * dilation};
 * the taps inside are {@code from(...) <= k < to(...)}.
 *
 * <pre>
 *            start                              extent
 *   padding    |   |0  1  2  3  4  5  6  7  8  9|  padding
 *              k=0   k=1   k=2   k=3   k=4   k=5          from = 1, to = 5
 * </pre>
 */
public final class Taps {
  private Taps() {}

  /** The first tap at or after cell 0; {@code count} where there is none. */
  public static int from(int start, int dilation, int count) {
    if (start >= 0) {
      return 0;
    }
    return Math.min(count, (dilation - 1 - start) / dilation);
  }

  /** One more than the last tap before cell {@code extent}. */
  public static int to(int start, int dilation, int count, int extent) {
    if (start >= extent) {
      return 0;
    }
    return Math.min(count, (extent - start + dilation - 1) / dilation);
  }
}
