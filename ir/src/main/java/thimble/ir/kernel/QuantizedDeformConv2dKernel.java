package thimble.ir.kernel;

/** Deformable convolution of int8 images (docs/semantics.md, "Deformable convolution"). */
public final class QuantizedDeformConv2dKernel {
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
    int offsets = offsetGroups * (square != 0 ? 1 : 2 * taps);
    int top = outputRow % dstHeight * strideY - padTop;
    for (int x = 0; x < dstWidth; x++) {
      DeformSamples.gather(
          src,
          srcAt + outputRow / dstHeight * srcHeight * srcWidth * srcChannels,
          cells,
          0,
          0,
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
    int offsets = offsetGroups * (square != 0 ? 1 : 2 * taps);
    int top = outputRow % dstHeight * strideY - padTop;
    for (int x = 0; x < dstWidth; x++) {
      DeformSamples.gather(
          src,
          srcAt + outputRow / dstHeight * srcHeight * srcWidth * srcChannels,
          cells,
          0,
          0,
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
