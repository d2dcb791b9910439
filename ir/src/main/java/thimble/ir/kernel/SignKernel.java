package thimble.ir.kernel;

/** Absolute value, negation and sign: on integers as well as floats. */
public final class SignKernel {
  private SignKernel() {}

  private static float signOf(float x) {
    if (x > 0.0f) {
      return 1.0f;
    }
    // Zero and NaN stay what they are.
    return x < 0.0f ? -1.0f : x;
  }

  public static void absF32(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.abs(src[srcAt + i]);
    }
  }

  public static void negateF32(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = -src[srcAt + i];
    }
  }

  public static void signF32(float[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = signOf(src[srcAt + i]);
    }
  }

  /** The smallest number stays as it is. */
  public static void absS32(int[] src, int srcAt, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.abs(src[srcAt + i]);
    }
  }

  /** The smallest number stays as it is. */
  public static void negateS32(int[] src, int srcAt, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Wrap.subtract(0, src[srcAt + i]);
    }
  }

  public static void signS32(int[] src, int srcAt, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i] > 0 ? 1 : src[srcAt + i] < 0 ? -1 : 0;
    }
  }

  /** The smallest number stays as it is. */
  public static void absS64(long[] src, int srcAt, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.abs(src[srcAt + i]);
    }
  }

  /** The smallest number stays as it is. */
  public static void negateS64(long[] src, int srcAt, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Wrap.subtractLong(0L, src[srcAt + i]);
    }
  }

  public static void signS64(long[] src, int srcAt, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i] > 0L ? 1L : src[srcAt + i] < 0L ? -1L : 0L;
    }
  }
}
