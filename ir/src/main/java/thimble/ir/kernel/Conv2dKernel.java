package thimble.ir.kernel;

/** Convolution, one output row a call. */
public final class Conv2dKernel {
  private Conv2dKernel() {}

  /**
   * @param srcRows for each kernel row the input row it reads, or -1 in the padding
   * @param weight [dstChannels, kernelHeight, kernelWidth, srcChannels / groups]
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
      for (int channel = 0; channel < dstChannels; channel++) {
        int sum = bias[biasAt + channel];
        int group = channel / groupOut;
        int tap = weightAt + channel * kernelHeight * kernelWidth * groupIn;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          for (int kx = 0; kx < kernelWidth; kx++) {
            int column = x * strideX - padLeft + kx * dilationX;
            // A tap in the padding reads the zero point: it adds nothing.
            if (row >= 0 && column >= 0 && column < srcWidth) {
              int from = row + column * srcChannels + group * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum += (src[from + c] - srcZero) * weight[tap + c];
              }
            }
            tap += groupIn;
          }
        }
        dst[dstAt + x * dstChannels + channel] =
            (byte)
                Requantize.toOutput(
                    sum, multiplier[channel], shift[channel], dstZero, clampLow, clampHigh);
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
      for (int channel = 0; channel < dstChannels; channel++) {
        float sum = bias[biasAt + channel];
        int group = channel / groupOut;
        int tap = weightAt + channel * kernelHeight * kernelWidth * groupIn;
        for (int ky = 0; ky < kernelHeight; ky++) {
          int row = srcRows[ky];
          for (int kx = 0; kx < kernelWidth; kx++) {
            int column = x * strideX - padLeft + kx * dilationX;
            if (row >= 0 && column >= 0 && column < srcWidth) {
              int from = row + column * srcChannels + group * groupIn;
              for (int c = 0; c < groupIn; c++) {
                sum += src[from + c] * weight[tap + c];
              }
            }
            tap += groupIn;
          }
        }
        dst[dstAt + x * dstChannels + channel] = Math.min(Math.max(sum, clampLow), clampHigh);
      }
    }
  }
}
