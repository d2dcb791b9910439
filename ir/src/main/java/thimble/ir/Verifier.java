package thimble.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.op.Checks;
import thimble.ir.op.Signature;
import thimble.ir.run.KernelRunner;

/**
 * What holds of every graph, after import and after every pass:
 *
 * <ol>
 *   <li>Every id is defined once: by a graph input, a constant or a node's output.
 *   <li>A node reads only what stands before it: inputs, constants, outputs of earlier nodes. There
 *       is therefore no cycle.
 *   <li>Every operator's numbered constraints hold ({@link thimble.ir.op.Op#check}).
 *   <li>The element types and shapes of a node's outputs are those that the operator infers.
 *   <li>The types around a node, their quantization included, are such that the operator names a
 *       kernel, whose parameters take the arguments it names.
 *   <li>A zero point is a value of its element type.
 *   <li>A BOOL constant holds 0 and 1 only.
 *   <li>A port's value is the graph's value of that id, of the same type.
 *   <li>A port's permutation is one; the permuted model shape is the value's shape but for extents
 *       of 1.
 *   <li>An input that repeats another one's data comes after it and is like it in everything but
 *       its id; the other one repeats nothing. An output repeats nothing.
 *   <li>An input that is a state is carried from an output, of the same type but for its rows, of
 *       which that has at least as many; no two states from one. What it holds first is a constant
 *       of its type.
 *   <li>Where a port says that the model's tensor is float, its value is quantized per tensor.
 * </ol>
 */
public final class Verifier {
  private final Graph graph;
  private final List<String> broken = new ArrayList<>();
  private final Map<String, Value> defined = new HashMap<>();

  private Verifier(Graph graph) {
    this.graph = graph;
  }

  /** The broken invariants, each as one line; none for a sound graph. */
  public static List<String> verify(Graph graph) {
    Verifier verifier = new Verifier(graph);
    verifier.run();
    return List.copyOf(verifier.broken);
  }

  /**
   * Refuses an unsound graph.
   *
   * @param stage who made the graph, for the message
   * @throws ThimbleException {@link Code#T0302}
   */
  public static void require(Graph graph, String stage) {
    List<String> broken = verify(graph);
    if (!broken.isEmpty()) {
      throw new ThimbleException(
          Code.T0302,
          "the graph is not sound after " + stage,
          "graph " + graph.name(),
          String.join("; ", broken.subList(0, Math.min(5, broken.size()))),
          "this is a defect of the compiler: please report it with the model");
    }
  }

  private void run() {
    graph.inputs().forEach(port -> define(port.value()));
    graph.inputs().forEach(port -> notPacked(port.value()));
    for (Constant constant : graph.constants()) {
      define(constant.value());
      constant(constant);
    }
    for (Node node : graph.nodes()) {
      node(node);
    }
    graph.inputs().forEach(this::port);
    graph.outputs().forEach(this::port);
    repetitions();
    states();
  }

  private void fail(Object where, String what) {
    broken.add(where + ": " + what);
  }

  private void define(Value value) {
    if (defined.putIfAbsent(value.id(), value) != null) {
      fail(value, "defined twice");
    }
    value.type().quantization().ifPresent(quantization -> zeroPoints(value, quantization));
  }

  private void zeroPoints(Value value, Quantization quantization) {
    ElementType element = value.type().element();
    for (int zeroPoint : quantization.zeroPoints()) {
      if (zeroPoint < element.min() || zeroPoint > element.max()) {
        fail(value, "zero point " + zeroPoint + " is no " + element.text());
        return;
      }
    }
  }

  private void constant(Constant constant) {
    ElementType type = constant.data().element();
    if (type != ElementType.BOOL && type != ElementType.S4) {
      return;
    }
    for (byte element : constant.data().byteArray()) {
      if (element < type.min() || element > type.max()) {
        fail(constant.value(), "a " + type + " of " + element);
        return;
      }
    }
  }

  private void notPacked(Value value) {
    if (value.type().element() == ElementType.S4) {
      fail(value, "only constants have 4 bits");
    }
  }

  private void node(Node node) {
    for (String input : node.inputs()) {
      if (!defined.containsKey(input)) {
        fail(node.output(), "reads %" + input + ", which is not defined before it");
        node.outputs().forEach(this::define);
        return;
      }
    }
    node.outputs().forEach(this::define);
    node.outputs().forEach(this::notPacked);
    List<TensorType> inputs = node.inputs().stream().map(id -> defined.get(id).type()).toList();
    String where = node.output() + " = " + node.op().name();
    try {
      Checks checks = new Checks();
      node.op().check(inputs, checks);
      checks.broken().forEach(constraint -> fail(where, constraint));
      if (checks.passed() && results(node, inputs, where)) {
        Signature signature =
            new Signature(inputs, node.outputs().stream().map(Value::type).toList());
        node.op().access(signature);
        if (!KernelRunner.takes(node.op().kernel(signature), signature)) {
          fail(where, "no kernel for " + inputs + " -> " + node.outputs());
        }
      }
    } catch (RuntimeException e) {
      fail(where, "no kernel for " + inputs + " -> " + node.outputs() + " (" + e + ")");
    }
  }

  private boolean results(Node node, List<TensorType> inputs, String where) {
    List<TensorType> inferred = node.op().infer(inputs);
    if (inferred.size() != node.outputs().size()) {
      fail(where, node.outputs().size() + " outputs, the operator has " + inferred.size());
      return false;
    }
    for (int i = 0; i < inferred.size(); i++) {
      TensorType type = node.outputs().get(i).type();
      if (type.element() != inferred.get(i).element()
          || !type.shape().equals(inferred.get(i).shape())) {
        fail(where, "output " + i + " is " + type + ", inferred is " + inferred.get(i));
        return false;
      }
    }
    return true;
  }

  private void port(Port port) {
    Value value = port.value();
    if (!value.equals(defined.get(value.id()))) {
      fail(value, "a port's value is not the graph's, " + defined.get(value.id()));
    }
    if (port.floatInModel()
        && !(value.type().isQuantized() && value.type().quant().isPerTensor())) {
      fail(value, "a port that quantizes has a value quantized per tensor");
    }
    List<Integer> permuted = new ArrayList<>();
    List<Integer> axes = new ArrayList<>();
    for (int axis : port.permutation()) {
      if (axis >= 0 && axis < port.modelShape().size() && !axes.contains(axis)) {
        axes.add(axis);
        permuted.add(port.modelShape().get(axis));
      }
    }
    if (axes.size() != port.permutation().size()) {
      fail(value, port.permutation() + " is no permutation");
      return;
    }
    List<Integer> shape = axes.isEmpty() ? port.modelShape() : permuted;
    if (!withoutOnes(shape).equals(withoutOnes(value.type().shape()))) {
      fail(value, "the model's tensor, permuted, has shape " + shape);
    }
  }

  private void repetitions() {
    Map<String, Port> before = new HashMap<>();
    for (Port port : graph.inputs()) {
      Value value = port.value();
      if (port.again().isEmpty()) {
        before.put(value.id(), port);
      } else {
        Port source = before.get(port.again().get());
        if (source == null || !source.repeatedAs(value.id()).equals(port)) {
          fail(value, "repeats %" + port.again().get() + ", which is no such input before it");
        }
      }
    }
    for (Port port : graph.outputs()) {
      port.again().ifPresent(id -> fail(port.value(), "an output repeats %" + id));
    }
  }

  private void states() {
    Map<String, Value> outputs = new HashMap<>();
    graph.outputs().forEach(port -> outputs.put(port.value().id(), port.value()));
    for (Port port : graph.inputs()) {
      if (port.carried().isPresent()) {
        Value from = outputs.remove(port.carried().get());
        TensorType type = port.value().type();
        boolean fits =
            from != null
                && from.type().element() == type.element()
                && from.type().quantization().equals(type.quantization())
                && from.type().rowBytes() == type.rowBytes()
                && from.type().rows() >= type.rows();
        if (!fits) {
          fail(port.value(), "is carried from %" + port.carried().get() + ", which does not fit");
        }
        port.carry().get().first().ifPresent(id -> first(port.value(), id));
      }
    }
    graph.outputs().forEach(port -> port.carried().ifPresent(id -> fail(port.value(), "a state")));
  }

  /** What a state holds first is a constant of its type. */
  private void first(Value state, String id) {
    boolean fits =
        graph.constants().stream()
            .map(Constant::value)
            .anyMatch(value -> value.id().equals(id) && value.type().equals(state.type()));
    if (!fits) {
      fail(state, "first holds %" + id + ", which is no constant of its type");
    }
  }

  private static List<Integer> withoutOnes(List<Integer> shape) {
    return shape.stream().filter(extent -> extent != 1).toList();
  }
}
