package thimble.ir.kernel;

/**
 * Multiplies elementwise. A method named after an element type alone takes operands and result of
 * one shape; {@code ...Broadcast} takes operands that are broadcast, with the loops of {@link
 * Blocks}.
 */
public final class MultiplyKernel {
  private MultiplyKernel() {}

  /** One quantized result (docs/semantics.md, "Mul"). */
  private static int product(
      int a,
      int b,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      int clampLow,
      int clampHigh) {
    return Requantize.toOutput(
        (a - aZero) * (b - bZero), multiplier, shift, dstZero, clampLow, clampHigh);
  }

  /** The same of 16-bit operands, whose product may take 33 bits. */
  private static int productWide(
      int a,
      int b,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      int clampLow,
      int clampHigh) {
    long product = (long) (a - aZero) * (b - bZero);
    long value = Requantize.applyLong(product, multiplier, shift) + dstZero;
    return (int) Math.min(Math.max(value, (long) clampLow), (long) clampHigh);
  }

  /** Quantized, operands and result of one shape. */
  public static void s8(
      byte[] a,
      int aAt,
      byte[] b,
      int bAt,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (byte)
              product(
                  a[aAt + i],
                  b[bAt + i],
                  aZero,
                  bZero,
                  multiplier,
                  shift,
                  dstZero,
                  clampLow,
                  clampHigh);
    }
  }

  /** Quantized, operands broadcast. */
  public static void s8Broadcast(
      byte[] a,
      int aAt,
      int aStep,
      byte[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (byte)
                product(
                    a[aFrom + i * aStep],
                    b[bFrom + i * bStep],
                    aZero,
                    bZero,
                    multiplier,
                    shift,
                    dstZero,
                    clampLow,
                    clampHigh);
      }
      to += run;
    }
  }

  /** Quantized, operands and result of one shape. */
  public static void s16(
      short[] a,
      int aAt,
      short[] b,
      int bAt,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (short)
              productWide(
                  a[aAt + i],
                  b[bAt + i],
                  aZero,
                  bZero,
                  multiplier,
                  shift,
                  dstZero,
                  clampLow,
                  clampHigh);
    }
  }

  /** Quantized, operands broadcast. */
  public static void s16Broadcast(
      short[] a,
      int aAt,
      int aStep,
      short[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int aZero,
      int bZero,
      int multiplier,
      int shift,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            (short)
                productWide(
                    a[aFrom + i * aStep],
                    b[bFrom + i * bStep],
                    aZero,
                    bZero,
                    multiplier,
                    shift,
                    dstZero,
                    clampLow,
                    clampHigh);
      }
      to += run;
    }
  }

  /** Operands and result of one shape. */
  public static void f32(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float clampLow,
      float clampHigh,
      float[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] = Math.min(Math.max(a[aAt + i] * b[bAt + i], clampLow), clampHigh);
    }
  }

  public static void f32Broadcast(
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      float clampLow,
      float clampHigh,
      float[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            Math.min(Math.max(a[aFrom + i * aStep] * b[bFrom + i * bStep], clampLow), clampHigh);
      }
      to += run;
    }
  }

  public static void f64Broadcast(
      double[] a,
      int aAt,
      int aStep,
      double[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      float clampLow,
      float clampHigh,
      double[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] =
            Math.min(Math.max(a[aFrom + i * aStep] * b[bFrom + i * bStep], clampLow), clampHigh);
      }
      to += run;
    }
  }

  public static void s32Broadcast(
      int[] a,
      int aAt,
      int aStep,
      int[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      int[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Wrap.multiply(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }

  public static void s64Broadcast(
      long[] a,
      int aAt,
      int aStep,
      long[] b,
      int bAt,
      int bStep,
      int levels,
      int[] nest,
      long[] dst,
      int dstAt,
      int blocks,
      int run) {
    int to = dstAt;
    for (int block = 0; block < blocks; block++) {
      int aFrom = aAt + Blocks.offset(nest, levels, 0, block);
      int bFrom = bAt + Blocks.offset(nest, levels, 1, block);
      for (int i = 0; i < run; i++) {
        dst[to + i] = Wrap.multiplyLong(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }
}
