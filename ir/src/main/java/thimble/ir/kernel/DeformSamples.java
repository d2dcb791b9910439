package thimble.ir.kernel;

/** What the taps of an int8 deformable convolution read. Positions are integers, 256 to a cell. */
final class DeformSamples {
  /** A tap's factor of 1: 15 bits behind the point. */
  private static final int ONE = 32768;

  private DeformSamples() {}

  /**
   * The cells under all taps of one window.
   *
   * @param srcAt the image's first element; 0 where the image comes by rows
   * @param srcRows first elements of the rows from {@code firstRow} on; anything where {@code
   *     byRows} is 0
   * @param top row of the window's first tap before it is pushed, as {@code left}
   * @param offset from {@code offsetAt} on those of this window, as {@code mask}
   */
  static void gather(
      byte[] src,
      int srcAt,
      int[] srcRows,
      int byRows,
      int firstRow,
      int srcHeight,
      int srcWidth,
      int srcChannels,
      byte[] offset,
      int offsetAt,
      int[] cells,
      byte[] mask,
      int maskAt,
      int[] factors,
      int masked,
      int kernelHeight,
      int kernelWidth,
      int dilationY,
      int dilationX,
      int top,
      int left,
      int offsetGroups,
      int square,
      int srcZero,
      byte[] samples,
      int samplesAt) {
    int taps = kernelHeight * kernelWidth;
    int share = srcChannels / offsetGroups;
    for (int group = 0; group < offsetGroups; group++) {
      for (int tap = 0; tap < taps; tap++) {
        int tapY = tap / kernelWidth;
        int tapX = tap % kernelWidth;
        int down = 0;
        int right = 0;
        if (square != 0) {
          // The centre of an even kernel lies between two taps: half of an odd number.
          int push = cells[offset[offsetAt + group] + 128];
          down = push * (2 * tapY - (kernelHeight - 1)) >> 1;
          right = push * (2 * tapX - (kernelWidth - 1)) >> 1;
        } else {
          int at = offsetAt + (group * taps + tap) * 2;
          down = cells[offset[at] + 128];
          right = cells[offset[at + 1] + 128];
        }
        sample(
            src,
            srcAt + group * share,
            srcRows,
            byRows,
            firstRow,
            srcHeight,
            srcWidth,
            srcChannels,
            srcZero,
            (top + tapY * dilationY) * 256 + down,
            (left + tapX * dilationX) * 256 + right,
            masked != 0 ? factors[mask[maskAt + group * taps + tap] + 128] : ONE,
            samples,
            samplesAt + tap * srcChannels + group * share,
            share);
      }
    }
  }

  /**
   * Some channels between four cells; cells outside of the image are the zero point.
   *
   * @param srcAt first of the channels in the image's first cell
   * @param y in 1/256 cells, as {@code x}
   * @param factor in 2^-15
   */
  private static void sample(
      byte[] src,
      int srcAt,
      int[] srcRows,
      int byRows,
      int firstRow,
      int srcHeight,
      int srcWidth,
      int srcChannels,
      int srcZero,
      int y,
      int x,
      int factor,
      byte[] to,
      int toAt,
      int channels) {
    boolean inside = y > -256 && y < srcHeight * 256 && x > -256 && x < srcWidth * 256;
    if (!inside) {
      for (int c = 0; c < channels; c++) {
        to[toAt + c] = (byte) srcZero;
      }
      return;
    }
    int firstY = y >> 8;
    int firstX = x >> 8;
    int partY = y & 255;
    int partX = x & 255;
    if ((partY | partX) == 0 && factor == ONE) {
      int row = byRows != 0 ? srcRows[firstY - firstRow] : firstY * srcWidth * srcChannels;
      int cell = srcAt + row + firstX * srcChannels;
      for (int c = 0; c < channels; c++) {
        to[toAt + c] = src[cell + c];
      }
      return;
    }
    // Cells outside have no share; in their place a neighbour is read.
    int upper = firstY >= 0 ? 256 - partY : 0;
    int lower = firstY + 1 < srcHeight ? partY : 0;
    int lefter = firstX >= 0 ? 256 - partX : 0;
    int righter = firstX + 1 < srcWidth ? partX : 0;
    int upperY = upper != 0 ? firstY : firstY + 1;
    int lowerY = lower != 0 ? firstY + 1 : upperY;
    int upperRow =
        srcAt + (byRows != 0 ? srcRows[upperY - firstRow] : upperY * srcWidth * srcChannels);
    int lowerRow =
        srcAt + (byRows != 0 ? srcRows[lowerY - firstRow] : lowerY * srcWidth * srcChannels);
    int leftColumn = Math.max(firstX, 0) * srcChannels;
    int rightColumn = Math.min(firstX + 1, srcWidth - 1) * srcChannels;
    int zeros = (upper + lower) * (lefter + righter) * srcZero;
    for (int c = 0; c < channels; c++) {
      int left = upper * src[upperRow + leftColumn + c] + lower * src[lowerRow + leftColumn + c];
      int right = upper * src[upperRow + rightColumn + c] + lower * src[lowerRow + rightColumn + c];
      int sum = lefter * left + righter * right - zeros;
      // 16 bits of the shares and 15 of the factor go; halves are rounded up.
      long value = ((long) sum * factor + 1073741824L >> 31) + srcZero;
      to[toAt + c] = (byte) Math.min(Math.max(value, -128L), 127L);
    }
  }

  /**
   * One pixel of the result from what its taps read.
   *
   * @param samples [taps, srcChannels]
   * @param dst from {@code dstAt} on the pixel's channels
   */
  static void multiply(
      byte[] samples,
      int samplesAt,
      int taps,
      int srcChannels,
      int groups,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstChannels) {
    int depth = srcChannels / groups;
    int units = dstChannels / groups;
    for (int channel = 0; channel < dstChannels; channel++) {
      int from = samplesAt + channel / units * depth;
      int filter = weightAt + channel * taps * depth;
      int sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        for (int c = 0; c < depth; c++) {
          int sample = samples[from + tap * srcChannels + c] - srcZero;
          sum = Wrap.add(sum, sample * weight[filter + tap * depth + c]);
        }
      }
      dst[dstAt + channel] =
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

  /**
   * The same with weights of 4 bits: {@code weightAt} counts halves of bytes.
   *
   * @param samples [taps, srcChannels]
   * @param dst from {@code dstAt} on the pixel's channels
   */
  static void multiplyPacked(
      byte[] samples,
      int samplesAt,
      int taps,
      int srcChannels,
      int groups,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      byte[] dst,
      int dstAt,
      int dstChannels) {
    int depth = srcChannels / groups;
    int units = dstChannels / groups;
    for (int channel = 0; channel < dstChannels; channel++) {
      int from = samplesAt + channel / units * depth;
      int filter = weightAt + channel * taps * depth;
      int sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        for (int c = 0; c < depth; c++) {
          int sample = samples[from + tap * srcChannels + c] - srcZero;
          sum = Wrap.add(sum, sample * Nibbles.at(weight, filter + tap * depth + c));
        }
      }
      dst[dstAt + channel] =
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
