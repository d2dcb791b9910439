package thimble.frontend.quantize;

import java.util.List;
import java.util.Optional;
import thimble.frontend.onnx.OnnxNode;

/**
 * What a layer multiplies its weights with: for each position of its window the numbers below it,
 * padding included, in the order of a filter's weights.
 *
 * @param groups of channels that do not mix
 * @param taps elements of one filter
 */
record Patches(
    int groups,
    int taps,
    int[] channels,
    int[] extents,
    int[] kernel,
    int[] strides,
    int[] dilations,
    int[] pads,
    int[] steps) {

  /** Of a convolution along one or two axes, or of a dense layer; none of others. */
  static Optional<Patches> of(FloatModel model, Layer layer) {
    List<Integer> x = model.shapes().get(layer.input());
    List<Integer> y = model.shapes().get(layer.output());
    if (Nodes.is(layer.node(), "Gemm")) {
      int inputs = layer.count() / layer.outputs();
      return Optional.of(
          new Patches(
              1,
              inputs,
              new int[] {inputs},
              new int[] {x.get(0), 1},
              ones(),
              ones(),
              ones(),
              new int[2],
              new int[] {x.get(0), 1}));
    }
    int axes = x.size() - 2;
    if (!Nodes.is(layer.node(), "Conv") || axes < 1 || axes > 2 || x.get(0) != 1) {
      return Optional.empty();
    }
    int[] kernel = ones();
    int[] strides = ones();
    int[] dilations = ones();
    int[] pads = new int[2];
    int[] extents = ones();
    int[] steps = ones();
    for (int i = 0; i < axes; i++) {
      kernel[i] = layer.shape().get(i + 2);
      strides[i] = attribute(layer.node(), "strides", i);
      dilations[i] = attribute(layer.node(), "dilations", i);
      extents[i] = x.get(i + 2);
      steps[i] = y.get(i + 2);
      pads[i] = pad(layer.node(), i, kernel[i], strides[i], dilations[i], extents[i], steps[i]);
    }
    int inGroup = layer.shape().get(1);
    return Optional.of(
        new Patches(
            layer.groups(),
            inGroup * kernel[0] * kernel[1],
            new int[] {inGroup},
            extents,
            kernel,
            strides,
            dilations,
            pads,
            steps));
  }

  private static int[] ones() {
    return new int[] {1, 1};
  }

  private static int attribute(OnnxNode node, String name, int axis) {
    return Nodes.integers(node, name).map(values -> (int) (long) values.get(axis)).orElse(1);
  }

  /** Padding in front. */
  private static int pad(
      OnnxNode node, int axis, int kernel, int stride, int dilation, int extent, int steps) {
    String mode = Nodes.text(node, "auto_pad", "NOTSET");
    if (!mode.startsWith("SAME")) {
      return Nodes.integers(node, "pads").map(pads -> (int) (long) pads.get(axis)).orElse(0);
    }
    int total = Math.max(0, (steps - 1) * stride + (kernel - 1) * dilation + 1 - extent);
    return mode.equals("SAME_UPPER") ? total / 2 : total - total / 2;
  }

  int positions() {
    return steps[0] * steps[1];
  }

  /**
   * The numbers below the window.
   *
   * @param x of one sample, channels first; rows of a dense layer
   * @param dense whether a position is a row whose numbers stand side by side
   */
  void read(float[] x, boolean dense, int group, int position, float[] patch) {
    if (dense) {
      System.arraycopy(x, position * taps, patch, 0, taps);
      return;
    }
    int top = position / steps[1] * strides[0] - pads[0];
    int left = position % steps[1] * strides[1] - pads[1];
    int at = 0;
    for (int channel = group * channels[0]; channel < (group + 1) * channels[0]; channel++) {
      for (int i = 0; i < kernel[0]; i++) {
        int row = top + i * dilations[0];
        for (int j = 0; j < kernel[1]; j++) {
          int column = left + j * dilations[1];
          boolean inside = row >= 0 && row < extents[0] && column >= 0 && column < extents[1];
          patch[at++] = inside ? x[(channel * extents[0] + row) * extents[1] + column] : 0;
        }
      }
    }
  }
}
