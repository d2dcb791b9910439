package thimble.planner.advice;

/**
 * A change of an architecture that keeps the shapes at its ends. The altered network has to be
 * trained again.
 */
public sealed interface Change {
  /** The value whose layer changes, or changes most. */
  String layer();

  /**
   * A convolution with a smaller kernel over the same output.
   *
   * @param layer id of its result
   */
  record SmallerKernel(String layer, int height, int width) implements Change {}

  /**
   * The stride of a layer moved to one before it, so that what lies between is smaller.
   *
   * @param layer id of the result of the layer that strides from now on
   * @param from id of the result of the layer that strode
   */
  record EarlierStride(String layer, String from) implements Change {}
}
