package thimble.targets.hls;

import java.util.Optional;

/**
 * Addition by tables: {@code clamp((a[x + 128] + b[y + 128] >> shift) + zero)}; held against what
 * is asked for at every pair of inputs.
 */
record SumTables(int[] a, int[] b, int shift, int zero, int low, int high) {
  private static final int LEAST_SHIFT = 8;
  private static final int MOST_SHIFT = 22;
  private static final int INPUTS = 256;

  /**
   * @param wanted value of each pair, at {@code (a + 128) * 256 + b + 128}
   * @param scaleA of the first input in steps of the result, negative where it is subtracted
   * @return empty where no such tables are exact
   */
  static Optional<SumTables> of(
      byte[] wanted,
      double scaleA,
      int zeroA,
      double scaleB,
      int zeroB,
      int zero,
      int low,
      int high) {
    for (int shift = LEAST_SHIFT; shift <= MOST_SHIFT; shift++) {
      if (Math.scalb(Math.abs(scaleA) + Math.abs(scaleB), shift + 8) >= 1L << 30) {
        break;
      }
      for (int nudge = 0; nudge >= -1; nudge--) {
        int[] a = table(scaleA, zeroA, shift, (1 << shift - 1) + nudge);
        SumTables tables = new SumTables(a, table(scaleB, zeroB, shift, 0), shift, zero, low, high);
        if (tables.gives(wanted)) {
          return Optional.of(tables);
        }
      }
    }
    return Optional.empty();
  }

  private static int[] table(double scale, int zeroPoint, int shift, int more) {
    int[] table = new int[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      table[i] = (int) Math.rint(Math.scalb((i - 128 - zeroPoint) * scale, shift)) + more;
    }
    return table;
  }

  /** The sum of two stored integers. */
  int apply(int x, int y) {
    int value = (a[x + 128] + b[y + 128] >> shift) + zero;
    return Math.max(low, Math.min(high, value));
  }

  private boolean gives(byte[] wanted) {
    for (int x = 0; x < INPUTS; x++) {
      for (int y = 0; y < INPUTS; y++) {
        if (apply(x - 128, y - 128) != wanted[x * INPUTS + y]) {
          return false;
        }
      }
    }
    return true;
  }
}
