package thimble.ir.kernel;

/**
 * From one quantization to another (docs/semantics.md, "Requantize between scales"). Methods are
 * named after the storage they read and write; unsigned storage is read through a mask (0xFF for
 * u8) and written by its low bits.
 */
public final class RequantizeKernel {
  private RequantizeKernel() {}

  /** As {@link Requantize#toOutput} of {@code x - srcZero}, for results of up to 32 bits. */
  private static int requantized(
      int x, int srcZero, int multiplier, int shift, int dstZero, int low, int high) {
    long value = (long) Requantize.apply(Wrap.subtract(x, srcZero), multiplier, shift) + dstZero;
    return (int) Math.min(Math.max(value, (long) low), (long) high);
  }

  public static void s8ToS8(
      byte[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      byte[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (byte) requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s8ToS16(
      byte[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      short[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (short)
              requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s8ToS32(
      byte[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      int[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s16ToS8(
      short[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      byte[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (byte) requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s16ToS16(
      short[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      short[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (short)
              requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s16ToS32(
      short[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      int[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s32ToS8(
      int[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      byte[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (byte) requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s32ToS16(
      int[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      short[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (short)
              requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }

  public static void s32ToS32(
      int[] src,
      int srcAt,
      int mask,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int low,
      int high,
      int[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          requantized(src[srcAt + i] & mask, srcZero, multiplier, shift, dstZero, low, high);
    }
  }
}
