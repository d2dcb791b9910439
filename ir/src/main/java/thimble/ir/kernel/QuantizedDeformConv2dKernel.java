package thimble.ir.kernel;

/**
 * Deformable convolution of int8 images (docs/semantics.md, "Deformable convolution"). Positions
 * are integers, 256 to a cell.
 */
public final class QuantizedDeformConv2dKernel {
  /** A tap's factor of 1: 15 bits behind the point. */
  private static final int ONE = 32768;

  private QuantizedDeformConv2dKernel() {}

  /**
   * One output row. The cells under the taps are sampled first, then multiplied as in any
   * convolution.
   *
   * @param src [images, srcHeight, srcWidth, srcChannels]: all of it
   * @param weight [dstChannels, kernelHeight, kernelWidth, srcChannels / groups]
   * @param bias [dstChannels]
   * @param multiplier for each output channel, as {@code shift}: from the accumulator's scale to
   *     the output's
   * @param offset [dstWidth, offsetGroups, kernelHeight, kernelWidth, 2] of this row: down, to the
   *     right; with {@code square} [dstWidth, offsetGroups]
   * @param cells for each stored offset, from -128 on, its distance in 1/256 cells
   * @param mask [dstWidth, offsetGroups, kernelHeight, kernelWidth] of this row; anything where
   *     {@code masked} is 0
   * @param factors for each stored mask, from -128 on, its factor in 2^-15; anything where {@code
   *     masked} is 0
   * @param square 1 where an offset pushes all taps away from the kernel's centre
   * @param dstHeight rows of an image of the result
   * @param samples working memory, [kernelHeight, kernelWidth, srcChannels]
   */
  public static void s8(
      byte[] src,
      int srcAt,
      int srcHeight,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      byte[] offset,
      int offsetAt,
      int[] cells,
      byte[] mask,
      int maskAt,
      int[] factors,
      int masked,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      int offsetGroups,
      int square,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      int outputRow,
      int dstHeight,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels,
      byte[] samples,
      int samplesAt) {
    int taps = kernelHeight * kernelWidth;
    int depth = srcChannels / groups;
    int units = dstChannels / groups;
    int offsets = offsetGroups * (square != 0 ? 1 : 2 * taps);
    for (int x = 0; x < dstWidth; x++) {
      gather(
          src,
          srcAt + outputRow / dstHeight * srcHeight * srcWidth * srcChannels,
          srcHeight,
          srcWidth,
          srcChannels,
          offset,
          offsetAt + x * offsets,
          cells,
          mask,
          maskAt + x * offsetGroups * taps,
          factors,
          masked,
          kernelHeight,
          kernelWidth,
          dilationY,
          dilationX,
          outputRow % dstHeight * strideY - padTop,
          x * strideX - padLeft,
          offsetGroups,
          square,
          srcZero,
          samples,
          samplesAt);
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
      int srcAt,
      int srcHeight,
      int srcWidth,
      int srcChannels,
      byte[] weight,
      int weightAt,
      int[] bias,
      int biasAt,
      int[] multiplier,
      int[] shift,
      byte[] offset,
      int offsetAt,
      int[] cells,
      byte[] mask,
      int maskAt,
      int[] factors,
      int masked,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      int dilationY,
      int dilationX,
      int padTop,
      int padLeft,
      int groups,
      int offsetGroups,
      int square,
      int srcZero,
      int dstZero,
      int clampLow,
      int clampHigh,
      int outputRow,
      int dstHeight,
      byte[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels,
      byte[] samples,
      int samplesAt) {
    int taps = kernelHeight * kernelWidth;
    int depth = srcChannels / groups;
    int units = dstChannels / groups;
    int offsets = offsetGroups * (square != 0 ? 1 : 2 * taps);
    for (int x = 0; x < dstWidth; x++) {
      gather(
          src,
          srcAt + outputRow / dstHeight * srcHeight * srcWidth * srcChannels,
          srcHeight,
          srcWidth,
          srcChannels,
          offset,
          offsetAt + x * offsets,
          cells,
          mask,
          maskAt + x * offsetGroups * taps,
          factors,
          masked,
          kernelHeight,
          kernelWidth,
          dilationY,
          dilationX,
          outputRow % dstHeight * strideY - padTop,
          x * strideX - padLeft,
          offsetGroups,
          square,
          srcZero,
          samples,
          samplesAt);
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
   * The cells under all taps of one window.
   *
   * @param srcAt the image's first element
   * @param top row of the window's first tap before it is pushed, as {@code left}
   * @param offset from {@code offsetAt} on those of this window, as {@code mask}
   */
  private static void gather(
      byte[] src,
      int srcAt,
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
      int cell = srcAt + (firstY * srcWidth + firstX) * srcChannels;
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
    int upperRow = srcAt + Math.max(firstY, 0) * srcWidth * srcChannels;
    int lowerRow = srcAt + Math.min(firstY + 1, srcHeight - 1) * srcWidth * srcChannels;
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
}
