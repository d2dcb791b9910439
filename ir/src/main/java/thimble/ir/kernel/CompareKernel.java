package thimble.ir.kernel;

/**
 * Compares operands that are broadcast, with the loops of {@link Blocks}. A method for each element
 * type serves all relations: the result is {@code whenLess}, {@code whenEqual} or {@code
 * whenGreater}, 0 or 1 each, and 0 where an operand is NaN.
 */
public final class CompareKernel {
  private CompareKernel() {}

  private static int compareS32(int a, int b, int whenLess, int whenEqual, int whenGreater) {
    if (a < b) {
      return whenLess;
    }
    if (a > b) {
      return whenGreater;
    }
    return a == b ? whenEqual : 0;
  }

  private static int compareS64(long a, long b, int whenLess, int whenEqual, int whenGreater) {
    if (a < b) {
      return whenLess;
    }
    if (a > b) {
      return whenGreater;
    }
    return a == b ? whenEqual : 0;
  }

  private static int compareF32(float a, float b, int whenLess, int whenEqual, int whenGreater) {
    if (a < b) {
      return whenLess;
    }
    if (a > b) {
      return whenGreater;
    }
    return a == b ? whenEqual : 0;
  }

  private static int compareF64(double a, double b, int whenLess, int whenEqual, int whenGreater) {
    if (a < b) {
      return whenLess;
    }
    if (a > b) {
      return whenGreater;
    }
    return a == b ? whenEqual : 0;
  }

  public static void s8(
      byte[] a,
      int aAt,
      int aStep,
      byte[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int whenLess,
      int whenEqual,
      int whenGreater,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                compareS32(
                    a[aFrom + i * aStep], b[bFrom + i * bStep], whenLess, whenEqual, whenGreater);
      }
      to += run;
    }
  }

  public static void u8(
      byte[] a,
      int aAt,
      int aStep,
      byte[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int whenLess,
      int whenEqual,
      int whenGreater,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                compareS32(
                    a[aFrom + i * aStep] & 0xFF,
                    b[bFrom + i * bStep] & 0xFF,
                    whenLess,
                    whenEqual,
                    whenGreater);
      }
      to += run;
    }
  }

  public static void s16(
      short[] a,
      int aAt,
      int aStep,
      short[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int whenLess,
      int whenEqual,
      int whenGreater,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                compareS32(
                    a[aFrom + i * aStep], b[bFrom + i * bStep], whenLess, whenEqual, whenGreater);
      }
      to += run;
    }
  }

  public static void s32(
      int[] a,
      int aAt,
      int aStep,
      int[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int whenLess,
      int whenEqual,
      int whenGreater,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                compareS32(
                    a[aFrom + i * aStep], b[bFrom + i * bStep], whenLess, whenEqual, whenGreater);
      }
      to += run;
    }
  }

  public static void s64(
      long[] a,
      int aAt,
      int aStep,
      long[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int whenLess,
      int whenEqual,
      int whenGreater,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                compareS64(
                    a[aFrom + i * aStep], b[bFrom + i * bStep], whenLess, whenEqual, whenGreater);
      }
      to += run;
    }
  }

  public static void f32(
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int whenLess,
      int whenEqual,
      int whenGreater,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                compareF32(
                    a[aFrom + i * aStep], b[bFrom + i * bStep], whenLess, whenEqual, whenGreater);
      }
      to += run;
    }
  }

  public static void f64(
      double[] a,
      int aAt,
      int aStep,
      double[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int whenLess,
      int whenEqual,
      int whenGreater,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                compareF64(
                    a[aFrom + i * aStep], b[bFrom + i * bStep], whenLess, whenEqual, whenGreater);
      }
      to += run;
    }
  }
}
