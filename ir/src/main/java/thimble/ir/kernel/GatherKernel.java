package thimble.ir.kernel;

/**
 * Chooses runs by index: {@code dst[block, i] = data[block, indices[i]]}, of {@code run} elements
 * each. One method for each width of elements, with indices of 32 and of 64 bits.
 */
public final class GatherKernel {
  private GatherKernel() {}

  /** The index itself, one from the end where negative, the nearest end where outside. */
  private static int place(long index, int extent) {
    long at = index < 0 ? index + extent : index;
    return (int) Math.min(Math.max(at, 0L), (long) (extent - 1));
  }

  public static void s8ByS32(
      byte[] src,
      int srcAt,
      int[] indices,
      int indicesAt,
      int extent,
      int count,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s8Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void s8ByS64(
      byte[] src,
      int srcAt,
      long[] indices,
      int indicesAt,
      int extent,
      int count,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s8Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void s16ByS32(
      short[] src,
      int srcAt,
      int[] indices,
      int indicesAt,
      int extent,
      int count,
      short[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s16Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void s16ByS64(
      short[] src,
      int srcAt,
      long[] indices,
      int indicesAt,
      int extent,
      int count,
      short[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s16Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void s32ByS32(
      int[] src,
      int srcAt,
      int[] indices,
      int indicesAt,
      int extent,
      int count,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s32Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void s32ByS64(
      int[] src,
      int srcAt,
      long[] indices,
      int indicesAt,
      int extent,
      int count,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s32Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void s64ByS32(
      long[] src,
      int srcAt,
      int[] indices,
      int indicesAt,
      int extent,
      int count,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s64Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void s64ByS64(
      long[] src,
      int srcAt,
      long[] indices,
      int indicesAt,
      int extent,
      int count,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.s64Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void f32ByS32(
      float[] src,
      int srcAt,
      int[] indices,
      int indicesAt,
      int extent,
      int count,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.f32Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void f32ByS64(
      float[] src,
      int srcAt,
      long[] indices,
      int indicesAt,
      int extent,
      int count,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.f32Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void f64ByS32(
      double[] src,
      int srcAt,
      int[] indices,
      int indicesAt,
      int extent,
      int count,
      double[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.f64Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }

  public static void f64ByS64(
      double[] src,
      int srcAt,
      long[] indices,
      int indicesAt,
      int extent,
      int count,
      double[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < count; i++) {
        int index = place(indices[indicesAt + i], extent);
        MoveKernel.f64Copy(src, srcAt + (block * extent + index) * run, dst, to, run);
        to += run;
      }
    }
  }
}
