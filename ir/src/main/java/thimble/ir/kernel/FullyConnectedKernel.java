package thimble.ir.kernel;

/** Dense layer: each of a number of vectors times one matrix. */
public final class FullyConnectedKernel {
  private FullyConnectedKernel() {}

  /**
   * Quantized, symmetric weights.
   *
   * @param src [vectors, depth]
   * @param weight [units, depth]
   * @param multiplier for each unit, as {@code shift}: from the accumulator's scale to the output's
   */
  public static void s8(
      byte[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int sum = 0;
        for (int k = 0; k < depth; k++) {
          sum = Wrap.add(sum, (src[from + k] - srcZero) * weight[tap + k]);
        }
        dst[dstAt + vector * units + unit] =
            (byte)
                Requantize.toOutput(
                    Wrap.add(sum, bias[biasAt + unit]),
                    multiplier[unit],
                    shift[unit],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /**
   * As {@link #s8}, weights of 4 bits: {@code weight} is read by {@link Nibbles}, {@code weightAt}
   * counts halves of bytes.
   */
  public static void s4(
      byte[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int sum = 0;
        for (int k = 0; k < depth; k++) {
          sum = Wrap.add(sum, (src[from + k] - srcZero) * Nibbles.at(weight, tap + k));
        }
        dst[dstAt + vector * units + unit] =
            (byte)
                Requantize.toOutput(
                    Wrap.add(sum, bias[biasAt + unit]),
                    multiplier[unit],
                    shift[unit],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /**
   * As {@link #s8}, for weights that stand for {@code weight - weightZero[unit]}: they come from
   * models with unsigned weights.
   */
  public static void s8Asymmetric(
      byte[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] weightZero,
      int[] multiplier,
      int[] shift,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int zero = weightZero[unit];
        int sum = 0;
        for (int k = 0; k < depth; k++) {
          sum = Wrap.add(sum, (src[from + k] - srcZero) * (weight[tap + k] - zero));
        }
        dst[dstAt + vector * units + unit] =
            (byte)
                Requantize.toOutput(
                    Wrap.add(sum, bias[biasAt + unit]),
                    multiplier[unit],
                    shift[unit],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /**
   * As {@link #s8}, for 16-bit activations: sums in 64 bits, {@link Requantize#wide}.
   *
   * @param multiplier of 15 bits, as {@code shift} for {@link Requantize#wide}
   */
  public static void s16(
      short[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      long[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        long sum = 0;
        for (int k = 0; k < depth; k++) {
          sum += (src[from + k] - srcZero) * weight[tap + k];
        }
        dst[dstAt + vector * units + unit] =
            (short)
                Requantize.wideToOutput(
                    Wrap.addLong(sum, bias[biasAt + unit]),
                    multiplier[unit],
                    shift[unit],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /** As {@link #s16}, for weights that stand for {@code weight - weightZero[unit]}. */
  public static void s16Asymmetric(
      short[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      long[] bias,
      int biasAt,
      int[] weightZero,
      int[] multiplier,
      int[] shift,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int zero = weightZero[unit];
        long sum = 0;
        for (int k = 0; k < depth; k++) {
          sum += (src[from + k] - srcZero) * (weight[tap + k] - zero);
        }
        dst[dstAt + vector * units + unit] =
            (short)
                Requantize.wideToOutput(
                    Wrap.addLong(sum, bias[biasAt + unit]),
                    multiplier[unit],
                    shift[unit],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /** As {@link #s8}, in float32. */
  public static void f32(
      float[] src,
      int srcAt,
      int vectors,
      int depth,
      float[] weight,
      int weightAt,
      float[] bias,
      int biasAt,
      float clampLow,
      float clampHigh,
      float[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        float sum = bias[biasAt + unit];
        for (int k = 0; k < depth; k++) {
          sum += src[from + k] * weight[tap + k];
        }
        dst[dstAt + vector * units + unit] = Math.min(Math.max(sum, clampLow), clampHigh);
      }
    }
  }
}
