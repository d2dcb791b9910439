package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Clamp;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.MatMul;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Transpose;

/**
 * A product with a matrix known at compile time is a fully connected layer.
 *
 * <pre>
 *   %y = matmul %x, %w    (%w [K, N] constant)    -&gt;    %y = fully_connected %x, %v, %zeros   (%v [N, K])
 * </pre>
 *
 * A row of the weight then lies in one piece and meets one row of x, a bias and an activation can
 * be folded in, and an int8 weight may have scales per output channel.
 */
public final class MatMulToFullyConnected implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, MatMulToFullyConnected::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (!(node.op() instanceof MatMul) || node.output().type().element() != ElementType.F32) {
      return false;
    }
    String a = node.inputs().get(0);
    TensorType b = edit.type(node.inputs().get(1));
    if (b.product(0, b.rank() - 2) != 1) {
      return false;
    }
    Optional<String> weight = weight(edit, node);
    if (weight.isEmpty()) {
      return false;
    }
    int outputs = b.extent(-1);
    String bias =
        edit.addFloats(node.output().id() + ".bias", List.of(outputs), new float[outputs]);
    List<Integer> shape = new ArrayList<>(edit.type(a).shape());
    shape.set(shape.size() - 1, outputs);
    Op op = new FullyConnected(Clamp.NONE);
    List<String> inputs = List.of(a, weight.get(), bias);
    if (shape.equals(node.output().type().shape())) {
      edit.put(new Node(op, inputs, node.outputs(), node.origin()));
      return true;
    }
    // The matrix had leading extents of 1 that the result keeps.
    Value product =
        edit.newValue(node.output().id() + ".flat", TensorType.of(ElementType.F32, shape));
    edit.put(new Node(op, inputs, List.of(product), node.origin()));
    edit.put(
        new Node(
            new Reshape(node.output().type().shape()),
            List.of(product.id()),
            node.outputs(),
            node.origin()));
    return true;
  }

  /** The transposed matrix, dequantized if it was so before. */
  private static Optional<String> weight(GraphEdit edit, Node node) {
    String id = node.inputs().get(1);
    Optional<Constant> plain = edit.constant(id);
    if (plain.isPresent()) {
      return transposed(edit, plain.get());
    }
    return Constants.dequantized(edit, id)
        .flatMap(stored -> transposed(edit, stored))
        .map(stored -> dequantize(edit, id, stored));
  }

  private static String dequantize(GraphEdit edit, String old, String stored) {
    Value result =
        edit.newValue(
            old + ".transposed", TensorType.of(ElementType.F32, edit.type(stored).shape()));
    Node before = edit.producer(old).orElseThrow();
    edit.put(new Node(before.op(), List.of(stored), List.of(result), before.origin()));
    return result.id();
  }

  private static Optional<String> transposed(GraphEdit edit, Constant constant) {
    TensorType type = constant.value().type();
    TensorType flat = TensorType.of(type.element(), type.extent(-2), type.extent(-1));
    TensorType result = TensorType.of(type.element(), type.extent(-1), type.extent(-2));
    if (type.isQuantized()) {
      Quantization quantization = type.quant();
      int fromEnd = quantization.axis() - type.rank();
      if (!quantization.isPerTensor() && fromEnd < -2) {
        return Optional.empty();
      }
      result = result.withQuantization(quantization.withAxis(fromEnd == -1 ? 0 : 1));
    }
    TensorData data = Constants.apply(new Transpose(List.of(1, 0)), flat, result, constant.data());
    return Optional.of(edit.addConstant(constant.value().id() + ".transposed", result, data));
  }
}
