package thimble.ir.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Requantize;

/**
 * Turns uint8 tensors into int8 ones of the same meaning: stored numbers and zero points 128 lower.
 *
 * <pre>
 *   %q : u8[8] q(0.5, 130) = quantize(element=u8) %x     -&gt;    %q : s8[8] q(0.5, 2) = quantize(element=s8) %x
 *   %y = dequantize %q                                         %y = dequantize %q
 * </pre>
 *
 * Everything downstream then knows one 8-bit type. Where the model itself takes or gives uint8 its
 * interface stays, and a Requantize of factor 1 stands at the edge. (Only quantized values: a plain
 * uint8 tensor is a number like any other.)
 */
public final class NormalizeUnsigned implements Pass {
  private static final int SHIFT = 128;

  @Override
  public Graph run(Graph graph) {
    GraphEdit edit = new GraphEdit(graph);
    return hasUnsigned(graph) && !isNormal(graph, edit) ? new Rewriting(graph, edit).run() : graph;
  }

  private static boolean hasUnsigned(Graph graph) {
    return graph.constants().stream().anyMatch(c -> isUnsigned(c.value().type()))
        || graph.inputs().stream().anyMatch(port -> isUnsigned(port.value().type()))
        || graph.nodes().stream()
            .anyMatch(n -> n.outputs().stream().anyMatch(v -> isUnsigned(v.type())));
  }

  private static boolean isUnsigned(TensorType type) {
    return type.element() == ElementType.U8 && type.isQuantized();
  }

  /** Whether unsigned values stand at the edge only, as this pass leaves them. */
  private static boolean isNormal(Graph graph, GraphEdit edit) {
    return graph.constants().stream().noneMatch(c -> isUnsigned(c.value().type()))
        && graph.nodes().stream().allMatch(node -> isNormal(edit, node));
  }

  private static boolean isNormal(GraphEdit edit, Node node) {
    boolean reads = edit.types(node.inputs()).stream().anyMatch(NormalizeUnsigned::isUnsigned);
    boolean writes = node.outputs().stream().anyMatch(value -> isUnsigned(value.type()));
    boolean atInput = node.inputs().stream().allMatch(edit::isInput);
    String output = node.output().id();
    boolean atOutput = edit.isOutput(output) && edit.readers(output).isEmpty();
    return !reads && !writes
        || node.op() instanceof Requantize && (!reads || atInput) && (!writes || atOutput);
  }

  private static TensorType asSigned(TensorType type) {
    Quantization unsigned = type.quant();
    List<Integer> zeroPoints =
        unsigned.zeroPoints().stream().map(zeroPoint -> zeroPoint - SHIFT).toList();
    return TensorType.quantized(
        ElementType.S8,
        type.shape(),
        new Quantization(unsigned.scales(), zeroPoints, unsigned.axis()));
  }

  private static Node requantize(Value from, Value to) {
    return new Node(
        new Requantize(to.type().element()), List.of(from.id()), List.of(to), Origin.NONE);
  }

  /**
   * One rewriting.
   *
   * @param names gives ids that no value has
   * @param signed the int8 value that stands for each uint8 one
   */
  private record Rewriting(Graph graph, GraphEdit names, Map<String, Value> signed) {
    Rewriting(Graph graph, GraphEdit names) {
      this(graph, names, new HashMap<>());
    }

    Graph run() {
      List<Node> nodes = new ArrayList<>();
      for (Port port : graph.inputs()) {
        if (isUnsigned(port.value().type())) {
          Value inside = names.newValue(port.value().id() + ".s8", asSigned(port.value().type()));
          signed.put(port.value().id(), inside);
          nodes.add(requantize(port.value(), inside));
        }
      }
      List<Constant> constants = graph.constants().stream().map(this::constant).toList();
      for (Node node : graph.nodes()) {
        nodes.add(node(node));
      }
      List<Port> outputs = new ArrayList<>();
      for (Port port : graph.outputs()) {
        outputs.add(output(port, nodes, outputs.size()));
      }
      return new Graph(graph.name(), graph.inputs(), constants, nodes, outputs);
    }

    private Constant constant(Constant constant) {
      if (!isUnsigned(constant.value().type())) {
        return constant;
      }
      byte[] stored = constant.data().byteArray().clone();
      for (int i = 0; i < stored.length; i++) {
        stored[i] = (byte) (stored[i] - SHIFT);
      }
      Value value = new Value(constant.value().id(), asSigned(constant.value().type()));
      signed.put(value.id(), value);
      return new Constant(value, TensorData.bytes(stored));
    }

    private Node node(Node node) {
      List<String> inputs =
          node.inputs().stream()
              .map(id -> Optional.ofNullable(signed.get(id)).map(Value::id).orElse(id))
              .toList();
      List<Value> results = new ArrayList<>();
      for (Value value : node.outputs()) {
        if (isUnsigned(value.type())) {
          Value result = new Value(value.id(), asSigned(value.type()));
          signed.put(value.id(), result);
          results.add(result);
        } else {
          results.add(value);
        }
      }
      return new Node(op(node), inputs, results, node.origin());
    }

    private static Op op(Node node) {
      boolean unsigned = isUnsigned(node.output().type());
      if (unsigned && node.op() instanceof Quantize) {
        return new Quantize(ElementType.S8);
      }
      return unsigned && node.op() instanceof Requantize
          ? new Requantize(ElementType.S8)
          : node.op();
    }

    /** An output keeps the model's type: the signed value is turned back in front of it. */
    private Port output(Port port, List<Node> nodes, int index) {
      Value inside = signed.get(port.value().id());
      if (inside == null || names.isInput(port.value().id())) {
        return port;
      }
      Value outside = names.newValue(inside.id() + ".u8." + index, port.value().type());
      nodes.add(requantize(inside, outside));
      return port.withValue(outside);
    }
  }
}
