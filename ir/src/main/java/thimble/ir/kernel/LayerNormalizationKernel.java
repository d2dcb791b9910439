package thimble.ir.kernel;

/** Normalization of vectors to mean 0 and variance 1. */
public final class LayerNormalizationKernel {
  private LayerNormalizationKernel() {}

  /**
   * @param src [vectors, depth]
   * @param scale [depth], as {@code bias}
   */
  public static void f32(
      float[] src,
      int srcAt,
      int vectors,
      int depth,
      float[] scale,
      int scaleAt,
      float[] bias,
      int biasAt,
      float epsilon,
      float[] dst,
      int dstAt) {
    for (int vector = 0; vector < vectors; vector++) {
      int at = srcAt + vector * depth;
      int to = dstAt + vector * depth;
      float sum = 0;
      for (int d = 0; d < depth; d++) {
        sum += src[at + d];
      }
      float mean = sum / depth;
      float squares = 0;
      for (int d = 0; d < depth; d++) {
        float distance = src[at + d] - mean;
        squares += distance * distance;
      }
      float factor = 1.0f / (float) Math.sqrt(squares / depth + epsilon);
      for (int d = 0; d < depth; d++) {
        dst[to + d] = (src[at + d] - mean) * factor * scale[scaleAt + d] + bias[biasAt + d];
      }
    }
  }
}
