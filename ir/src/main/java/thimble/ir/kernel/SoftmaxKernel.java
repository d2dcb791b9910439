package thimble.ir.kernel;

/** Softmax of [outer, depth, inner] along the middle axis. */
public final class SoftmaxKernel {
  private SoftmaxKernel() {}

  /**
   * Quantized; the result is {@code clamp(floor(p / scale + 0.5) + zero)}, p in double.
   *
   * @param exponential {@code e^(-d * S)} for the distance d of a stored integer to the largest one
   */
  public static void s8(
      byte[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      double[] exponential,
      float dstScale,
      int dstZero,
      byte[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int to = dstAt + o * depth * inner + i;
        int largest = -128;
        for (int d = 0; d < depth; d++) {
          largest = Math.max(largest, src[at + d * inner]);
        }
        double sum = 0;
        for (int d = 0; d < depth; d++) {
          sum += exponential[largest - src[at + d * inner]];
        }
        for (int d = 0; d < depth; d++) {
          double p = exponential[largest - src[at + d * inner]] / sum;
          double stored = Math.floor(p / dstScale + 0.5) + dstZero;
          dst[to + d * inner] = (byte) (int) Math.min(Math.max(stored, -128.0), 127.0);
        }
      }
    }
  }

  /**
   * The same where the result's scale is {@code 2^-dstBits}, as it is by convention, in integers
   * alone: p has 30 bits behind the point before it is rounded.
   *
   * @param exponential {@code 2^30 e^(-d * S)}, rounded, for the distance d of a stored integer to
   *     the largest one
   */
  public static void s8Fixed(
      byte[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      int[] exponential,
      int dstBits,
      int dstZero,
      byte[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int to = dstAt + o * depth * inner + i;
        int largest = -128;
        for (int d = 0; d < depth; d++) {
          largest = Math.max(largest, src[at + d * inner]);
        }
        long sum = 0;
        for (int d = 0; d < depth; d++) {
          sum += exponential[largest - src[at + d * inner]];
        }
        for (int d = 0; d < depth; d++) {
          int stored = quotient(exponential[largest - src[at + d * inner]], sum, dstBits) + dstZero;
          dst[to + d * inner] = (byte) Math.min(Math.max(stored, -128), 127);
        }
      }
    }
  }

  /** {@code floor(2^bits part / sum + 0.5)}, a bit a step; no part is larger than the sum. */
  private static int quotient(long part, long sum, int bits) {
    int quotient = 0;
    long rest = part;
    if (rest >= sum) {
      rest -= sum;
      quotient = 1;
    }
    for (int bit = 0; bit < bits; bit++) {
      rest += rest;
      quotient += quotient;
      if (rest >= sum) {
        rest -= sum;
        quotient++;
      }
    }
    return rest + rest >= sum ? quotient + 1 : quotient;
  }

  /**
   * Of 16-bit integers, in integers alone. A distance {@code d = 256 h + l} to the largest has the
   * exponential {@code coarse[h] * fine[l]}.
   *
   * @param coarse {@code 2^30 e^(-256 h S)}, rounded
   * @param fine {@code 2^30 e^(-l S)}, rounded
   * @param multiplier {@code multiplier / 2^shift} is 1 divided by the result's scale
   */
  public static void s16(
      short[] src,
      int srcAt,
      int outer,
      int depth,
      int inner,
      int[] coarse,
      int[] fine,
      int multiplier,
      int shift,
      int dstZero,
      short[] dst,
      int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int to = dstAt + o * depth * inner + i;
        int largest = -32768;
        for (int d = 0; d < depth; d++) {
          largest = Math.max(largest, src[at + d * inner]);
        }
        long sum = 0;
        for (int d = 0; d < depth; d++) {
          sum += power(largest - src[at + d * inner], coarse, fine);
        }
        for (int d = 0; d < depth; d++) {
          long part = power(largest - src[at + d * inner], coarse, fine);
          // The quotient has the multiplier's bits: at most 31.
          long stored = ((part * multiplier / sum + (1L << (shift - 1))) >> shift) + dstZero;
          dst[to + d * inner] = (short) Math.min(Math.max(stored, -32768L), 32767L);
        }
      }
    }
  }

  private static long power(int distance, int[] coarse, int[] fine) {
    return ((long) coarse[distance >> 8] * fine[distance & 255] + 536870912L) >> 30;
  }

  /** In float32. */
  public static void f32(
      float[] src, int srcAt, int outer, int depth, int inner, float[] dst, int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int to = dstAt + o * depth * inner + i;
        float largest = largest(src, at, depth, inner);
        float sum = 0;
        for (int d = 0; d < depth; d++) {
          float power = FloatMath.exp(src[at + d * inner] - largest);
          dst[to + d * inner] = power;
          sum += power;
        }
        for (int d = 0; d < depth; d++) {
          dst[to + d * inner] /= sum;
        }
      }
    }
  }

  /** The logarithm of softmax, {@code x - max - log(sum exp(x - max))}, in float32. */
  public static void f32Log(
      float[] src, int srcAt, int outer, int depth, int inner, float[] dst, int dstAt) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = srcAt + o * depth * inner + i;
        int to = dstAt + o * depth * inner + i;
        float largest = largest(src, at, depth, inner);
        float sum = 0;
        for (int d = 0; d < depth; d++) {
          sum += FloatMath.exp(src[at + d * inner] - largest);
        }
        float logarithm = FloatMath.log(sum);
        for (int d = 0; d < depth; d++) {
          dst[to + d * inner] = src[at + d * inner] - largest - logarithm;
        }
      }
    }
  }

  private static float largest(float[] src, int at, int depth, int inner) {
    float largest = src[at];
    for (int d = 1; d < depth; d++) {
      float value = src[at + d * inner];
      largest = value > largest ? value : largest;
    }
    return largest;
  }
}
