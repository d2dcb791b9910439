package thimble.ir.kernel;

/** Any function of one s8 element, as a table. */
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
}
