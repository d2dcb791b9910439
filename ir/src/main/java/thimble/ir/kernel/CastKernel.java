package thimble.ir.kernel;

/**
 * Elements to another type. Methods are named after the storage they read and write; unsigned
 * storage is read through a mask (0xFF for u8), and floats are saturated to {@code low} and {@code
 * high} before they are stored as a narrow integer.
 */
public final class CastKernel {
  private CastKernel() {}

  public static void s8ToS16(byte[] src, int srcAt, int mask, short[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (short) (src[srcAt + i] & mask);
    }
  }

  public static void s8ToS32(byte[] src, int srcAt, int mask, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i] & mask;
    }
  }

  public static void s8ToS64(byte[] src, int srcAt, int mask, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i] & mask;
    }
  }

  public static void s8ToF32(byte[] src, int srcAt, int mask, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) (src[srcAt + i] & mask);
    }
  }

  public static void s8ToF64(byte[] src, int srcAt, int mask, double[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (double) (src[srcAt + i] & mask);
    }
  }

  public static void s16ToS8(short[] src, int srcAt, int mask, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] & mask);
    }
  }

  public static void s16ToS32(short[] src, int srcAt, int mask, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i] & mask;
    }
  }

  public static void s16ToS64(short[] src, int srcAt, int mask, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i] & mask;
    }
  }

  public static void s16ToF32(short[] src, int srcAt, int mask, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) (src[srcAt + i] & mask);
    }
  }

  public static void s16ToF64(
      short[] src, int srcAt, int mask, double[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (double) (src[srcAt + i] & mask);
    }
  }

  public static void s32ToS8(int[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) src[srcAt + i];
    }
  }

  public static void s32ToS16(int[] src, int srcAt, short[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (short) src[srcAt + i];
    }
  }

  public static void s32ToS64(int[] src, int srcAt, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }

  public static void s32ToF32(int[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) src[srcAt + i];
    }
  }

  public static void s32ToF64(int[] src, int srcAt, double[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (double) src[srcAt + i];
    }
  }

  public static void s64ToS8(long[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) src[srcAt + i];
    }
  }

  public static void s64ToS16(long[] src, int srcAt, short[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (short) src[srcAt + i];
    }
  }

  public static void s64ToS32(long[] src, int srcAt, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (int) src[srcAt + i];
    }
  }

  public static void s64ToF32(long[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) src[srcAt + i];
    }
  }

  public static void s64ToF64(long[] src, int srcAt, double[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (double) src[srcAt + i];
    }
  }

  // From floats: a cast saturates to 32 or 64 bits and turns NaN to 0, in C by a helper.

  public static void f32ToS8(
      float[] src, int srcAt, int low, int high, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) Math.min(Math.max((int) src[srcAt + i], low), high);
    }
  }

  public static void f32ToS16(
      float[] src, int srcAt, int low, int high, short[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (short) Math.min(Math.max((int) src[srcAt + i], low), high);
    }
  }

  public static void f32ToS32(float[] src, int srcAt, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (int) src[srcAt + i];
    }
  }

  public static void f32ToS64(float[] src, int srcAt, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (long) src[srcAt + i];
    }
  }

  public static void f64ToS8(
      double[] src, int srcAt, int low, int high, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) Math.min(Math.max((int) src[srcAt + i], low), high);
    }
  }

  public static void f64ToS16(
      double[] src, int srcAt, int low, int high, short[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (short) Math.min(Math.max((int) src[srcAt + i], low), high);
    }
  }

  public static void f64ToS32(double[] src, int srcAt, int[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (int) src[srcAt + i];
    }
  }

  public static void f64ToS64(double[] src, int srcAt, long[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (long) src[srcAt + i];
    }
  }

  public static void f32ToF64(float[] src, int srcAt, double[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = src[srcAt + i];
    }
  }

  public static void f64ToF32(double[] src, int srcAt, float[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (float) src[srcAt + i];
    }
  }

  // To bool.

  public static void s8ToBool(byte[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] != 0 ? 1 : 0);
    }
  }

  public static void s16ToBool(short[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] != 0 ? 1 : 0);
    }
  }

  public static void s32ToBool(int[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] != 0 ? 1 : 0);
    }
  }

  public static void s64ToBool(long[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] != 0 ? 1 : 0);
    }
  }

  public static void f32ToBool(float[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] != 0 ? 1 : 0);
    }
  }

  public static void f64ToBool(double[] src, int srcAt, byte[] dst, int dstAt, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) (src[srcAt + i] != 0 ? 1 : 0);
    }
  }
}
