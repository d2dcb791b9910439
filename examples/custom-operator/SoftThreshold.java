/**
 * Brings every element nearer to zero by a threshold; smaller ones become zero. That is what wavelet
 * and DCT denoising do with coefficients: noise is spread over all of them, the picture is in few.
 *
 * <p>y = sign(x) * max(|x| - threshold, 0)
 */
public final class SoftThreshold {
  static final String DOMAIN = "ai.example";
  static final String OP_TYPE = "SoftThreshold";
  static final float DEFAULT_THRESHOLD = 0.1f;
  static final boolean IN_PLACE = true;

  private SoftThreshold() {}

  public static void f32(float[] x, int xAt, float[] y, int yAt, int xCount, float threshold) {
    for (int i = 0; i < xCount; i++) {
      y[yAt + i] = shrink(x[xAt + i], threshold);
    }
  }

  /** As f32, on the numbers that the bytes stand for, rounded to the nearest byte. */
  public static void s8(
      byte[] x,
      int xAt,
      byte[] y,
      int yAt,
      int xCount,
      float xScale,
      int xZero,
      float yScale,
      int yZero,
      float threshold) {
    for (int i = 0; i < xCount; i++) {
      float value = shrink((x[xAt + i] - xZero) * xScale, threshold);
      int rounded = (int) Math.floor(value / yScale + 0.5f) + yZero;
      y[yAt + i] = (byte) Math.max(-128, Math.min(127, rounded));
    }
  }

  private static float shrink(float value, float threshold) {
    float kept = Math.max(Math.abs(value) - threshold, 0.0f);
    return value < 0.0f ? -kept : kept;
  }
}
