package thimble.ir.kernel;

/** From the finished sums of a layer to what it gives. */
public final class RequantizeSumsKernel {
  private RequantizeSumsKernel() {}

  /**
   * To 8 bits.
   *
   * @param multiplier for each channel, as {@code shift}: from the sums' scale to the output's
   */
  public static void s32(
      int[] src,
      int srcAt,
      int pixels,
      int channels,
      int[] multiplier,
      int[] shift,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = pixel * channels + channel;
        dst[dstAt + at] =
            (byte)
                Requantize.toOutput(
                    src[srcAt + at],
                    multiplier[channel],
                    shift[channel],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /** As {@link #s32}, to 16 bits ({@link Requantize#wide}). */
  public static void s64(
      long[] src,
      int srcAt,
      int pixels,
      int channels,
      int[] multiplier,
      int[] shift,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = pixel * channels + channel;
        dst[dstAt + at] =
            (short)
                Requantize.wideToOutput(
                    src[srcAt + at],
                    multiplier[channel],
                    shift[channel],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /** As {@link #s32}, in float32: the activation alone. */
  public static void f32(
      float[] src,
      int srcAt,
      int pixels,
      int channels,
      float clampLow,
      float clampHigh,
      float[] dst,
      int dstAt) {
    for (int i = 0; i < pixels * channels; i++) {
      dst[dstAt + i] = Math.min(Math.max(src[srcAt + i], clampLow), clampHigh);
    }
  }
}
