package thimble.ir.kernel;

/** Convolution of each channel by itself, one output row a call. */
public final class DepthwiseConv2dKernel {
  private DepthwiseConv2dKernel() {}

  /**
   * Quantized, symmetric weights. Output channel {@code c * m + j} reads input channel {@code c},
   * where {@code m = dstChannels / srcChannels}.
   *
   * @param srcRows for each kernel row the input row it reads, or -1 in the padding
   * @param weight [kernelHeight, kernelWidth, dstChannels]
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
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int perChannel = dstChannels / srcChannels;
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int channelIn = channel / perChannel;
        int sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * srcChannels + channelIn;
            int tap = weightAt + (ky * kernelWidth + firstTap) * dstChannels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum = Wrap.add(sum, (src[from] - srcZero) * weight[tap]);
              from += dilationX * srcChannels;
              tap += dstChannels;
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
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int perChannel = dstChannels / srcChannels;
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int channelIn = channel / perChannel;
        int sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * srcChannels + channelIn;
            int tap = weightAt + (ky * kernelWidth + firstTap) * dstChannels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum = Wrap.add(sum, (src[from] - srcZero) * Nibbles.at(weight, tap));
              from += dilationX * srcChannels;
              tap += dstChannels;
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
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int perChannel = dstChannels / srcChannels;
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int channelIn = channel / perChannel;
        int zero = weightZero[channel];
        int sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * srcChannels + channelIn;
            int tap = weightAt + (ky * kernelWidth + firstTap) * dstChannels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum = Wrap.add(sum, (src[from] - srcZero) * (weight[tap] - zero));
              from += dilationX * srcChannels;
              tap += dstChannels;
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
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int perChannel = dstChannels / srcChannels;
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int channelIn = channel / perChannel;
        long sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * srcChannels + channelIn;
            int tap = weightAt + (ky * kernelWidth + firstTap) * dstChannels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum += (src[from] - srcZero) * weight[tap];
              from += dilationX * srcChannels;
              tap += dstChannels;
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
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      short[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int perChannel = dstChannels / srcChannels;
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int channelIn = channel / perChannel;
        int zero = weightZero[channel];
        long sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * srcChannels + channelIn;
            int tap = weightAt + (ky * kernelWidth + firstTap) * dstChannels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum += (src[from] - srcZero) * (weight[tap] - zero);
              from += dilationX * srcChannels;
              tap += dstChannels;
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

  /** As {@link #s8}, in float32. */
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
      float clampLow,
      float clampHigh,
      float[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int perChannel = dstChannels / srcChannels;
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int channelIn = channel / perChannel;
        float sum = bias[biasAt + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * srcChannels + channelIn;
            int tap = weightAt + (ky * kernelWidth + firstTap) * dstChannels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum += src[from] * weight[tap];
              from += dilationX * srcChannels;
              tap += dstChannels;
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = Math.min(Math.max(sum, clampLow), clampHigh);
      }
    }
  }
}
