package thimble.ir.kernel;

/** Transposed convolution, one output row a call. */
public final class ConvTranspose2dKernel {
  private ConvTranspose2dKernel() {}

  /**
   * Quantized, symmetric weights.
   *
   * @param srcRows the input rows whose kernels may reach this output row, nearest first; -1
   *     outside the image
   * @param rowTaps how many they are
   * @param weight [dstChannels, kernelHeight, kernelWidth, srcChannels / groups]
   * @param dstRow index of the output row, counted over all images
   * @param dstHeight output rows of one image
   */
  public static void s8(
      byte[] src,
      int[] srcRows,
      int rowTaps,
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
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      int dstRow,
      int dstHeight,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    int phase = (dstRow % dstHeight + padTop) % strideY;
    int reachX = (kernelWidth - 1) * dilationX;
    for (int x = 0; x < dstWidth; x++) {
      int position = x + padLeft;
      int lastColumn = position < 0 ? -1 : Math.min(srcWidth - 1, position / strideX);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int sum = 0;
        for (int t = 0; t < rowTaps; t++) {
          int row = srcRows[t];
          int ky = kernelIndex(phase + t * strideY, dilationY, kernelHeight);
          if (row >= 0 && ky >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int column = lastColumn;
                column >= 0 && position - column * strideX <= reachX;
                column--) {
              int kx = kernelIndex(position - column * strideX, dilationX, kernelWidth);
              if (kx >= 0) {
                int from = row + column * srcChannels + firstIn;
                int tap = filter + kx * groupIn;
                for (int c = 0; c < groupIn; c++) {
                  sum = Wrap.add(sum, (src[from + c] - srcZero) * weight[tap + c]);
                }
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
      int rowTaps,
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
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      int dstRow,
      int dstHeight,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    int phase = (dstRow % dstHeight + padTop) % strideY;
    int reachX = (kernelWidth - 1) * dilationX;
    for (int x = 0; x < dstWidth; x++) {
      int position = x + padLeft;
      int lastColumn = position < 0 ? -1 : Math.min(srcWidth - 1, position / strideX);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int sum = 0;
        for (int t = 0; t < rowTaps; t++) {
          int row = srcRows[t];
          int ky = kernelIndex(phase + t * strideY, dilationY, kernelHeight);
          if (row >= 0 && ky >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int column = lastColumn;
                column >= 0 && position - column * strideX <= reachX;
                column--) {
              int kx = kernelIndex(position - column * strideX, dilationX, kernelWidth);
              if (kx >= 0) {
                int from = row + column * srcChannels + firstIn;
                int tap = filter + kx * groupIn;
                for (int c = 0; c < groupIn; c++) {
                  sum = Wrap.add(sum, (src[from + c] - srcZero) * Nibbles.at(weight, tap + c));
                }
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
      int rowTaps,
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
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      int dstRow,
      int dstHeight,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    int phase = (dstRow % dstHeight + padTop) % strideY;
    int reachX = (kernelWidth - 1) * dilationX;
    for (int x = 0; x < dstWidth; x++) {
      int position = x + padLeft;
      int lastColumn = position < 0 ? -1 : Math.min(srcWidth - 1, position / strideX);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int zero = weightZero[channel];
        int sum = 0;
        for (int t = 0; t < rowTaps; t++) {
          int row = srcRows[t];
          int ky = kernelIndex(phase + t * strideY, dilationY, kernelHeight);
          if (row >= 0 && ky >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int column = lastColumn;
                column >= 0 && position - column * strideX <= reachX;
                column--) {
              int kx = kernelIndex(position - column * strideX, dilationX, kernelWidth);
              if (kx >= 0) {
                int from = row + column * srcChannels + firstIn;
                int tap = filter + kx * groupIn;
                for (int c = 0; c < groupIn; c++) {
                  sum = Wrap.add(sum, (src[from + c] - srcZero) * (weight[tap + c] - zero));
                }
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
      int rowTaps,
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
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      int dstRow,
      int dstHeight,
      short[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    int phase = (dstRow % dstHeight + padTop) % strideY;
    int reachX = (kernelWidth - 1) * dilationX;
    for (int x = 0; x < dstWidth; x++) {
      int position = x + padLeft;
      int lastColumn = position < 0 ? -1 : Math.min(srcWidth - 1, position / strideX);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        long sum = 0;
        for (int t = 0; t < rowTaps; t++) {
          int row = srcRows[t];
          int ky = kernelIndex(phase + t * strideY, dilationY, kernelHeight);
          if (row >= 0 && ky >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int column = lastColumn;
                column >= 0 && position - column * strideX <= reachX;
                column--) {
              int kx = kernelIndex(position - column * strideX, dilationX, kernelWidth);
              if (kx >= 0) {
                int from = row + column * srcChannels + firstIn;
                int tap = filter + kx * groupIn;
                for (int c = 0; c < groupIn; c++) {
                  sum += (src[from + c] - srcZero) * weight[tap + c];
                }
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
      int rowTaps,
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
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      int dstRow,
      int dstHeight,
      short[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    int phase = (dstRow % dstHeight + padTop) % strideY;
    int reachX = (kernelWidth - 1) * dilationX;
    for (int x = 0; x < dstWidth; x++) {
      int position = x + padLeft;
      int lastColumn = position < 0 ? -1 : Math.min(srcWidth - 1, position / strideX);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        int zero = weightZero[channel];
        long sum = 0;
        for (int t = 0; t < rowTaps; t++) {
          int row = srcRows[t];
          int ky = kernelIndex(phase + t * strideY, dilationY, kernelHeight);
          if (row >= 0 && ky >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int column = lastColumn;
                column >= 0 && position - column * strideX <= reachX;
                column--) {
              int kx = kernelIndex(position - column * strideX, dilationX, kernelWidth);
              if (kx >= 0) {
                int from = row + column * srcChannels + firstIn;
                int tap = filter + kx * groupIn;
                for (int c = 0; c < groupIn; c++) {
                  sum += (src[from + c] - srcZero) * (weight[tap + c] - zero);
                }
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

  /** As {@link #s8}, in float32. */
  public static void f32(
      float[] src,
      int[] srcRows,
      int rowTaps,
      int srcWidth,
      int srcChannels,
      float[] weight,
      int weightAt,
      float[] bias,
      int biasAt,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      float clampLow,
      float clampHigh,
      int dstRow,
      int dstHeight,
      float[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    int groupIn = srcChannels / groups;
    int groupOut = dstChannels / groups;
    int phase = (dstRow % dstHeight + padTop) % strideY;
    int reachX = (kernelWidth - 1) * dilationX;
    for (int x = 0; x < dstWidth; x++) {
      int position = x + padLeft;
      int lastColumn = position < 0 ? -1 : Math.min(srcWidth - 1, position / strideX);
      for (int channel = 0; channel < dstChannels; channel++) {
        int firstIn = channel / groupOut * groupIn;
        float sum = bias[biasAt + channel];
        for (int t = 0; t < rowTaps; t++) {
          int row = srcRows[t];
          int ky = kernelIndex(phase + t * strideY, dilationY, kernelHeight);
          if (row >= 0 && ky >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * groupIn;
            for (int column = lastColumn;
                column >= 0 && position - column * strideX <= reachX;
                column--) {
              int kx = kernelIndex(position - column * strideX, dilationX, kernelWidth);
              if (kx >= 0) {
                int from = row + column * srcChannels + firstIn;
                int tap = filter + kx * groupIn;
                for (int c = 0; c < groupIn; c++) {
                  sum += src[from + c] * weight[tap + c];
                }
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = Math.min(Math.max(sum, clampLow), clampHigh);
      }
    }
  }

  /** Which tap of the kernel lies that far from its first one; -1 where it has none there. */
  private static int kernelIndex(int distance, int dilation, int count) {
    int index = distance / dilation;
    return index < count && index * dilation == distance ? index : -1;
  }
}
