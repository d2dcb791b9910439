package thimble.ir.kernel;

/** Mean over a sliding window, one output row a call. */
public final class AveragePool2dKernel {
  private AveragePool2dKernel() {}

  /**
   * Quantized, one quantization for input and output: the mean of the stored integers, rounded half
   * away from zero.
   *
   * <p>The divisor counts the window's cells inside the image and a frame around it: no frame where
   * padding does not count. Cells of the frame are zeros.
   *
   * @param srcRows for each kernel row the input row it reads, or -1 in the padding
   * @param dstRow index of the output row, counted over all images
   * @param zero the stored integer that stands for 0
   */
  public static void s8(
      byte[] src,
      int[] srcRows,
      int srcHeight,
      int srcWidth,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int frameTop,
      int frameLeft,
      int frameBottom,
      int frameRight,
      int zero,
      int dstRow,
      int dstHeight,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    int top = dstRow % dstHeight * strideY - padTop;
    int validRows = taps(top, dilationY, kernelHeight, 0, srcHeight);
    int countedRows = taps(top, dilationY, kernelHeight, frameTop, srcHeight + frameBottom);
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      int valid = validRows * Math.max(0, endTap - firstTap);
      int counted =
          countedRows * taps(column, dilationX, kernelWidth, frameLeft, srcWidth + frameRight);
      for (int channel = 0; channel < channels; channel++) {
        int sum = (counted - valid) * zero;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * channels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum += src[from];
              from += dilationX * channels;
            }
          }
        }
        int mean = zero;
        if (counted > 0) {
          mean = (sum > 0 ? sum + counted / 2 : sum - counted / 2) / counted;
        }
        dst[dstAt + x * channels + channel] = (byte) mean;
      }
    }
  }

  /** As {@link #s8}, for 16-bit elements. */
  public static void s16(
      short[] src,
      int[] srcRows,
      int srcHeight,
      int srcWidth,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int frameTop,
      int frameLeft,
      int frameBottom,
      int frameRight,
      int zero,
      int dstRow,
      int dstHeight,
      short[] dst,
      int dstAt,
      int dstWidth) {
    int top = dstRow % dstHeight * strideY - padTop;
    int validRows = taps(top, dilationY, kernelHeight, 0, srcHeight);
    int countedRows = taps(top, dilationY, kernelHeight, frameTop, srcHeight + frameBottom);
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      int valid = validRows * Math.max(0, endTap - firstTap);
      int counted =
          countedRows * taps(column, dilationX, kernelWidth, frameLeft, srcWidth + frameRight);
      for (int channel = 0; channel < channels; channel++) {
        int sum = (counted - valid) * zero;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * channels + channel;
            for (int kx = firstTap; kx < endTap; kx++) {
              sum += src[from];
              from += dilationX * channels;
            }
          }
        }
        int mean = zero;
        if (counted > 0) {
          mean = (sum > 0 ? sum + counted / 2 : sum - counted / 2) / counted;
        }
        dst[dstAt + x * channels + channel] = (short) mean;
      }
    }
  }

  /**
   * As {@link #s8} where one window spans the whole height and nothing is padded, fed row by row:
   * adds one row to the sums, and writes the result with the last.
   *
   * @param src [srcWidth, channels], row {@code srcRow} of {@code srcHeight}
   * @param sum [dstWidth, channels], kept from the first row to the last
   */
  public static void s8Row(
      byte[] src,
      int srcAt,
      int channels,
      int srcRow,
      int srcHeight,
      int kernelWidth,
      int strideX,
      int[] sum,
      int sumAt,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    int counted = srcHeight * kernelWidth;
    for (int x = 0; x < dstWidth; x++) {
      for (int channel = 0; channel < channels; channel++) {
        int to = x * channels + channel;
        int total = srcRow == 0 ? 0 : sum[sumAt + to];
        int from = srcAt + x * strideX * channels + channel;
        for (int kx = 0; kx < kernelWidth; kx++) {
          total += src[from];
          from += channels;
        }
        sum[sumAt + to] = total;
        if (srcRow == srcHeight - 1) {
          dst[dstAt + to] =
              (byte) ((total > 0 ? total + counted / 2 : total - counted / 2) / counted);
        }
      }
    }
  }

  /** As {@link #s8Row}, for sums that fit 16 bits. */
  public static void s8ShortRow(
      byte[] src,
      int srcAt,
      int channels,
      int srcRow,
      int srcHeight,
      int kernelWidth,
      int strideX,
      short[] sum,
      int sumAt,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    int counted = srcHeight * kernelWidth;
    for (int x = 0; x < dstWidth; x++) {
      for (int channel = 0; channel < channels; channel++) {
        int to = x * channels + channel;
        int total = srcRow == 0 ? 0 : sum[sumAt + to];
        int from = srcAt + x * strideX * channels + channel;
        for (int kx = 0; kx < kernelWidth; kx++) {
          total += src[from];
          from += channels;
        }
        sum[sumAt + to] = (short) total;
        if (srcRow == srcHeight - 1) {
          dst[dstAt + to] =
              (byte) ((total > 0 ? total + counted / 2 : total - counted / 2) / counted);
        }
      }
    }
  }

  /** As {@link #s8Row}, for 16-bit elements. */
  public static void s16Row(
      short[] src,
      int srcAt,
      int channels,
      int srcRow,
      int srcHeight,
      int kernelWidth,
      int strideX,
      int[] sum,
      int sumAt,
      short[] dst,
      int dstAt,
      int dstWidth) {
    int counted = srcHeight * kernelWidth;
    for (int x = 0; x < dstWidth; x++) {
      for (int channel = 0; channel < channels; channel++) {
        int to = x * channels + channel;
        int total = srcRow == 0 ? 0 : sum[sumAt + to];
        int from = srcAt + x * strideX * channels + channel;
        for (int kx = 0; kx < kernelWidth; kx++) {
          total += src[from];
          from += channels;
        }
        sum[sumAt + to] = total;
        if (srcRow == srcHeight - 1) {
          dst[dstAt + to] =
              (short) ((total > 0 ? total + counted / 2 : total - counted / 2) / counted);
        }
      }
    }
  }

  /** As {@link #s8Row}, in float32. */
  public static void f32Row(
      float[] src,
      int srcAt,
      int channels,
      int srcRow,
      int srcHeight,
      int kernelWidth,
      int strideX,
      float[] sum,
      int sumAt,
      float[] dst,
      int dstAt,
      int dstWidth) {
    int counted = srcHeight * kernelWidth;
    for (int x = 0; x < dstWidth; x++) {
      for (int channel = 0; channel < channels; channel++) {
        int to = x * channels + channel;
        float total = srcRow == 0 ? 0 : sum[sumAt + to];
        float rowSum = 0;
        int from = srcAt + x * strideX * channels + channel;
        for (int kx = 0; kx < kernelWidth; kx++) {
          rowSum += src[from];
          from += channels;
        }
        total += rowSum;
        sum[sumAt + to] = total;
        if (srcRow == srcHeight - 1) {
          dst[dstAt + to] = total / counted;
        }
      }
    }
  }

  /** As {@link #s8}, in float32. */
  public static void f32(
      float[] src,
      int[] srcRows,
      int srcHeight,
      int srcWidth,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int frameTop,
      int frameLeft,
      int frameBottom,
      int frameRight,
      int dstRow,
      int dstHeight,
      float[] dst,
      int dstAt,
      int dstWidth) {
    int top = dstRow % dstHeight * strideY - padTop;
    int countedRows = taps(top, dilationY, kernelHeight, frameTop, srcHeight + frameBottom);
    for (int x = 0; x < dstWidth; x++) {
      int column = x * strideX - padLeft;
      int firstTap = Taps.from(column, dilationX, kernelWidth);
      int endTap = Taps.to(column, dilationX, kernelWidth, srcWidth);
      int counted =
          countedRows * taps(column, dilationX, kernelWidth, frameLeft, srcWidth + frameRight);
      for (int channel = 0; channel < channels; channel++) {
        float sum = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          if (row >= 0) {
            int from = row + (column + firstTap * dilationX) * channels + channel;
            float rowSum = 0;
            for (int kx = firstTap; kx < endTap; kx++) {
              rowSum += src[from];
              from += dilationX * channels;
            }
            sum += rowSum;
          }
        }
        dst[dstAt + x * channels + channel] = counted > 0 ? sum / counted : 0;
      }
    }
  }

  /** How many taps lie in the cells from {@code -before} to {@code end - 1}. */
  private static int taps(int start, int dilation, int count, int before, int end) {
    int first = Taps.from(start + before, dilation, count);
    return Math.max(0, Taps.to(start, dilation, count, end) - first);
  }
}
