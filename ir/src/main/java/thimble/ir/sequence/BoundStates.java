package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import thimble.ir.Carry;
import thimble.ir.Code;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Concat;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Requantize;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slice;
import thimble.ir.op.Transpose;
import thimble.ir.run.Ports;

/**
 * Models that hand their state in and out: the state is kept between runs instead.
 *
 * <pre>
 *   h.kept [1, n] ─┬─ reshape ─ %h0 ─ ... ─ %hn ─ reshape ─┐
 *                  └─ concat ──────────────────────────────┴─ h.rows [2, n]
 * </pre>
 *
 * An output that is stored otherwise than the input (other scales, another order of axes) is
 * brought into the input's form.
 */
public final class BoundStates {
  private Graph graph;

  private BoundStates(Graph graph) {
    this.graph = graph;
  }

  /**
   * The graph with its states kept from run to run; callers see neither the inputs nor the outputs.
   *
   * @throws ThimbleException T0211 where a state's input and output are not the same tensor
   */
  public static Graph kept(Graph graph, List<StateBinding> bindings) {
    BoundStates states = new BoundStates(graph);
    check(graph, bindings);
    bindings.forEach(states::keep);
    if (!bindings.isEmpty()) {
      Verifier.require(states.graph, "states");
    }
    return states.graph;
  }

  /**
   * The graph over a window that begins with the states' first content: where it is taken frame by
   * frame its recurrent layers carry them themselves.
   *
   * @throws ThimbleException T0211 likewise, and where a state is not a recurrent layer's last one
   */
  public static Graph begun(Graph graph, List<StateBinding> bindings) {
    BoundStates states = new BoundStates(graph);
    check(graph, bindings);
    bindings.forEach(states::begin);
    return states.graph;
  }

  private static void check(Graph graph, List<StateBinding> bindings) {
    Set<String> seen = new HashSet<>();
    for (StateBinding binding : bindings) {
      Port input = find(graph.arguments(), binding.input(), "input");
      Port output = find(graph.results(), binding.output(), "output");
      if (!seen.add("input " + binding.input()) || !seen.add("output " + binding.output())) {
        throw refusal(binding, "one of the two is bound already");
      }
      if (!input.modelShape().equals(output.modelShape())) {
        throw refusal(
            binding,
            "the input has shape " + input.modelShape() + ", the output " + output.modelShape());
      }
      if (binding.first().filter(it -> it.count() != input.value().type().count()).isPresent()) {
        throw refusal(
            binding,
            "the input has shape "
                + input.modelShape()
                + ", the file "
                + binding.first().get().count()
                + " elements");
      }
      if (conversion(output, input).isEmpty()) {
        throw refusal(
            binding,
            "the input is " + input.value().type() + ", the output " + output.value().type());
      }
    }
  }

  private static Port find(List<Port> ports, String name, String what) {
    return ports.stream()
        .filter(port -> port.modelName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ThimbleException(
                    Code.T0211,
                    "a state that the model does not have",
                    "",
                    "no "
                        + what
                        + " is called \""
                        + name
                        + "\"; there are "
                        + ports.stream().map(Port::modelName).toList(),
                    "--state INPUT=OUTPUT"));
  }

  private static ThimbleException refusal(StateBinding binding, String why) {
    return new ThimbleException(
        Code.T0211,
        "a state that cannot be kept",
        "input \"" + binding.input() + "\", output \"" + binding.output() + "\"",
        why,
        "--state binds an input to the output that is its next content");
  }

  /** What brings an output's stored numbers into an input's; no operator where they are. */
  private static Optional<List<Op>> conversion(Port output, Port input) {
    TensorType from = output.value().type();
    TensorType to = input.value().type();
    if (from.element() == to.element() && from.quantization().equals(to.quantization())) {
      return Optional.of(List.of());
    }
    boolean real = !from.isQuantized() && from.element().isFloat();
    boolean toReal = !to.isQuantized() && to.element().isFloat();
    if (from.isQuantized() && to.isQuantized() && from.element() == to.element()) {
      return Optional.of(List.of(new Requantize(to.element())));
    }
    if (from.isQuantized() && toReal) {
      return Optional.of(List.of(new Dequantize()));
    }
    return real && to.isQuantized()
        ? Optional.of(List.of(new Quantize(to.element())))
        : Optional.empty();
  }

  private void keep(StateBinding binding) {
    Port input = find(graph.arguments(), binding.input(), "input");
    Port output = find(graph.results(), binding.output(), "output");
    TensorType type = input.value().type();
    TensorType flat = type.withShape(List.of(1, type.count()));
    String name = input.value().id();
    Value kept = fresh(name + ".kept", flat);
    Value all = fresh(name + ".rows", type.withShape(List.of(2, type.count())));
    List<Node> nodes = new ArrayList<>();
    nodes.add(node(new Reshape(type.shape()), kept, input.value()));
    nodes.addAll(graph.nodes());
    Value next = inForm(output, input, nodes);
    Value row = fresh(name + ".next", flat);
    nodes.add(node(new Reshape(flat.shape()), next, row));
    nodes.add(new Node(new Concat(0), List.of(kept.id(), row.id()), List.of(all), Origin.NONE));
    Optional<Constant> first = first(binding, input, flat);
    List<Constant> constants = new ArrayList<>(graph.constants());
    first.ifPresent(constants::add);
    List<Port> inputs = new ArrayList<>(graph.inputs());
    inputs.remove(input);
    Optional<String> begins = first.map(constant -> constant.value().id());
    inputs.add(Port.state(kept, new Carry(all.id(), begins, 0)));
    List<Port> outputs = new ArrayList<>(graph.outputs());
    outputs.remove(output);
    outputs.add(Port.plain(all, all.id()));
    graph = new Graph(graph.name(), inputs, constants, nodes, outputs);
  }

  private Optional<Constant> first(StateBinding binding, Port input, TensorType type) {
    return binding
        .first()
        .map(data -> stored(input, data))
        .map(data -> new Constant(fresh(input.value().id() + ".first", type), data));
  }

  /** A file's numbers as the input stores them. */
  private static TensorData stored(Port input, TensorData data) {
    ElementType element = input.floatInModel() ? ElementType.F32 : input.value().type().element();
    TensorData fit = TensorData.allocate(element, data.count());
    for (int i = 0; i < data.count(); i++) {
      fit.set(i, data.real(i));
    }
    return Ports.toGraph(input, fit);
  }

  /** An output's value in the form in which the input takes it. */
  private Value inForm(Port output, Port input, List<Node> nodes) {
    Value value = output.value();
    List<Integer> to = order(input);
    List<Integer> from = order(output);
    if (!longAxes(from, output).equals(longAxes(to, input))) {
      List<Integer> shape = from.stream().map(output.modelShape()::get).toList();
      Value plain = fresh(value.id() + ".plain", value.type().withShape(shape));
      nodes.add(node(new Reshape(shape), value, plain));
      List<Integer> permutation = to.stream().map(from::indexOf).toList();
      List<Integer> moved = to.stream().map(output.modelShape()::get).toList();
      value = fresh(value.id() + ".moved", value.type().withShape(moved));
      nodes.add(node(new Transpose(permutation), plain, value));
    }
    for (Op op : conversion(output, input).orElseThrow()) {
      TensorType type = input.value().type().withShape(value.type().shape());
      Value converted = fresh(value.id() + ".stored", type);
      nodes.add(node(op, value, converted));
      value = converted;
    }
    return value;
  }

  private static List<Integer> order(Port port) {
    return port.permutation().isEmpty()
        ? IntStream.range(0, port.modelShape().size()).boxed().toList()
        : port.permutation();
  }

  private static List<Integer> longAxes(List<Integer> order, Port port) {
    return order.stream().filter(axis -> port.modelShape().get(axis) != 1).toList();
  }

  private void begin(StateBinding binding) {
    Port input = find(graph.arguments(), binding.input(), "input");
    Port output = find(graph.results(), binding.output(), "output");
    if (!isLastState(output.value().id())) {
      throw refusal(
          binding,
          "frame by frame recurrent layers carry their states alone, and the output is something"
              + " else: leave --input frames away, a run then takes what the model takes");
    }
    TensorType type = input.value().type();
    TensorData data =
        binding.first().map(first -> stored(input, first)).orElseGet(() -> SequenceRun.zeros(type));
    List<Constant> constants = new ArrayList<>(graph.constants());
    constants.add(new Constant(input.value(), data));
    List<Port> inputs = new ArrayList<>(graph.inputs());
    inputs.remove(input);
    List<Port> outputs = new ArrayList<>(graph.outputs());
    outputs.remove(output);
    graph = new Graph(graph.name(), inputs, constants, graph.nodes(), outputs);
  }

  /** Whether a value is moved together from nothing but what recurrent layers ended with. */
  private boolean isLastState(String id) {
    Optional<Node> producer = graph.index().producer(id);
    if (producer.isEmpty()) {
      return false;
    }
    Node node = producer.get();
    if (node.op().recurrence().isPresent()) {
      boolean sequence = node.op().recurrence().get().sequence();
      return !sequence || !node.output().id().equals(id);
    }
    boolean moves =
        node.op() instanceof Reshape
            || node.op() instanceof Transpose
            || node.op() instanceof Concat
            || node.op() instanceof Slice;
    return moves && node.inputs().stream().allMatch(this::isLastState);
  }

  private static Node node(Op op, Value from, Value to) {
    return new Node(op, List.of(from.id()), List.of(to), Origin.NONE);
  }

  private Value fresh(String wish, TensorType type) {
    return new Value(graph.index().fresh(wish), type);
  }
}
