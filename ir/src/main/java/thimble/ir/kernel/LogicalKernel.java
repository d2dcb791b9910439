package thimble.ir.kernel;

/** Truth functions of bool operands that are broadcast, with the loops of {@link Blocks}. */
public final class LogicalKernel {
  private LogicalKernel() {}

  public static void not(byte[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] == 0 ? 1 : 0);
    }
  }

  public static void and(
      byte[] a,
      int aAt,
      int aStep,
      byte[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = (byte) (a[aFrom + i * aStep] & b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void or(
      byte[] a,
      int aAt,
      int aStep,
      byte[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = (byte) (a[aFrom + i * aStep] | b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void xor(
      byte[] a,
      int aAt,
      int aStep,
      byte[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = (byte) (a[aFrom + i * aStep] ^ b[bFrom + i * bStep]);
      }
      to += run;
    }
  }
}
