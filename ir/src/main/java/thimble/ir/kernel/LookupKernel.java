package thimble.ir.kernel;

/** Any function of one stored element, as a table. */
public final class LookupKernel {
  private LookupKernel() {}

  /**
   * @param table 256 entries, the first for -128
   */
  public static void s8(
      byte[] src, int srcAt, byte[] table, int tableAt, byte[] dst, int dstAt, int count) {
    int zero = tableAt + 128;
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = table[zero + src[srcAt + i]];
    }
  }

  /**
   * Straight lines between the entries of a table, rounded half up.
   *
   * @param table 2^(16 - shift) + 1 entries, {@code 2^shift} inputs apart, the first for -32768
   * @param shift in [1, 15]
   */
  public static void s16(
      short[] src,
      int srcAt,
      short[] table,
      int tableAt,
      int shift,
      short[] dst,
      int dstAt,
      int count) {
    int mask = (1 << shift) - 1;
    int half = 1 << (shift - 1);
    for (int i = 0; i < count; i++) {
      int x = src[srcAt + i] + 32768;
      int at = tableAt + (x >> shift);
      int low = table[at];
      dst[dstAt + i] = (short) (low + (((table[at + 1] - low) * (x & mask) + half) >> shift));
    }
  }
}
