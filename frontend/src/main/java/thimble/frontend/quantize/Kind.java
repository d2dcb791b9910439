package thimble.frontend.quantize;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxTensor;

/** How a node is computed in integers. */
enum Kind {
  /** A stored weight, a bias, an accumulator. */
  LAYER,
  /** An operator with an integer kernel, whose result has a scale of its own. */
  INTEGER,
  /** Parts are brought to the result's scale. */
  JOIN,
  /** What comes out went in: one scale for both. */
  MOVEMENT,
  /** One number in, one number out: a table of 256, together with its neighbours. */
  TABLE,
  /** No integer kernel: it works on dequantized numbers. */
  FLOAT;

  private static final Set<String> INTEGERS =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "MatMul",
          "Softmax",
          "GlobalAveragePool",
          "ReduceMean",
          "ReduceSum",
          "ArgMax",
          "ArgMin");

  private static final Set<String> MOVEMENTS =
      Set.of(
          "Reshape",
          "Flatten",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Slice",
          "Split",
          "Gather",
          "Expand",
          "Tile",
          "DepthToSpace",
          "SpaceToDepth",
          "MaxPool",
          "GlobalMaxPool",
          "Pad",
          "Resize",
          "AveragePool",
          "ReduceMax",
          "ReduceMin",
          "Identity");

  private static final Set<String> TABLES =
      Set.of(
          "Relu",
          "Clip",
          "LeakyRelu",
          "ThresholdedRelu",
          "Sigmoid",
          "HardSigmoid",
          "HardSwish",
          "Tanh",
          "Elu",
          "Selu",
          "Celu",
          "Softplus",
          "Softsign",
          "Erf",
          "Gelu",
          "Mish",
          "Swish",
          "Exp",
          "Log",
          "Sqrt",
          "Abs",
          "Neg",
          "Reciprocal",
          "Floor",
          "Ceil",
          "Round",
          "Sign",
          "Sin",
          "Cos",
          "Tan",
          "Asin",
          "Acos",
          "Atan",
          "Sinh",
          "Cosh",
          "Asinh",
          "Acosh",
          "Atanh");

  private static final Set<String> BINARY_TABLES =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "PRelu");

  static Kind of(FloatModel model, OnnxEdit edit, OnnxNode node) {
    boolean floats = node.outputs().stream().anyMatch(model.floats()::contains);
    String first = node.inputs().isEmpty() ? "" : node.inputs().get(0);
    if (!node.domain().isEmpty()
        || !floats && !(Nodes.is(node, "ArgMax", "ArgMin") && model.floats().contains(first))) {
      return FLOAT;
    }
    if (Layer.of(edit, node).isPresent()) {
      return LAYER;
    }
    boolean binary = BINARY_TABLES.contains(node.opType()) && node.inputs().size() == 2;
    if (binary && scalarOperand(edit, node).isPresent()
        || TABLES.contains(node.opType()) && bounded(edit, node)) {
      return TABLE;
    } else if (INTEGERS.contains(node.opType())) {
      return INTEGER;
    } else if (node.opType().equals("Concat")) {
      return JOIN;
    } else if (MOVEMENTS.contains(node.opType()) && model.floats().contains(first)) {
      return MOVEMENT;
    }
    return FLOAT;
  }

  /** The operand that is a stored number, of a node of two. */
  static Optional<OnnxTensor> scalarOperand(OnnxEdit edit, OnnxNode node) {
    List<String> inputs = node.inputs();
    return inputs.stream()
        .flatMap(name -> edit.constant(name).stream())
        .filter(tensor -> edit.floats(tensor.name()).filter(v -> v.length == 1).isPresent())
        .findFirst();
  }

  /** Whether the bounds of a clip are known; everything else has none. */
  private static boolean bounded(OnnxEdit edit, OnnxNode node) {
    return node.inputs().stream()
        .skip(1)
        .allMatch(name -> name.isEmpty() || edit.floats(name).isPresent());
  }
}
