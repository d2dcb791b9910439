package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;

/**
 * A node with a stored weight: convolution, transposed or deformable convolution, dense layer.
 *
 * @param weight the constant's name
 * @param bias the constant's name, where there is one
 * @param outputAxis the weight's axis of output channels; -1 where groups share its indices
 * @param shape of the weight
 */
record Layer(
    OnnxNode node,
    String weight,
    Optional<String> bias,
    int outputAxis,
    List<Integer> shape,
    int groups) {

  private static final int OFFSET = 2;
  private static final int MASK = 4;

  /** Where a node's bias stands among its inputs. */
  private static int bias(OnnxNode node) {
    return Nodes.is(node, "DeformConv") ? 3 : 2;
  }

  /** Whether an operand beside weight and bias is no constant, which nobody would store. */
  private static boolean isComputed(OnnxEdit edit, OnnxNode node, int input) {
    return !Nodes.is(node, "DeformConv")
        || Nodes.input(node, input).flatMap(edit::constant).isEmpty();
  }

  /** The layer that a node is, if it is one. */
  static Optional<Layer> of(OnnxEdit edit, OnnxNode node) {
    if (!Nodes.is(node, "Conv", "ConvTranspose", "DeformConv", "Gemm")
        || node.inputs().size() < 2
        || !isComputed(edit, node, OFFSET)
        || !isComputed(edit, node, MASK)) {
      return Optional.empty();
    }
    Optional<OnnxTensor> weight =
        edit.constant(node.inputs().get(1))
            .filter(tensor -> tensor.dataType() == OnnxType.FLOAT.code());
    Optional<String> bias = Nodes.input(node, bias(node));
    boolean known = bias.isEmpty() || edit.constant(bias.get()).isPresent();
    if (weight.isEmpty() || !known || edit.constant(node.inputs().get(0)).isPresent()) {
      return Optional.empty();
    }
    int groups = (int) Nodes.integer(node, "group", 1);
    if (Nodes.integer(node, "transA", 0) != 0
        || Nodes.real(node, "alpha", 1) != 1
        || Nodes.real(node, "beta", 1) != 1) {
      return Optional.empty();
    }
    int axis =
        switch (node.opType()) {
          case "Conv", "DeformConv" -> 0;
          case "Gemm" -> Nodes.integer(node, "transB", 0) != 0 ? 0 : 1;
          default -> groups == 1 ? 1 : -1;
        };
    Layer layer = new Layer(node, weight.get().name(), bias, axis, weight.get().shape(), groups);
    boolean each =
        bias.isEmpty()
            || edit.floats(bias.get()).filter(v -> v.length == layer.outputs()).isPresent();
    return each ? Optional.of(layer) : Optional.empty();
  }

  /** The node with another weight and bias. */
  OnnxNode with(String newWeight, String newBias) {
    List<String> inputs = new ArrayList<>(node.inputs());
    while (inputs.size() <= bias(node)) {
      inputs.add("");
    }
    inputs.set(1, newWeight);
    inputs.set(bias(node), newBias);
    return OnnxEdit.withInputs(node, inputs);
  }

  String input() {
    return node.inputs().get(0);
  }

  String output() {
    return Nodes.output(node);
  }

  int outputs() {
    return outputAxis < 0 ? shape.get(1) * groups : shape.get(outputAxis);
  }

  /** Channels that it reads. */
  int inputs() {
    return switch (node.opType()) {
      case "Gemm" -> shape.get(1 - outputAxis);
      case "ConvTranspose" -> shape.get(0);
      default -> shape.get(1) * groups;
    };
  }

  int count() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The output channel of the weight's element at an index. */
  int outputChannel(int index) {
    if (outputAxis < 0) {
      int inner = count() / shape.get(0) / shape.get(1);
      int group = index / (count() / shape.get(0)) / (shape.get(0) / groups);
      return group * shape.get(1) + index / inner % shape.get(1);
    }
    int inner = 1;
    for (int axis = outputAxis + 1; axis < shape.size(); axis++) {
      inner *= shape.get(axis);
    }
    return index / inner % shape.get(outputAxis);
  }

  /** The input channel that the weight's element at an index reads. */
  int inputChannel(int index) {
    if (node.opType().equals("Gemm")) {
      int columns = shape.get(1);
      return outputAxis == 0 ? index % columns : index / columns;
    }
    int taps = count() / shape.get(0) / shape.get(1);
    if (node.opType().equals("ConvTranspose")) {
      return index / (taps * shape.get(1));
    }
    int group = index / (taps * shape.get(1)) / (shape.get(0) / groups);
    return group * shape.get(1) + index / taps % shape.get(1);
  }

  /** Whether every output channel reads one input channel only. */
  boolean isDepthwise() {
    return node.opType().equals("Conv") && groups > 1 && shape.get(1) == 1;
  }
}
