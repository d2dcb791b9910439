package thimble.ir.kernel;

/**
 * Floats to quantized integers. Per tensor a method takes one scale, per axis ({@code ...PerAxis})
 * a table of them: element {@code i} of a call belongs to entry {@code i / inner % entries}.
 */
public final class QuantizeKernel {
  private QuantizeKernel() {}

  /** {@code clamp(round(x / scale) + zero)}, halves away from zero, NaN to zero point. */
  public static int quantized(float x, float scale, int zero, int low, int high) {
    float steps = x / scale;
    // The fraction is exact, so that just below one half is not rounded up.
    float whole = (float) Math.floor(Math.abs(steps));
    float magnitude = Math.abs(steps) - whole >= 0.5f ? whole + 1.0f : whole;
    // Saturated before the zero point is added; a cast turns NaN to 0.
    long rounded = (long) (steps < 0.0f ? -magnitude : magnitude);
    long bounded = Math.min(Math.max(rounded, -4294967296L), 4294967296L) + zero;
    return (int) Math.min(Math.max(bounded, (long) low), (long) high);
  }

  public static void s8(
      float[] src,
      int srcAt,
      float scale,
      int zero,
      int low,
      int high,
      byte[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (byte) quantized(src[srcAt + i], scale, zero, low, high);
    }
  }

  public static void s16(
      float[] src,
      int srcAt,
      float scale,
      int zero,
      int low,
      int high,
      short[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = (short) quantized(src[srcAt + i], scale, zero, low, high);
    }
  }

  public static void s32(
      float[] src,
      int srcAt,
      float scale,
      int zero,
      int low,
      int high,
      int[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = quantized(src[srcAt + i], scale, zero, low, high);
    }
  }

  public static void s8PerAxis(
      float[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      int low,
      int high,
      byte[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = (byte) quantized(src[srcAt + i], scales[entry], zeros[entry], low, high);
    }
  }

  public static void s16PerAxis(
      float[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      int low,
      int high,
      short[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = (short) quantized(src[srcAt + i], scales[entry], zeros[entry], low, high);
    }
  }

  public static void s32PerAxis(
      float[] src,
      int srcAt,
      float[] scales,
      int[] zeros,
      int entries,
      int inner,
      int low,
      int high,
      int[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      int entry = i / inner % entries;
      dst[dstAt + i] = quantized(src[srcAt + i], scales[entry], zeros[entry], low, high);
    }
  }
}
