package thimble.ir.kernel;

/**
 * Moves elements, one method for each width: the output is written in order, the input read with
 * strides (transposed, sliced, repeated, or as it is). Float elements keep their bits, NaN's too.
 *
 * <p>Source element of {@code dst[block * run + i]}: {@code src[srcFirst + offset of the block + i
 * * srcStep]} ({@link Blocks}).
 */
public final class MoveKernel {
  private MoveKernel() {}

  public static void s8(
      byte[] src,
      int srcAt,
      int srcFirst,
      int srcStep,
      int levels,
      int[] nest,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int from = srcAt + srcFirst + Blocks.offset(nest, levels, 0, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = src[from + i * srcStep];
      }
      to += run;
    }
  }

  public static void s16(
      short[] src,
      int srcAt,
      int srcFirst,
      int srcStep,
      int levels,
      int[] nest,
      short[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int from = srcAt + srcFirst + Blocks.offset(nest, levels, 0, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = src[from + i * srcStep];
      }
      to += run;
    }
  }

  public static void s32(
      int[] src,
      int srcAt,
      int srcFirst,
      int srcStep,
      int levels,
      int[] nest,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int from = srcAt + srcFirst + Blocks.offset(nest, levels, 0, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = src[from + i * srcStep];
      }
      to += run;
    }
  }

  public static void s64(
      long[] src,
      int srcAt,
      int srcFirst,
      int srcStep,
      int levels,
      int[] nest,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int from = srcAt + srcFirst + Blocks.offset(nest, levels, 0, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = src[from + i * srcStep];
      }
      to += run;
    }
  }

  public static void f32(
      float[] src,
      int srcAt,
      int srcFirst,
      int srcStep,
      int levels,
      int[] nest,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int from = srcAt + srcFirst + Blocks.offset(nest, levels, 0, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = src[from + i * srcStep];
      }
      to += run;
    }
  }

  public static void f64(
      double[] src,
      int srcAt,
      int srcFirst,
      int srcStep,
      int levels,
      int[] nest,
      double[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int from = srcAt + srcFirst + Blocks.offset(nest, levels, 0, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = src[from + i * srcStep];
      }
      to += run;
    }
  }

  // Plain copies: of a view that the planner could not grant.

  public static void s8Copy(byte[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }

  public static void s16Copy(short[] src, int srcAt, short[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }

  public static void s32Copy(int[] src, int srcAt, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }

  public static void s64Copy(long[] src, int srcAt, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }

  public static void f32Copy(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }

  public static void f64Copy(double[] src, int srcAt, double[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }
}
