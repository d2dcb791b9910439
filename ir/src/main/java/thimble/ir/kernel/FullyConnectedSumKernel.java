package thimble.ir.kernel;

/** The sums of a dense layer over some of its input. */
public final class FullyConnectedSumKernel {
  private FullyConnectedSumKernel() {}

  /**
   * Quantized, symmetric weights.
   *
   * @param src [vectors, depth]
   * @param weight [units, depth]
   * @param carry what the sums go on from: the bias, or those of the elements before
   * @param carryStep its elements from one vector to the next; 0 for a bias
   */
  public static void s8(
      byte[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      int[] carry,
      int carryAt,
      int carryStep,
      int srcZero,
      int[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int sum = carry[carryAt + vector * carryStep + unit];
        for (int k = 0; k < depth; k++) {
          sum = Wrap.add(sum, (src[from + k] - srcZero) * weight[tap + k]);
        }
        dst[dstAt + vector * units + unit] = sum;
      }
    }
  }

  /** As {@link #s8}, weights of 4 bits, read by {@link Nibbles}. */
  public static void s4(
      byte[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      int[] carry,
      int carryAt,
      int carryStep,
      int srcZero,
      int[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int sum = carry[carryAt + vector * carryStep + unit];
        for (int k = 0; k < depth; k++) {
          sum = Wrap.add(sum, (src[from + k] - srcZero) * Nibbles.at(weight, tap + k));
        }
        dst[dstAt + vector * units + unit] = sum;
      }
    }
  }

  /** As {@link #s8}, for weights that stand for {@code weight - weightZero[unit]}. */
  public static void s8Asymmetric(
      byte[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      int[] carry,
      int carryAt,
      int carryStep,
      int[] weightZero,
      int srcZero,
      int[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int zero = weightZero[unit];
        int sum = carry[carryAt + vector * carryStep + unit];
        for (int k = 0; k < depth; k++) {
          sum = Wrap.add(sum, (src[from + k] - srcZero) * (weight[tap + k] - zero));
        }
        dst[dstAt + vector * units + unit] = sum;
      }
    }
  }

  /** As {@link #s8}, for 16-bit activations: sums in 64 bits. */
  public static void s16(
      short[] src,
      int srcAt,
      int vectors,
      int depth,
      byte[] weight,
      int weightAt,
      long[] carry,
      int carryAt,
      int carryStep,
      int srcZero,
      long[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        long sum = carry[carryAt + vector * carryStep + unit];
        for (int k = 0; k < depth; k++) {
          sum = Wrap.addLong(sum, (src[from + k] - srcZero) * weight[tap + k]);
        }
        dst[dstAt + vector * units + unit] = sum;
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
      long[] carry,
      int carryAt,
      int carryStep,
      int[] weightZero,
      int srcZero,
      long[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        int zero = weightZero[unit];
        long sum = carry[carryAt + vector * carryStep + unit];
        for (int k = 0; k < depth; k++) {
          sum = Wrap.addLong(sum, (src[from + k] - srcZero) * (weight[tap + k] - zero));
        }
        dst[dstAt + vector * units + unit] = sum;
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
      float[] carry,
      int carryAt,
      int carryStep,
      float[] dst,
      int dstAt,
      int units) {
    for (int vector = 0; vector < vectors; vector++) {
      int from = srcAt + vector * depth;
      for (int unit = 0; unit < units; unit++) {
        int tap = weightAt + unit * depth;
        float sum = carry[carryAt + vector * carryStep + unit];
        for (int k = 0; k < depth; k++) {
          sum += src[from + k] * weight[tap + k];
        }
        dst[dstAt + vector * units + unit] = sum;
      }
    }
  }
}
