package thimble.ir.kernel;

/** Limits elements to a range. */
public final class ClipKernel {
  private ClipKernel() {}

  public static void s8(
      byte[] src, int srcAt, int low, int high, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) Math.min(Math.max(src[srcAt + i], low), high);
    }
  }

  public static void u8(
      byte[] src, int srcAt, int low, int high, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) Math.min(Math.max(src[srcAt + i] & 0xFF, low), high);
    }
  }

  public static void s16(
      short[] src, int srcAt, int low, int high, short[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (short) Math.min(Math.max(src[srcAt + i], low), high);
    }
  }

  public static void s32(int[] src, int srcAt, int low, int high, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.min(Math.max(src[srcAt + i], low), high);
    }
  }

  /** The bounds are saturated to 64 bits. */
  public static void s64(
      long[] src, int srcAt, float clampLow, float clampHigh, long[] dst, int dstAt, int count) {
    long low = (long) clampLow;
    long high = (long) clampHigh;
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.min(Math.max(src[srcAt + i], low), high);
    }
  }

  public static void f32(
      float[] src, int srcAt, float clampLow, float clampHigh, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.min(Math.max(src[srcAt + i], clampLow), clampHigh);
    }
  }
}
