package thimble.ir.kernel;

/** TFLite's fixed-point rescaling with double rounding (docs/semantics.md, "Requantize"). */
public final class Requantize {
  private Requantize() {}

  /**
   * {@code round(x * multiplier * 2^(shift - 31))}, rounded twice: by the saturating doubling high
   * multiply, then by the shift to the right, half away from zero.
   *
   * @param shift in [-31, 30]
   */
  public static int apply(int x, int multiplier, int shift) {
    int left = shift > 0 ? shift : 0;
    int right = shift > 0 ? 0 : -shift;
    long product = (long) Wrap.shiftLeft(x, left) * multiplier;
    long nudge = product >= 0 ? 1073741824L : -1073741823L;
    int high = (int) ((product + nudge) / 2147483648L);
    int mask = (int) ((1L << right) - 1);
    int remainder = high & mask;
    int threshold = (mask >> 1) + (high < 0 ? 1 : 0);
    return (high >> right) + (remainder > threshold ? 1 : 0);
  }

  /** {@code clamp(apply(x) + zero, low, high)}: one stored output element. */
  public static int toOutput(int x, int multiplier, int shift, int zero, int low, int high) {
    int value = Wrap.add(apply(x, multiplier, shift), zero);
    return Math.min(Math.max(value, low), high);
  }

  /**
   * As {@link #apply}, for numbers up to 2^32: nothing wraps, what is shifted to the left beyond
   * that saturates.
   */
  public static long applyLong(long x, int multiplier, int shift) {
    int left = shift > 0 ? shift : 0;
    int right = shift > 0 ? 0 : -shift;
    long raised = Math.min(Math.max(x * (1L << left), -4294967296L), 4294967296L);
    long product = raised * multiplier;
    long nudge = product >= 0 ? 1073741824L : -1073741823L;
    long high = (product + nudge) / 2147483648L;
    long mask = (1L << right) - 1;
    long remainder = high & mask;
    long threshold = (mask >> 1) + (high < 0 ? 1 : 0);
    return (high >> right) + (remainder > threshold ? 1 : 0);
  }

  /**
   * The rescaling of sums in 64 bits (docs/semantics.md, "Requantize, 64 bits"): {@code round(x *
   * multiplier / 2^shift)}, half up.
   *
   * @param multiplier of 15 bits
   * @param shift in [1, 46]
   */
  public static long wide(long x, int multiplier, int shift) {
    return Wrap.addLong(Wrap.multiplyLong(x, multiplier), 1L << (shift - 1)) >> shift;
  }

  /** {@code clamp(wide(x) + zero, low, high)}: one stored output element. */
  public static int wideToOutput(long x, int multiplier, int shift, int zero, int low, int high) {
    long value = wide(x, multiplier, shift) + zero;
    return (int) Math.min(Math.max(value, (long) low), (long) high);
  }

  /** {@code sum * multiplier / 2^shift}, rounded; at most 2^20. */
  public static int linear(int sum, int multiplier, int shift) {
    long product = (long) sum * multiplier + (1L << (shift - 1));
    return (int) Math.min(product >> shift, 1 << 20);
  }
}
