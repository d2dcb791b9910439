package thimble.ir.kernel;

/**
 * Reduction of a tensor [kept0, reduced0, kept1, reduced1, kept2] to [kept0, kept1, kept2].
 *
 * <p>A group, the elements that become one, is seen as lines: {@code lines} of them, {@code pitch}
 * apart, with {@code count} elements each, {@code step} apart.
 */
public final class ReduceKernel {
  public static final int MEAN = 0;
  public static final int SUM = 1;
  public static final int MAX = 2;
  public static final int MIN = 3;
  public static final int PROD = 4;
  public static final int L1 = 5;
  public static final int L2 = 6;
  public static final int SUM_SQUARE = 7;
  public static final int LOG_SUM = 8;
  public static final int LOG_SUM_EXP = 9;

  private ReduceKernel() {}

  /** Any kind, in float32. */
  public static void f32(
      float[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int kind,
      float[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          dst[to] = groupF32(kind, src, at, reduced0, kept1 * reduced1 * kept2, reduced1, kept2);
          to++;
        }
      }
    }
  }

  private static float groupF32(
      int kind, float[] src, int at, int lines, int pitch, int count, int step) {
    if (kind == MEAN) {
      return sumF32(src, at, lines, pitch, count, step) / (lines * count);
    }
    if (kind == SUM) {
      return sumF32(src, at, lines, pitch, count, step);
    }
    if (kind == LOG_SUM) {
      return FloatMath.log(sumF32(src, at, lines, pitch, count, step));
    }
    if (kind == MAX) {
      return extremeF32(src, at, lines, pitch, count, step, 1);
    }
    if (kind == MIN) {
      return -extremeF32(src, at, lines, pitch, count, step, -1);
    }
    if (kind == PROD) {
      return productF32(src, at, lines, pitch, count, step);
    }
    if (kind == L1) {
      return absoluteSumF32(src, at, lines, pitch, count, step);
    }
    if (kind == LOG_SUM_EXP) {
      return logSumExpF32(src, at, lines, pitch, count, step);
    }
    float squares = squareSumF32(src, at, lines, pitch, count, step);
    return kind == L2 ? (float) Math.sqrt(squares) : squares;
  }

  /** Line by line: fewer terms a sum, smaller errors. */
  private static float sumF32(float[] src, int at, int lines, int pitch, int count, int step) {
    float sum = 0;
    for (int line = 0; line < lines; line++) {
      float lineSum = 0;
      for (int i = 0; i < count; i++) {
        lineSum += src[at + line * pitch + i * step];
      }
      sum += lineSum;
    }
    return sum;
  }

  private static float absoluteSumF32(
      float[] src, int at, int lines, int pitch, int count, int step) {
    float sum = 0;
    for (int line = 0; line < lines; line++) {
      float lineSum = 0;
      for (int i = 0; i < count; i++) {
        lineSum += Math.abs(src[at + line * pitch + i * step]);
      }
      sum += lineSum;
    }
    return sum;
  }

  private static float squareSumF32(
      float[] src, int at, int lines, int pitch, int count, int step) {
    float sum = 0;
    for (int line = 0; line < lines; line++) {
      float lineSum = 0;
      for (int i = 0; i < count; i++) {
        float value = src[at + line * pitch + i * step];
        lineSum += value * value;
      }
      sum += lineSum;
    }
    return sum;
  }

  private static float productF32(float[] src, int at, int lines, int pitch, int count, int step) {
    float product = 1;
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < count; i++) {
        product *= src[at + line * pitch + i * step];
      }
    }
    return product;
  }

  /** The largest of the elements times {@code sign}; a NaN stays. */
  private static float extremeF32(
      float[] src, int at, int lines, int pitch, int count, int step, float sign) {
    float best = sign * src[at];
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < count; i++) {
        float value = sign * src[at + line * pitch + i * step];
        if (value > best || value != value) {
          best = value;
        }
      }
    }
    return best;
  }

  /** With the maximum taken out first, so that no exponential overflows. */
  private static float logSumExpF32(
      float[] src, int at, int lines, int pitch, int count, int step) {
    float largest = extremeF32(src, at, lines, pitch, count, step, 1);
    if (largest - largest != 0) {
      return largest; // infinite or not a number
    }
    float sum = 0;
    for (int line = 0; line < lines; line++) {
      float lineSum = 0;
      for (int i = 0; i < count; i++) {
        lineSum += FloatMath.exp(src[at + line * pitch + i * step] - largest);
      }
      sum += lineSum;
    }
    return largest + FloatMath.log(sum);
  }

  /**
   * Sum or mean of a quantized tensor: {@code clamp(requantize(sum (x - z)) + dstZero)}. A mean has
   * 1/N folded into the multiplier.
   */
  public static void s8(
      byte[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      byte[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          int sum = sumS8(src, at, reduced0, kept1 * reduced1 * kept2, reduced1, kept2, srcZero);
          dst[to] = (byte) Requantize.toOutput(sum, multiplier, shift, dstZero, -128, 127);
          to++;
        }
      }
    }
  }

  /** As {@link #s8}, for 16-bit elements. */
  public static void s16(
      short[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      short[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          int sum = sumS16(src, at, reduced0, kept1 * reduced1 * kept2, reduced1, kept2, srcZero);
          dst[to] = (short) Requantize.toOutput(sum, multiplier, shift, dstZero, -32768, 32767);
          to++;
        }
      }
    }
  }

  /**
   * As {@link #s8} over height and width, fed row by row: adds one row to the sums, and writes the
   * result with the last.
   *
   * @param src [srcWidth, channels], row {@code srcRow} of {@code srcHeight}
   * @param sum kept from the first row to the last
   */
  public static void s8Row(
      byte[] src,
      int srcAt,
      int srcWidth,
      int channels,
      int srcRow,
      int srcHeight,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int[] sum,
      int sumAt,
      byte[] dst,
      int dstAt) {
    for (int channel = 0; channel < channels; channel++) {
      int rowSum = srcRow == 0 ? 0 : sum[sumAt + channel];
      int at = srcAt + channel;
      for (int x = 0; x < srcWidth; x++) {
        rowSum += src[at] - srcZero;
        at += channels;
      }
      sum[sumAt + channel] = rowSum;
      if (srcRow == srcHeight - 1) {
        dst[dstAt + channel] =
            (byte) Requantize.toOutput(rowSum, multiplier, shift, dstZero, -128, 127);
      }
    }
  }

  /** As {@link #s8Row}, for sums that fit 16 bits. */
  public static void s8ShortRow(
      byte[] src,
      int srcAt,
      int srcWidth,
      int channels,
      int srcRow,
      int srcHeight,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      short[] sum,
      int sumAt,
      byte[] dst,
      int dstAt) {
    for (int channel = 0; channel < channels; channel++) {
      int rowSum = srcRow == 0 ? 0 : sum[sumAt + channel];
      int at = srcAt + channel;
      for (int x = 0; x < srcWidth; x++) {
        rowSum += src[at] - srcZero;
        at += channels;
      }
      sum[sumAt + channel] = (short) rowSum;
      if (srcRow == srcHeight - 1) {
        dst[dstAt + channel] =
            (byte) Requantize.toOutput(rowSum, multiplier, shift, dstZero, -128, 127);
      }
    }
  }

  /** As {@link #s8Row}, for 16-bit elements. */
  public static void s16Row(
      short[] src,
      int srcAt,
      int srcWidth,
      int channels,
      int srcRow,
      int srcHeight,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      int[] sum,
      int sumAt,
      short[] dst,
      int dstAt) {
    for (int channel = 0; channel < channels; channel++) {
      int rowSum = srcRow == 0 ? 0 : sum[sumAt + channel];
      int at = srcAt + channel;
      for (int x = 0; x < srcWidth; x++) {
        rowSum += src[at] - srcZero;
        at += channels;
      }
      sum[sumAt + channel] = rowSum;
      if (srcRow == srcHeight - 1) {
        dst[dstAt + channel] =
            (short) Requantize.toOutput(rowSum, multiplier, shift, dstZero, -32768, 32767);
      }
    }
  }

  /** As {@link #s8Row}, in float32: the sum divided by {@code divisor}. */
  public static void f32Row(
      float[] src,
      int srcAt,
      int srcWidth,
      int channels,
      int srcRow,
      int srcHeight,
      int divisor,
      float[] sum,
      int sumAt,
      float[] dst,
      int dstAt) {
    for (int channel = 0; channel < channels; channel++) {
      float total = srcRow == 0 ? 0 : sum[sumAt + channel];
      int at = srcAt + channel;
      for (int x = 0; x < srcWidth; x++) {
        total += src[at];
        at += channels;
      }
      sum[sumAt + channel] = total;
      if (srcRow == srcHeight - 1) {
        dst[dstAt + channel] = total / divisor;
      }
    }
  }

  /**
   * The mean of quantized elements by one factor, {@code multiplier / 2^shift}, rounded half away
   * from zero: {@link thimble.ir.op.Reduce} takes it where it gives every possible sum's result.
   */
  public static void s8MeanLinear(
      byte[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int srcZero,
      int multiplier,
      int shift,
      int dstZero,
      byte[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          int sum = sumS8(src, at, reduced0, kept1 * reduced1 * kept2, reduced1, kept2, srcZero);
          int steps = Requantize.linear(Math.abs(sum), multiplier, shift);
          int stored = dstZero + (sum < 0 ? -steps : steps);
          dst[to] = (byte) Math.min(Math.max(stored, -128), 127);
          to++;
        }
      }
    }
  }

  /**
   * Mean of a quantized tensor in double, rounded half away from zero.
   *
   * @param scale of the input and of the output
   */
  public static void s8Mean(
      byte[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int srcZero,
      double[] scale,
      int dstZero,
      byte[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          int sum = sumS8(src, at, reduced0, kept1 * reduced1 * kept2, reduced1, kept2, srcZero);
          double steps = sum * scale[0] / (reduced0 * reduced1) / scale[1];
          double rounded =
              steps < 0 ? dstZero - Math.floor(0.5 - steps) : dstZero + Math.floor(steps + 0.5);
          dst[to] = (byte) (int) Math.min(Math.max(rounded, -128.0), 127.0);
          to++;
        }
      }
    }
  }

  private static int sumS8(
      byte[] src, int at, int lines, int pitch, int count, int step, int zero) {
    int sum = 0;
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < count; i++) {
        sum = Wrap.add(sum, src[at + line * pitch + i * step] - zero);
      }
    }
    return sum;
  }

  private static int sumS16(
      short[] src, int at, int lines, int pitch, int count, int step, int zero) {
    int sum = 0;
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < count; i++) {
        sum = Wrap.add(sum, src[at + line * pitch + i * step] - zero);
      }
    }
    return sum;
  }

  /** MAX and MIN of stored integers. */
  public static void s8Extreme(
      byte[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int kind,
      byte[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          int best = src[at];
          for (int r0 = 0; r0 < reduced0; r0++) {
            for (int r1 = 0; r1 < reduced1; r1++) {
              int value = src[at + (r0 * kept1 * reduced1 + r1) * kept2];
              best = kind == MAX ? Math.max(best, value) : Math.min(best, value);
            }
          }
          dst[to] = (byte) best;
          to++;
        }
      }
    }
  }

  /** As {@link #s8Extreme}, for 16-bit elements. */
  public static void s16Extreme(
      short[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int kind,
      short[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          int best = src[at];
          for (int r0 = 0; r0 < reduced0; r0++) {
            for (int r1 = 0; r1 < reduced1; r1++) {
              int value = src[at + (r0 * kept1 * reduced1 + r1) * kept2];
              best = kind == MAX ? Math.max(best, value) : Math.min(best, value);
            }
          }
          dst[to] = (short) best;
          to++;
        }
      }
    }
  }

  /** SUM, PROD, MAX and MIN; sums and products wrap around. */
  public static void s32(
      int[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int kind,
      int[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          int result = kind == SUM ? 0 : kind == PROD ? 1 : src[at];
          for (int r0 = 0; r0 < reduced0; r0++) {
            for (int r1 = 0; r1 < reduced1; r1++) {
              result = mergeS32(kind, result, src[at + (r0 * kept1 * reduced1 + r1) * kept2]);
            }
          }
          dst[to] = result;
          to++;
        }
      }
    }
  }

  private static int mergeS32(int kind, int a, int b) {
    if (kind == SUM) {
      return Wrap.add(a, b);
    }
    if (kind == PROD) {
      return Wrap.multiply(a, b);
    }
    return kind == MAX ? Math.max(a, b) : Math.min(a, b);
  }

  /** As {@link #s32}, in 64 bits. */
  public static void s64(
      long[] src,
      int srcAt,
      int kept0,
      int reduced0,
      int kept1,
      int reduced1,
      int kept2,
      int kind,
      long[] dst,
      int dstAt) {
    int to = dstAt;
    for (int k0 = 0; k0 < kept0; k0++) {
      for (int k1 = 0; k1 < kept1; k1++) {
        for (int k2 = 0; k2 < kept2; k2++) {
          int at = srcAt + (k0 * reduced0 * kept1 + k1) * reduced1 * kept2 + k2;
          long result = kind == SUM ? 0 : kind == PROD ? 1 : src[at];
          for (int r0 = 0; r0 < reduced0; r0++) {
            for (int r1 = 0; r1 < reduced1; r1++) {
              result = mergeS64(kind, result, src[at + (r0 * kept1 * reduced1 + r1) * kept2]);
            }
          }
          dst[to] = result;
          to++;
        }
      }
    }
  }

  private static long mergeS64(int kind, long a, long b) {
    if (kind == SUM) {
      return Wrap.addLong(a, b);
    }
    if (kind == PROD) {
      return Wrap.multiplyLong(a, b);
    }
    return kind == MAX ? Math.max(a, b) : Math.min(a, b);
  }
}
