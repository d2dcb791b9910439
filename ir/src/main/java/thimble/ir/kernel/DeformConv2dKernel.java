package thimble.ir.kernel;

/** Deformable convolution. */
public final class DeformConv2dKernel {
  private DeformConv2dKernel() {}

  /**
   * One output row. The cells under the taps are sampled first, then multiplied as in any
   * convolution.
   *
   * @param src [images, srcHeight, srcWidth, srcChannels]: all of it
   * @param weight [dstChannels, kernelHeight, kernelWidth, srcChannels / groups]
   * @param bias [dstChannels]
   * @param offset [dstWidth, offsetGroups, kernelHeight, kernelWidth, 2] of this row: down, to the
   *     right; with {@code square} [dstWidth, offsetGroups]
   * @param mask [dstWidth, offsetGroups, kernelHeight, kernelWidth] of this row; anything where
   *     {@code masked} is 0
   * @param square 1 where an offset pushes all taps away from the kernel's centre
   * @param rounded 1 where offsets are rounded to integers, halves to the even one
   * @param low bounds of the offsets
   * @param high bounds of the offsets
   * @param dstHeight rows of an image of the result
   * @param samples working memory, [kernelHeight, kernelWidth, srcChannels]
   */
  public static void f32(
      float[] src,
      int srcAt,
      int srcHeight,
      int srcWidth,
      int srcChannels,
      float[] weight,
      int weightAt,
      float[] bias,
      int biasAt,
      float[] offset,
      int offsetAt,
      float[] mask,
      int maskAt,
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
      int rounded,
      float low,
      float high,
      float clampLow,
      float clampHigh,
      int outputRow,
      int dstHeight,
      float[] dst,
      int dstAt,
      int dstWidth,
      int dstChannels,
      float[] samples,
      int samplesAt) {
    int taps = kernelHeight * kernelWidth;
    int image = srcAt + outputRow / dstHeight * srcHeight * srcWidth * srcChannels;
    int top = outputRow % dstHeight * strideY - padTop;
    int share = srcChannels / offsetGroups;
    for (int x = 0; x < dstWidth; x++) {
      int left = x * strideX - padLeft;
      for (int group = 0; group < offsetGroups; group++) {
        int position = x * offsetGroups + group;
        for (int tap = 0; tap < taps; tap++) {
          int tapY = tap / kernelWidth;
          int tapX = tap % kernelWidth;
          float down = 0;
          float right = 0;
          if (square != 0) {
            float push = bounded(offset[offsetAt + position], low, high, rounded);
            down = push * ((float) tapY - (float) (kernelHeight - 1) * 0.5f);
            right = push * ((float) tapX - (float) (kernelWidth - 1) * 0.5f);
          } else {
            int at = offsetAt + (position * taps + tap) * 2;
            down = bounded(offset[at], low, high, rounded);
            right = bounded(offset[at + 1], low, high, rounded);
          }
          float weightOfTap = masked != 0 ? mask[maskAt + position * taps + tap] : 1.0f;
          sample(
              src,
              image + group * share,
              srcHeight,
              srcWidth,
              srcChannels,
              (float) (top + tapY * dilationY) + down,
              (float) (left + tapX * dilationX) + right,
              weightOfTap,
              samples,
              samplesAt + tap * srcChannels + group * share,
              share);
        }
      }
      int depth = srcChannels / groups;
      int units = dstChannels / groups;
      for (int channel = 0; channel < dstChannels; channel++) {
        int from = samplesAt + channel / units * depth;
        int weightRow = weightAt + channel * taps * depth;
        float sum = bias[biasAt + channel];
        for (int tap = 0; tap < taps; tap++) {
          for (int c = 0; c < depth; c++) {
            sum += samples[from + tap * srcChannels + c] * weight[weightRow + tap * depth + c];
          }
        }
        dst[dstAt + x * dstChannels + channel] = Math.min(Math.max(sum, clampLow), clampHigh);
      }
    }
  }

  private static float bounded(float offset, float low, float high, int rounded) {
    float within = Math.min(Math.max(offset, low), high);
    return rounded != 0 ? (float) Math.rint(within) : within;
  }

  /**
   * Some channels between four cells; cells outside of the image are zero.
   *
   * @param srcAt first of the channels in the image's first cell
   */
  private static void sample(
      float[] src,
      int srcAt,
      int srcHeight,
      int srcWidth,
      int srcChannels,
      float y,
      float x,
      float factor,
      float[] to,
      int toAt,
      int channels) {
    for (int c = 0; c < channels; c++) {
      to[toAt + c] = 0;
    }
    // Also where it is no number.
    boolean inside = y > -1.0f && y < (float) srcHeight && x > -1.0f && x < (float) srcWidth;
    if (!inside) {
      return;
    }
    float floorY = (float) Math.floor(y);
    float floorX = (float) Math.floor(x);
    float partY = y - floorY;
    float partX = x - floorX;
    int firstY = (int) floorY;
    int firstX = (int) floorX;
    for (int corner = 0; corner < 4; corner++) {
      int lower = corner / 2;
      int righter = corner % 2;
      int cellY = firstY + lower;
      int cellX = firstX + righter;
      float share =
          (lower != 0 ? partY : 1.0f - partY) * (righter != 0 ? partX : 1.0f - partX) * factor;
      boolean there = cellY >= 0 && cellY < srcHeight && cellX >= 0 && cellX < srcWidth;
      if (there && share != 0.0f) {
        int cell = srcAt + (cellY * srcWidth + cellX) * srcChannels;
        for (int c = 0; c < channels; c++) {
          to[toAt + c] += share * src[cell + c];
        }
      }
    }
  }
}
