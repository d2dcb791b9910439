package thimble.ir.kernel;

/**
 * As {@link QuantizedDeformConv2dKernel}, where offsets are too small to reach all rows: the image
 * comes by rows, too.
 */
public final class DeformConv2dRowsKernel {
  private DeformConv2dRowsKernel() {}

  /**
   * One output row.
   *
   * @param srcRows where the rows begin that taps may reach, or -1 outside of the image
   * @param reach row of the first of them, seen from the first tap that no offset pushes
   */
  public static void s8(
      byte[] src,
      int[] srcRows,
      int reach,
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
    int offsets = offsetGroups * (square != 0 ? 1 : 2 * taps);
    int top = outputRow % dstHeight * strideY - padTop;
    for (int x = 0; x < dstWidth; x++) {
      DeformSamples.gather(
          src,
          0,
          srcRows,
          1,
          top + reach,
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
          top,
          x * strideX - padLeft,
          offsetGroups,
          square,
          srcZero,
          samples,
          samplesAt);
      DeformSamples.multiply(
          samples,
          samplesAt,
          taps,
          srcChannels,
          groups,
          weight,
          weightAt,
          bias,
          biasAt,
          multiplier,
          shift,
          srcZero,
          dstZero,
          clampLow,
          clampHigh,
          dst,
          dstAt + x * dstChannels,
          dstChannels);
    }
  }

  /**
   * As {@link #s8}, weights of 4 bits: {@code weight} is read by {@link Nibbles}, {@code weightAt}
   * counts halves of bytes.
   */
  public static void s4(
      byte[] src,
      int[] srcRows,
      int reach,
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
    int offsets = offsetGroups * (square != 0 ? 1 : 2 * taps);
    int top = outputRow % dstHeight * strideY - padTop;
    for (int x = 0; x < dstWidth; x++) {
      DeformSamples.gather(
          src,
          0,
          srcRows,
          1,
          top + reach,
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
          top,
          x * strideX - padLeft,
          offsetGroups,
          square,
          srcZero,
          samples,
          samplesAt);
      DeformSamples.multiplyPacked(
          samples,
          samplesAt,
          taps,
          srcChannels,
          groups,
          weight,
          weightAt,
          bias,
          biasAt,
          multiplier,
          shift,
          srcZero,
          dstZero,
          clampLow,
          clampHigh,
          dst,
          dstAt + x * dstChannels,
          dstChannels);
    }
  }
}
