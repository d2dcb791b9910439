package thimble.ir.kernel;

/** Relu with a slope below zero for each channel (or whatever the slope's shape says). */
public final class PReluKernel {
  private PReluKernel() {}

  private static float prelu(float x, float slope) {
    return x < 0.0f ? x * slope : x;
  }

  public static void f32(
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = prelu(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }
}
