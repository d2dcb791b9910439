package thimble.ir.kernel;

/** Convolution, one output row a call. */
public final class Conv2dKernel {
  private Conv2dKernel() {}

  /**
   * Quantized, symmetric weights.
   *
   * @param srcRows for each kernel row the input row it reads, or -1 in the padding
   * @param weight [dstChannels, kernelHeight, kernelWidth, srcChannels / groups]
   * @param multiplier for each output channel, as {@code shift}: from the accumulator's scale to
   *     the output's
   */
  public static void s8(
      byte[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels + firstIn;
              int tap = filter + kx * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum = Wrap.add(sum, (src[from + c] - srcZero) * weight[tap + c]);
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] =
            (byte)
                Requantize.toOutput(
                    Wrap.add(sum, bias[biasAt + channel]),
                    multiplier[channel],
                    shift[channel],
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
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels + firstIn;
              int tap = filter + kx * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum = Wrap.add(sum, (src[from + c] - srcZero) * Nibbles.at(weight, tap + c));
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] =
            (byte)
                Requantize.toOutput(
                    Wrap.add(sum, bias[biasAt + channel]),
                    multiplier[channel],
                    shift[channel],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /**
   * As {@link #s8}, for weights that stand for {@code weight - weightZero[channel]}: they come from
   * models with unsigned weights.
   */
  public static void s8Asymmetric(
      byte[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] weightZero,
      int[] multiplier,
      int[] shift,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int zero = weightZero[channel];
        int sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels + firstIn;
              int tap = filter + kx * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum = Wrap.add(sum, (src[from + c] - srcZero) * (weight[tap + c] - zero));
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] =
            (byte)
                Requantize.toOutput(
                    Wrap.add(sum, bias[biasAt + channel]),
                    multiplier[channel],
                    shift[channel],
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
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      long[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        long sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels + firstIn;
              int tap = filter + kx * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum += (src[from + c] - srcZero) * weight[tap + c];
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] =
            (short)
                Requantize.wideToOutput(
                    Wrap.addLong(sum, bias[biasAt + channel]),
                    multiplier[channel],
                    shift[channel],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /** As {@link #s16}, for weights that stand for {@code weight - weightZero[channel]}. */
  public static void s16Asymmetric(
      short[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      long[] bias,
      int biasAt,
      int[] weightZero,
      int[] multiplier,
      int[] shift,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int zero = weightZero[channel];
        long sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels + firstIn;
              int tap = filter + kx * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum += (src[from + c] - srcZero) * (weight[tap + c] - zero);
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] =
            (short)
                Requantize.wideToOutput(
                    Wrap.addLong(sum, bias[biasAt + channel]),
                    multiplier[channel],
                    shift[channel],
                    dstZero,
                    clampLow,
                    clampHigh);
      }
    }
  }

  /**
   * As {@link #s8}, in float32; products are summed in the order kernel row, kernel column,
   * channel.
   */
  public static void f32(
      float[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      float[] weight,
      int weightAt,
      float[] bias,
      int biasAt,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int groups,
      float clampLow,
      float clampHigh,
      float[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        float sum = bias[biasAt + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels + firstIn;
              int tap = filter + kx * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum += src[from + c] * weight[tap + c];
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = Math.min(Math.max(sum, clampLow), clampHigh);
      }
    }
  }
}
