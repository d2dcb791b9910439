package thimble.frontend.quantize;

import java.util.Arrays;
import java.util.List;
import thimble.frontend.onnx.OnnxNode;

/**
 * Where a layer's taps lie, along two axes; of a sequence the second has one cell.
 *
 * @param extents of what the layer reads
 * @param pads in front
 * @param steps extents of what the layer gives
 */
record PatchWindow(
    int[] extents, int[] kernel, int[] strides, int[] dilations, int[] pads, int[] steps) {
  static PatchWindow of(FloatModel model, Layer layer) {
    List<Integer> x = model.shapes().get(layer.input());
    List<Integer> y = model.shapes().get(layer.output());
    PatchWindow window = new PatchWindow(ones(), ones(), ones(), ones(), new int[] {0, 0}, ones());
    for (int i = 0; i < x.size() - 2; i++) {
      window.extents[i] = x.get(i + 2);
      window.steps[i] = y.get(i + 2);
      window.kernel[i] = layer.shape().get(i + 2);
      window.strides[i] = attribute(layer.node(), "strides", i);
      window.dilations[i] = attribute(layer.node(), "dilations", i);
      window.pads[i] = window.pad(layer.node(), i);
    }
    return window;
  }

  private static int[] ones() {
    int[] ones = new int[2];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static int attribute(OnnxNode node, String name, int axis) {
    return Nodes.integers(node, name).map(values -> (int) (long) values.get(axis)).orElse(1);
  }

  /** Padding in front, or what is cut off in front of a transposed convolution's result. */
  private int pad(OnnxNode node, int axis) {
    String mode = Nodes.text(node, "auto_pad", "NOTSET");
    boolean transposed = Nodes.is(node, "ConvTranspose");
    boolean stated = transposed && Nodes.integers(node, "output_shape").isPresent();
    if (!mode.startsWith("SAME") && !stated) {
      return mode.equals("VALID")
          ? 0
          : Nodes.integers(node, "pads").map(pads -> (int) (long) pads.get(axis)).orElse(0);
    }
    int reach = (kernel[axis] - 1) * dilations[axis] + 1;
    int extra =
        Nodes.integers(node, "output_padding").map(each -> (int) (long) each.get(axis)).orElse(0);
    int total =
        transposed
            ? (extents[axis] - 1) * strides[axis] + reach + extra - steps[axis]
            : (steps[axis] - 1) * strides[axis] + reach - extents[axis];
    int half = Math.max(0, total) / 2;
    return mode.equals("SAME_UPPER") ? half : Math.max(0, total) - half;
  }

  int taps() {
    return kernel[0] * kernel[1];
  }

  int positions() {
    return steps[0] * steps[1];
  }

  /** The cell of a channel's plane at a place, 0 outside. */
  float cell(float[] x, int channel, int row, int column) {
    boolean inside = row >= 0 && row < extents[0] && column >= 0 && column < extents[1];
    return inside ? x[(channel * extents[0] + row) * extents[1] + column] : 0;
  }
}
