package thimble.ir.kernel;

/** The sums of a convolution over some of its input, one output row a call. */
public final class Conv2dSumKernel {
  private Conv2dSumKernel() {}

  /**
   * Quantized, symmetric weights.
   *
   * @param srcRows for each kernel row the input row it reads, or -1 in the padding
   * @param weight [dstChannels, kernelHeight, kernelWidth, srcChannels]
   * @param carry what the sums go on from: the bias, or those of the channels before
   * @param carryStep its elements from one output pixel to the next; 0 for a bias
   */
  public static void s8(
      byte[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] carry,
      int carryAt,
      int carryStep,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int srcZero,
      int[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int sum = carry[carryAt + x * carryStep + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * srcChannels;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels;
              int tap = filter + kx * srcChannels;
              for (int c = 0; c < srcChannels; c++) {
                sum = Wrap.add(sum, (src[from + c] - srcZero) * weight[tap + c]);
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = sum;
      }
    }
  }

  /** As {@link #s8}, weights of 4 bits, read by {@link Nibbles}. */
  public static void s4(
      byte[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] carry,
      int carryAt,
      int carryStep,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int srcZero,
      int[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int sum = carry[carryAt + x * carryStep + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * srcChannels;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels;
              int tap = filter + kx * srcChannels;
              for (int c = 0; c < srcChannels; c++) {
                sum = Wrap.add(sum, (src[from + c] - srcZero) * Nibbles.at(weight, tap + c));
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = sum;
      }
    }
  }

  /** As {@link #s8}, for weights that stand for {@code weight - weightZero[channel]}. */
  public static void s8Asymmetric(
      byte[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] carry,
      int carryAt,
      int carryStep,
      int[] weightZero,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int srcZero,
      int[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int zero = weightZero[channel];
        int sum = carry[carryAt + x * carryStep + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * srcChannels;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels;
              int tap = filter + kx * srcChannels;
              for (int c = 0; c < srcChannels; c++) {
                sum = Wrap.add(sum, (src[from + c] - srcZero) * (weight[tap + c] - zero));
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = sum;
      }
    }
  }

  /** As {@link #s8}, for 16-bit activations: sums in 64 bits. */
  public static void s16(
      short[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      long[] carry,
      int carryAt,
      int carryStep,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int srcZero,
      long[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        long sum = carry[carryAt + x * carryStep + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * srcChannels;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels;
              int tap = filter + kx * srcChannels;
              for (int c = 0; c < srcChannels; c++) {
                sum = Wrap.addLong(sum, (src[from + c] - srcZero) * weight[tap + c]);
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = sum;
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
      long[] carry,
      int carryAt,
      int carryStep,
      int[] weightZero,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      int srcZero,
      long[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        int zero = weightZero[channel];
        long sum = carry[carryAt + x * carryStep + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * srcChannels;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels;
              int tap = filter + kx * srcChannels;
              for (int c = 0; c < srcChannels; c++) {
                sum = Wrap.addLong(sum, (src[from + c] - srcZero) * (weight[tap + c] - zero));
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = sum;
      }
    }
  }

  /**
   * As {@link #s8}, in float32: products are added in the order kernel row, kernel column, channel.
   */
  public static void f32(
      float[] src,
      int[] srcRows,
      int srcWidth,
      int srcChannels,
      float[] weight,
      int weightAt,
      float[] carry,
      int carryAt,
      int carryStep,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      float[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels) {
    for (int x = 0; x < dstWidth; x++) {
      // A tap in the padding adds nothing: those outside the row are left out.
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < dstChannels; channel++) {
        float sum = carry[carryAt + x * carryStep + channel];
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int filter = weightAt + (channel * kernelHeight + ky) * kernelWidth * srcChannels;
            for (int kx = firstTap; kx < endTap; kx++) {
              int from = row + (column + kx * dilationX) * srcChannels;
              int tap = filter + kx * srcChannels;
              for (int c = 0; c < srcChannels; c++) {
                sum += src[from + c] * weight[tap + c];
              }
            }
          }
        }
        dst[dstAt + x * dstChannels + channel] = sum;
      }
    }
  }
}
