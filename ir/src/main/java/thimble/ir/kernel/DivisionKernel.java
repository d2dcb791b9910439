package thimble.ir.kernel;

/** Quotients and remainders of integers that are broadcast, with the loops of {@link Blocks}. */
public final class DivisionKernel {
  private DivisionKernel() {}

  /** Toward zero; 0 where b is 0; wraps around where the smallest number is divided by -1. */
  private static int quotientS32(int a, int b) {
    if (b == -1) {
      return Wrap.subtract(0, a);
    }
    return b == 0 ? 0 : a / b;
  }

  private static long quotientS64(long a, long b) {
    if (b == -1L) {
      return Wrap.subtractLong(0L, a);
    }
    return b == 0L ? 0L : a / b;
  }

  /** With the sign of a, as C's {@code %}; 0 where b is 0 or -1. */
  private static int remainderS32(int a, int b) {
    return b == 0 || b == -1 ? 0 : a % b;
  }

  private static long remainderS64(long a, long b) {
    return b == 0L || b == -1L ? 0L : a % b;
  }

  /** With the sign of b, as Python's {@code %}. */
  private static int floorModuloS32(int a, int b) {
    int rest = remainderS32(a, b);
    return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
  }

  private static long floorModuloS64(long a, long b) {
    long rest = remainderS64(a, b);
    return rest != 0L && rest < 0L != b < 0L ? rest + b : rest;
  }

  public static void divideS32(
      int[] a,
      int aAt,
      int aStep,
      int[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = quotientS32(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void divideS64(
      long[] a,
      int aAt,
      int aStep,
      long[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = quotientS64(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void moduloS32(
      int[] a,
      int aAt,
      int aStep,
      int[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = floorModuloS32(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void moduloS64(
      long[] a,
      int aAt,
      int aStep,
      long[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = floorModuloS64(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void fmodS32(
      int[] a,
      int aAt,
      int aStep,
      int[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = remainderS32(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void fmodS64(
      long[] a,
      int aAt,
      int aStep,
      long[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = remainderS64(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }
}
