package thimble.targets.cmsisnn;

/**
 * A layer that slides a window, as CMSIS-NN's structures say it.
 *
 * @param depthwise whether weights are one filter a channel
 * @param bufferBytes working memory; 0 for none
 * @param from dimensions of the input
 * @param filter dimensions of the weights: [outputs, height, width, inputs], of a depthwise layer
 *     [1, height, width, outputs]
 * @param to dimensions of the output; of a pointwise layer its width is an argument
 * @param rows whether the width is the argument {@code pixels}: any number of rows in one piece
 * @param multiplier of a depthwise layer: outputs an input channel has
 */
public record WindowModel(
    boolean depthwise,
    boolean rows,
    int bufferBytes,
    Dimensions from,
    Dimensions filter,
    Dimensions to,
    Tile stride,
    Tile padding,
    Tile dilation,
    int srcOffset,
    int dstOffset,
    int multiplier,
    int low,
    int high) {
  /** As {@code cmsis_nn_dims} has it. */
  public record Dimensions(int count, int height, int width, int channels) {}

  /** As {@code cmsis_nn_tile} has it. */
  public record Tile(int width, int height) {}

  /** The part of the library's names that tells the two layers apart. */
  public String layer() {
    return depthwise ? "depthwise_conv" : "convolve";
  }

  /** The structure of the layer's parameters. */
  public String parametersType() {
    return depthwise ? "cmsis_nn_dw_conv_params" : "cmsis_nn_conv_params";
  }
}
