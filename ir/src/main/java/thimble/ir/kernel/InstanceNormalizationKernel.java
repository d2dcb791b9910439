package thimble.ir.kernel;

/** Normalization of each channel of each image to mean 0 and variance 1. */
public final class InstanceNormalizationKernel {
  private InstanceNormalizationKernel() {}

  /**
   * @param src [images, pixels, channels]
   * @param scale [channels], as {@code bias}
   */
  public static void f32(
      float[] src,
      int srcAt,
      int images,
      int pixels,
      int channels,
      float[] scale,
      int scaleAt,
      float[] bias,
      int biasAt,
      float epsilon,
      float[] dst,
      int dstAt) {
    for (int image = 0; image < images; image++) {
      for (int channel = 0; channel < channels; channel++) {
        int first = image * pixels * channels + channel;
        float sum = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
          sum += src[srcAt + first + pixel * channels];
        }
        float mean = sum / pixels;
        float squares = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
          float distance = src[srcAt + first + pixel * channels] - mean;
          squares += distance * distance;
        }
        float factor = scale[scaleAt + channel] / (float) Math.sqrt(squares / pixels + epsilon);
        for (int pixel = 0; pixel < pixels; pixel++) {
          int at = first + pixel * channels;
          dst[dstAt + at] = (src[srcAt + at] - mean) * factor + bias[biasAt + channel];
        }
      }
    }
  }
}
