package thimble.ir.kernel;

/**
 * Resampling of height and width, one output row a call, or all of them where the rows that one
 * needs follow no simple formula.
 */
public final class Resize2dKernel {
  private Resize2dKernel() {}

  /**
   * The nearest cell, of one row.
   *
   * @param columns for each output column where its cell begins in the input row
   */
  public static void nearestF32(
      float[] src,
      int[] srcRows,
      int[] columns,
      int channels,
      float[] dst,
      int dstAt,
      int dstWidth) {
    copyF32(src, srcRows[0], columns, channels, dst, dstAt, dstWidth);
  }

  /**
   * The nearest cell, of all rows of all images.
   *
   * @param rows for each output row of an image where its input row begins in the image
   */
  public static void nearestAllF32(
      float[] src,
      int srcAt,
      int images,
      int imageElements,
      int[] rows,
      int dstHeight,
      int[] columns,
      int channels,
      float[] dst,
      int dstAt,
      int dstWidth) {
    int to = dstAt;
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < dstHeight; y++) {
        int row = srcAt + image * imageElements + rows[y];
        copyF32(src, row, columns, channels, dst, to, dstWidth);
        to += dstWidth * channels;
      }
    }
  }

  private static void copyF32(
      float[] src, int row, int[] columns, int channels, float[] dst, int dstAt, int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      for (int c = 0; c < channels; c++) {
        dst[dstAt + x * channels + c] = src[row + columns[x] + c];
      }
    }
  }

  /** As {@link #nearestF32}, for elements of one byte. */
  public static void nearestS8(
      byte[] src, int[] srcRows, int[] columns, int channels, byte[] dst, int dstAt, int dstWidth) {
    copyS8(src, srcRows[0], columns, channels, dst, dstAt, dstWidth);
  }

  /** As {@link #nearestF32}, for elements of two bytes. */
  public static void nearestS16(
      short[] src,
      int[] srcRows,
      int[] columns,
      int channels,
      short[] dst,
      int dstAt,
      int dstWidth) {
    copyS16(src, srcRows[0], columns, channels, dst, dstAt, dstWidth);
  }

  /** As {@link #nearestAllF32}, for elements of one byte. */
  public static void nearestAllS8(
      byte[] src,
      int srcAt,
      int images,
      int imageElements,
      int[] rows,
      int dstHeight,
      int[] columns,
      int channels,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    int to = dstAt;
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < dstHeight; y++) {
        int row = srcAt + image * imageElements + rows[y];
        copyS8(src, row, columns, channels, dst, to, dstWidth);
        to += dstWidth * channels;
      }
    }
  }

  /** As {@link #nearestAllF32}, for elements of two bytes. */
  public static void nearestAllS16(
      short[] src,
      int srcAt,
      int images,
      int imageElements,
      int[] rows,
      int dstHeight,
      int[] columns,
      int channels,
      short[] dst,
      int dstAt,
      int dstWidth) {
    int to = dstAt;
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < dstHeight; y++) {
        int row = srcAt + image * imageElements + rows[y];
        copyS16(src, row, columns, channels, dst, to, dstWidth);
        to += dstWidth * channels;
      }
    }
  }

  private static void copyS8(
      byte[] src, int row, int[] columns, int channels, byte[] dst, int dstAt, int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      for (int c = 0; c < channels; c++) {
        dst[dstAt + x * channels + c] = src[row + columns[x] + c];
      }
    }
  }

  private static void copyS16(
      short[] src, int row, int[] columns, int channels, short[] dst, int dstAt, int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      for (int c = 0; c < channels; c++) {
        dst[dstAt + x * channels + c] = src[row + columns[x] + c];
      }
    }
  }

  /**
   * Interpolation of one row, in float32.
   *
   * @param srcRows the input row of each tap
   * @param taps 2 for linear, 4 for cubic, on both axes
   * @param rowWeight for each output row of an image the weight of each tap
   * @param columns for each output column and tap where its cell begins in the input row
   * @param columnWeight likewise its weight
   * @param dstRow index of the output row, counted over all images
   */
  public static void f32(
      float[] src,
      int[] srcRows,
      int taps,
      float[] rowWeight,
      int dstRow,
      int dstHeight,
      int[] columns,
      float[] columnWeight,
      int channels,
      float[] dst,
      int dstAt,
      int dstWidth) {
    mixF32(
        src,
        0,
        srcRows,
        0,
        taps,
        rowWeight,
        dstRow % dstHeight * taps,
        columns,
        columnWeight,
        channels,
        dst,
        dstAt,
        dstWidth);
  }

  /**
   * Interpolation of all rows of all images, in float32.
   *
   * @param rows for each output row of an image and each tap where the input row begins in the
   *     image
   */
  public static void allF32(
      float[] src,
      int srcAt,
      int images,
      int imageElements,
      int[] rows,
      int taps,
      float[] rowWeight,
      int dstHeight,
      int[] columns,
      float[] columnWeight,
      int channels,
      float[] dst,
      int dstAt,
      int dstWidth) {
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < dstHeight; y++) {
        mixF32(
            src,
            srcAt + image * imageElements,
            rows,
            y * taps,
            taps,
            rowWeight,
            y * taps,
            columns,
            columnWeight,
            channels,
            dst,
            dstAt + (image * dstHeight + y) * dstWidth * channels,
            dstWidth);
      }
    }
  }

  private static void mixF32(
      float[] src,
      int srcAt,
      int[] rows,
      int rowsAt,
      int taps,
      float[] rowWeight,
      int rowWeightAt,
      int[] columns,
      float[] columnWeight,
      int channels,
      float[] dst,
      int dstAt,
      int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int ky = 0; ky < taps; ky++) {
          int row = srcAt + rows[rowsAt + ky] + c;
          float rowSum = 0;
          for (int kx = 0; kx < taps; kx++) {
            rowSum += src[row + columns[x * taps + kx]] * columnWeight[x * taps + kx];
          }
          sum += rowSum * rowWeight[rowWeightAt + ky];
        }
        dst[dstAt + x * channels + c] = sum;
      }
    }
  }

  /**
   * Interpolation of one row, quantized: weights are multiples of 2^-15, the result is rounded half
   * away from the zero point.
   */
  public static void s8(
      byte[] src,
      int[] srcRows,
      int taps,
      int[] rowWeight,
      int dstRow,
      int dstHeight,
      int[] columns,
      int[] columnWeight,
      int channels,
      int zero,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    mixS8(
        src,
        0,
        srcRows,
        0,
        taps,
        rowWeight,
        dstRow % dstHeight * taps,
        columns,
        columnWeight,
        channels,
        zero,
        dst,
        dstAt,
        dstWidth);
  }

  /** As {@link #s8}, for 16-bit elements. */
  public static void s16(
      short[] src,
      int[] srcRows,
      int taps,
      int[] rowWeight,
      int dstRow,
      int dstHeight,
      int[] columns,
      int[] columnWeight,
      int channels,
      int zero,
      short[] dst,
      int dstAt,
      int dstWidth) {
    mixS16(
        src,
        0,
        srcRows,
        0,
        taps,
        rowWeight,
        dstRow % dstHeight * taps,
        columns,
        columnWeight,
        channels,
        zero,
        dst,
        dstAt,
        dstWidth);
  }

  /** Interpolation of all rows of all images, quantized; {@code rows} as in {@link #allF32}. */
  public static void allS8(
      byte[] src,
      int srcAt,
      int images,
      int imageElements,
      int[] rows,
      int taps,
      int[] rowWeight,
      int dstHeight,
      int[] columns,
      int[] columnWeight,
      int channels,
      int zero,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < dstHeight; y++) {
        mixS8(
            src,
            srcAt + image * imageElements,
            rows,
            y * taps,
            taps,
            rowWeight,
            y * taps,
            columns,
            columnWeight,
            channels,
            zero,
            dst,
            dstAt + (image * dstHeight + y) * dstWidth * channels,
            dstWidth);
      }
    }
  }

  /** As {@link #allS8}, for 16-bit elements. */
  public static void allS16(
      short[] src,
      int srcAt,
      int images,
      int imageElements,
      int[] rows,
      int taps,
      int[] rowWeight,
      int dstHeight,
      int[] columns,
      int[] columnWeight,
      int channels,
      int zero,
      short[] dst,
      int dstAt,
      int dstWidth) {
    for (int image = 0; image < images; image++) {
      for (int y = 0; y < dstHeight; y++) {
        mixS16(
            src,
            srcAt + image * imageElements,
            rows,
            y * taps,
            taps,
            rowWeight,
            y * taps,
            columns,
            columnWeight,
            channels,
            zero,
            dst,
            dstAt + (image * dstHeight + y) * dstWidth * channels,
            dstWidth);
      }
    }
  }

  private static void mixS8(
      byte[] src,
      int srcAt,
      int[] rows,
      int rowsAt,
      int taps,
      int[] rowWeight,
      int rowWeightAt,
      int[] columns,
      int[] columnWeight,
      int channels,
      int zero,
      byte[] dst,
      int dstAt,
      int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      for (int c = 0; c < channels; c++) {
        long sum = 0;
        for (int ky = 0; ky < taps; ky++) {
          int row = srcAt + rows[rowsAt + ky] + c;
          int rowSum = 0;
          for (int kx = 0; kx < taps; kx++) {
            rowSum += (src[row + columns[x * taps + kx]] - zero) * columnWeight[x * taps + kx];
          }
          sum += (long) rowSum * rowWeight[rowWeightAt + ky];
        }
        // Both weights together count 2^-30; the division rounds toward zero.
        long nudge = sum < 0 ? -536870912L : 536870912L;
        int value = (int) ((sum + nudge) / 1073741824L) + zero;
        dst[dstAt + x * channels + c] = (byte) Math.min(Math.max(value, -128), 127);
      }
    }
  }

  private static void mixS16(
      short[] src,
      int srcAt,
      int[] rows,
      int rowsAt,
      int taps,
      int[] rowWeight,
      int rowWeightAt,
      int[] columns,
      int[] columnWeight,
      int channels,
      int zero,
      short[] dst,
      int dstAt,
      int dstWidth) {
    for (int x = 0; x < dstWidth; x++) {
      for (int c = 0; c < channels; c++) {
        long sum = 0;
        for (int ky = 0; ky < taps; ky++) {
          int row = srcAt + rows[rowsAt + ky] + c;
          long rowSum = 0;
          for (int kx = 0; kx < taps; kx++) {
            rowSum +=
                (long) (src[row + columns[x * taps + kx]] - zero) * columnWeight[x * taps + kx];
          }
          sum += rowSum * rowWeight[rowWeightAt + ky];
        }
        // Both weights together count 2^-30; the division rounds toward zero.
        long nudge = sum < 0 ? -536870912L : 536870912L;
        int value = (int) ((sum + nudge) / 1073741824L) + zero;
        dst[dstAt + x * channels + c] = (short) Math.min(Math.max(value, -32768), 32767);
      }
    }
  }
}
