package thimble.ir.kernel;

/**
 * Maximum over a sliding window, one output row a call. One method for each storage type: cells of
 * the padding do not take part, so every type begins with its lowest number.
 */
public final class MaxPool2dKernel {
  private MaxPool2dKernel() {}

  /**
   * @param srcRows for each kernel row the input row it reads, or -1 in the padding
   */
  public static void s8(
      byte[] src,
      int[] srcRows,
      int srcWidth,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < channels; channel++) {
        int best = -128;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * channels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              int value = src[from];
              best = value > best ? value : best;
              from += dilationX * channels;
            }
          }
        }
        dst[dstAt + x * channels + channel] = (byte) best;
      }
    }
  }

  /** As {@link #s8}, elements read unsigned. */
  public static void u8(
      byte[] src,
      int[] srcRows,
      int srcWidth,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < channels; channel++) {
        int best = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * channels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              int value = src[from] & 255;
              best = value > best ? value : best;
              from += dilationX * channels;
            }
          }
        }
        dst[dstAt + x * channels + channel] = (byte) best;
      }
    }
  }

  /** As {@link #s8}, in 16 bits. */
  public static void s16(
      short[] src,
      int[] srcRows,
      int srcWidth,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      short[] dst,
      int dstAt,
      int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < channels; channel++) {
        int best = -32768;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * channels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              int value = src[from];
              best = value > best ? value : best;
              from += dilationX * channels;
            }
          }
        }
        dst[dstAt + x * channels + channel] = (short) best;
      }
    }
  }

  /** As {@link #s8}, in float32; a NaN is never the largest. */
  public static void f32(
      float[] src,
      int[] srcRows,
      int srcWidth,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideX,
      int dilationX,
      int padLeft,
      float lowest,
      float[] dst,
      int dstAt,
      int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      for (int channel = 0; channel < channels; channel++) {
        float best = lowest;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * channels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              float value = src[from];
              best = value > best ? value : best;
              from += dilationX * channels;
            }
          }
        }
        dst[dstAt + x * channels + channel] = best;
      }
    }
  }
}
