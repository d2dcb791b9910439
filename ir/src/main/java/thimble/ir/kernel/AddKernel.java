package thimble.ir.kernel;

/**
 * Adds elementwise. A method named after an element type alone takes operands and result of one
 * shape; {@code ...Broadcast} takes operands that are broadcast, with the loops of {@link Blocks}.
 */
public final class AddKernel {
  /** What differences to the zero point are raised by, to keep the bits that rescaling drops. */
  public static final int S8_UNIT = 1048576;

  public static final int S16_UNIT = 32768;

  /** Where a zero point of 16-bit operands is not 0: differences have 17 bits. */
  public static final int S16_ASYMMETRIC_UNIT = 16384;

  private AddKernel() {}

  /** One quantized result (docs/semantics.md, "Add/Sub"). */
  private static int sum(
      int a,
      int b,
      int unit,
      int aZero,
      int aMultiplier,
      int aShift,
      int bZero,
      int bMultiplier,
      int bShift,
      int dstMultiplier,
      int dstShift,
      int dstZero,
      int clampLow,
      int clampHigh) {
    int u = Requantize.apply((a - aZero) * unit, aMultiplier, aShift);
    int v = Requantize.apply((b - bZero) * unit, bMultiplier, bShift);
    return Requantize.toOutput(u + v, dstMultiplier, dstShift, dstZero, clampLow, clampHigh);
  }

  /** Quantized, operands and result of one shape. */
  public static void s8(
      byte[] a,
      int aAt,
      byte[] b,
      int bAt,
      int aZero,
      int aMultiplier,
      int aShift,
      int bZero,
      int bMultiplier,
      int bShift,
      int dstMultiplier,
      int dstShift,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (byte)
              sum(
                  a[aAt + i],
                  b[bAt + i],
                  S8_UNIT,
                  aZero,
                  aMultiplier,
                  aShift,
                  bZero,
                  bMultiplier,
                  bShift,
                  dstMultiplier,
                  dstShift,
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
      int aMultiplier,
      int aShift,
      int bZero,
      int bMultiplier,
      int bShift,
      int dstMultiplier,
      int dstShift,
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
                sum(
                    a[aFrom + i * aStep],
                    b[bFrom + i * bStep],
                    S8_UNIT,
                    aZero,
                    aMultiplier,
                    aShift,
                    bZero,
                    bMultiplier,
                    bShift,
                    dstMultiplier,
                    dstShift,
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
      int unit,
      int aZero,
      int aMultiplier,
      int aShift,
      int bZero,
      int bMultiplier,
      int bShift,
      int dstMultiplier,
      int dstShift,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int count) {
    for (int i = 0; i < count; i++) {
      dst[dstAt + i] =
          (short)
              sum(
                  a[aAt + i],
                  b[bAt + i],
                  unit,
                  aZero,
                  aMultiplier,
                  aShift,
                  bZero,
                  bMultiplier,
                  bShift,
                  dstMultiplier,
                  dstShift,
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
      int unit,
      int aZero,
      int aMultiplier,
      int aShift,
      int bZero,
      int bMultiplier,
      int bShift,
      int dstMultiplier,
      int dstShift,
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
                sum(
                    a[aFrom + i * aStep],
                    b[bFrom + i * bStep],
                    unit,
                    aZero,
                    aMultiplier,
                    aShift,
                    bZero,
                    bMultiplier,
                    bShift,
                    dstMultiplier,
                    dstShift,
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
      dst[dstAt + i] = Math.min(Math.max(a[aAt + i] + b[bAt + i], clampLow), clampHigh);
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
            Math.min(Math.max(a[aFrom + i * aStep] + b[bFrom + i * bStep], clampLow), clampHigh);
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
            Math.min(Math.max(a[aFrom + i * aStep] + b[bFrom + i * bStep], clampLow), clampHigh);
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
        dst[to + i] = Wrap.add(a[aFrom + i * aStep], b[bFrom + i * bStep]);
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
        dst[to + i] = Wrap.addLong(a[aFrom + i * aStep], b[bFrom + i * bStep]);
      }
      to += run;
    }
  }
}
