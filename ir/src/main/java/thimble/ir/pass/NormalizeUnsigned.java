package thimble.ir.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import thimble.ir.op.CustomOp;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Requantize;

/**
 * Turns uint8 tensors into int8 ones of the same meaning: stored numbers and zero points 128 lower;
 * likewise uint16 into int16, 32768 lower.
 *
 * <pre>
 *   %q : u8[8] q(0.5, 130) = quantize(element=u8) %x     -&gt;    %q : s8[8] q(0.5, 2) = quantize(element=s8) %x
 *   %y = dequantize %q                                         %y = dequantize %q
 * </pre>
 *
 * Everything downstream then knows one type of each width. Where the model itself takes or gives
 * unsigned integers, or reads stored integers as plain numbers, the type stays, and a Requantize of
 * factor 1 stands between. (Only quantized values: a plain unsigned tensor is a number like any
 * other.)
 */
public final class NormalizeUnsigned implements Pass {
  @Override
  public Graph run(Graph graph) {
    GraphEdit names = new GraphEdit(graph);
    Set<String> turned = turned(graph, names);
    return turned.isEmpty() ? graph : new Rewriting(graph, names, turned, new HashMap<>()).run();
  }

  private static boolean isUnsigned(TensorType type) {
    return isTurning(type.element()) && type.isQuantized();
  }

  private static boolean isPlain(TensorType type) {
    return isTurning(type.element()) && !type.isQuantized();
  }

  private static boolean isTurning(ElementType element) {
    return element == ElementType.U8 || element == ElementType.U16;
  }

  private static ElementType signed(ElementType element) {
    return element == ElementType.U8 ? ElementType.S8 : ElementType.S16;
  }

  /** Whether a node means the same by signed tensors as by unsigned ones. */
  private static boolean isIndifferent(GraphEdit edit, Node node) {
    if (node.op() instanceof Quantize
        || node.op() instanceof Dequantize
        || node.op() instanceof Requantize) {
      return true;
    }
    List<TensorType> inputs = edit.types(node.inputs());
    List<TensorType> outputs = node.outputs().stream().map(Value::type).toList();
    boolean fromNothing =
        outputs.stream().anyMatch(NormalizeUnsigned::isUnsigned)
            && inputs.stream().noneMatch(NormalizeUnsigned::isUnsigned);
    return !fromNothing
        && inputs.stream().noneMatch(NormalizeUnsigned::isPlain)
        && outputs.stream().noneMatch(NormalizeUnsigned::isPlain)
        && !(node.op() instanceof CustomOp);
  }

  /** The values to become signed: none of a graph that this pass has made. */
  private static Set<String> turned(Graph graph, GraphEdit edit) {
    Set<String> turned = new HashSet<>();
    for (Constant constant : graph.constants()) {
      String id = constant.value().id();
      boolean free = edit.readers(id).stream().allMatch(reader -> isIndifferent(edit, reader));
      if (isUnsigned(constant.value().type()) && free && !edit.isOutput(id)) {
        turned.add(id);
      }
    }
    for (Port port : graph.inputs()) {
      addIfTurned(edit, port.value(), false, turned);
    }
    for (Node node : graph.nodes()) {
      boolean indifferent = isIndifferent(edit, node);
      node.outputs().forEach(value -> addIfTurned(edit, value, indifferent, turned));
    }
    return turned;
  }

  /**
   * @param free whether the value's producer could as well give signed integers
   */
  private static void addIfTurned(GraphEdit edit, Value value, boolean free, Set<String> turned) {
    if (!isUnsigned(value.type())) {
      return;
    }
    List<Node> readers = edit.readers(value.id());
    long indifferent = readers.stream().filter(reader -> isIndifferent(edit, reader)).count();
    boolean stays;
    if (value.type().quant().isPerTensor()) {
      // A Requantize stands between already.
      boolean isTaken =
          !free && readers.stream().allMatch(reader -> reader.op() instanceof Requantize);
      boolean isGiven =
          indifferent == 0
              && edit.producer(value.id())
                  .filter(node -> node.op() instanceof Requantize)
                  .isPresent();
      stays = isTaken || isGiven;
    } else {
      // No Requantize exists that could stand between.
      stays = !free || edit.isOutput(value.id()) || indifferent < readers.size();
    }
    if (!stays) {
      turned.add(value.id());
    }
  }

  private static TensorType asSigned(TensorType type) {
    Quantization unsigned = type.quant();
    ElementType element = signed(type.element());
    List<Integer> zeroPoints =
        unsigned.zeroPoints().stream().map(zeroPoint -> zeroPoint + (int) element.min()).toList();
    return TensorType.quantized(
        element, type.shape(), new Quantization(unsigned.scales(), zeroPoints, unsigned.axis()));
  }

  /**
   * One rewriting.
   *
   * @param names gives ids that no value has
   * @param turned ids of the values to become signed
   * @param signed the signed value that stands for each of them
   */
  private record Rewriting(
      Graph graph, GraphEdit names, Set<String> turned, Map<String, Value> signed) {
    Graph run() {
      List<Node> nodes = new ArrayList<>();
      for (Port port : graph.inputs()) {
        if (turned.contains(port.value().id())) {
          nodes.add(toSigned(port.value(), suffixed(port.value())));
        }
      }
      List<Constant> constants = graph.constants().stream().map(this::constant).toList();
      graph.nodes().forEach(node -> add(node, nodes));
      List<Port> outputs = new ArrayList<>();
      for (Port port : graph.outputs()) {
        outputs.add(output(port, nodes, outputs.size()));
      }
      return new Graph(graph.name(), graph.inputs(), constants, nodes, outputs);
    }

    private static String suffixed(Value value) {
      return value.id() + "." + asSigned(value.type()).element().text();
    }

    /** The signed value for an unsigned one that stays as it is. */
    private Node toSigned(Value value, String stem) {
      Value result = names.newValue(stem, asSigned(value.type()));
      signed.put(value.id(), result);
      return requantize(value, result);
    }

    private static Node requantize(Value from, Value to) {
      return new Node(
          new Requantize(to.type().element()), List.of(from.id()), List.of(to), Origin.NONE);
    }

    private Constant constant(Constant constant) {
      if (!turned.contains(constant.value().id())) {
        return constant;
      }
      Value value = turn(constant.value());
      ElementType element = value.type().element();
      TensorData stored = TensorData.allocate(element, constant.data().count());
      for (int i = 0; i < stored.count(); i++) {
        stored.set(i, constant.data().integer(i) + element.min());
      }
      return new Constant(value, stored);
    }

    /** The same value, signed from the start. */
    private Value turn(Value value) {
      if (!turned.contains(value.id())) {
        return value;
      }
      Value result = new Value(value.id(), asSigned(value.type()));
      signed.put(value.id(), result);
      return result;
    }

    private void add(Node node, List<Node> nodes) {
      if (isIndifferent(names, node)) {
        List<String> inputs =
            node.inputs().stream()
                .map(id -> signed.containsKey(id) ? signed.get(id).id() : id)
                .toList();
        List<Value> results = node.outputs().stream().map(this::turn).toList();
        nodes.add(new Node(op(node.op(), results.get(0).type()), inputs, results, node.origin()));
        return;
      }
      List<String> inputs = new ArrayList<>();
      for (String id : node.inputs()) {
        inputs.add(signed.containsKey(id) ? toUnsigned(id, nodes) : id);
      }
      nodes.add(node.withInputs(inputs));
      for (Value value : node.outputs()) {
        if (turned.contains(value.id())) {
          nodes.add(toSigned(value, suffixed(value)));
        }
      }
    }

    private static Op op(Op op, TensorType result) {
      boolean turns = result.element() == ElementType.S8 || result.element() == ElementType.S16;
      if (turns && op instanceof Quantize) {
        return new Quantize(result.element());
      }
      return turns && op instanceof Requantize ? new Requantize(result.element()) : op;
    }

    /** The unsigned form of a value, for a reader that insists on it. */
    private String toUnsigned(String id, List<Node> nodes) {
      TensorType type = names.type(id);
      if (!signed.get(id).id().equals(id)) {
        return id; // The unsigned value itself is still there.
      }
      Value result = names.newValue(id + "." + type.element().text() + "." + nodes.size(), type);
      nodes.add(requantize(signed.get(id), result));
      return result.id();
    }

    /** An output keeps the model's type. */
    private Port output(Port port, List<Node> nodes, int index) {
      Value value = signed.get(port.value().id());
      if (value == null || !value.id().equals(port.value().id())) {
        return port;
      }
      Value outside =
          names.newValue(
              value.id() + "." + port.value().type().element().text() + "." + index,
              port.value().type());
      nodes.add(requantize(value, outside));
      return port.withValue(outside);
    }
  }
}
