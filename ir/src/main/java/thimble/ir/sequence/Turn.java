package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Transpose;
import thimble.ir.pass.PortOrders;
import thimble.ir.run.Evaluator;

/**
 * Lets the height and the width of images change places, so that time, which was the width, counts
 * rows. From the input on through every operator for which {@link TurnRules} knows how; any other
 * one is given its images as they were.
 *
 * <pre>
 *   x [1, mel, time, C] -> conv2d 3x5 -> y      becomes      x [1, time, mel, C] -> conv2d 5x3 -> y
 * </pre>
 */
final class Turn {
  private static final List<Integer> ORDER = List.of(0, 2, 1, 3);

  private final Graph graph;
  private final GraphIndex index;

  /** By id in the graph as it was: the value that is turned. */
  private final Map<String, Value> turned = new LinkedHashMap<>();

  /** By id of a turned value: the one as it was. */
  private final Map<String, String> back = new LinkedHashMap<>();

  /** By id of an image that is not turned: a copy that is. */
  private final Map<String, String> images = new LinkedHashMap<>();

  /** By id of a constant: the turned one. */
  private final Map<String, String> filters = new LinkedHashMap<>();

  private final List<Constant> constants;
  private final List<Node> nodes = new ArrayList<>();

  private Turn(Graph graph) {
    this.graph = graph;
    this.index = graph.index();
    this.constants = new ArrayList<>(graph.constants());
  }

  /**
   * @param input an image, [1, height, width, channels]
   */
  static Graph of(Graph graph, String input) {
    return new Turn(graph).from(input);
  }

  private Graph from(String input) {
    List<Port> inputs = new ArrayList<>();
    for (Port port : graph.inputs()) {
      boolean isIt = port.value().id().equals(input);
      inputs.add(isIt ? PortOrders.permuted(port, turn(port.value()), ORDER) : port);
    }
    graph.nodes().forEach(this::node);
    List<Port> outputs = new ArrayList<>();
    for (Port port : graph.outputs()) {
      Value value = turned.get(port.value().id());
      outputs.add(value == null ? port : PortOrders.permuted(port, value, ORDER));
    }
    return new Graph(graph.name(), inputs, constants, nodes, outputs);
  }

  /** Declares a value of the graph to be turned, under its own id. */
  private Value turn(Value value) {
    TensorType type = value.type();
    Value result = new Value(value.id(), type.withShape(TurnRules.axes(type.shape())));
    turned.put(value.id(), result);
    return result;
  }

  private void node(Node node) {
    if (node.inputs().stream().noneMatch(turned::containsKey)) {
      nodes.add(node);
      return;
    }
    Optional<TurnRules.Turned> rule =
        node.outputs().size() == 1 ? TurnRules.of(node.op()) : Optional.empty();
    boolean possible =
        rule.isPresent()
            && IntStream.range(0, node.inputs().size()).allMatch(i -> canTurn(node, i));
    if (!possible) {
      nodes.add(node.withInputs(node.inputs().stream().map(this::asItWas).toList()));
      return;
    }
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      operands.add(operand(node, i));
    }
    Value output = rule.get().turns() ? turn(node.output()) : node.output();
    nodes.add(new Node(rule.get().op(), operands, List.of(output), node.origin()));
  }

  private static boolean isWindow(Op op) {
    return op instanceof Conv2d || op instanceof DepthwiseConv2d;
  }

  /** Filters turn; of other operands only images do, and what lies along the last axis alone. */
  private boolean canTurn(Node node, int operand) {
    String id = node.inputs().get(operand);
    TensorType type = index.type(id);
    if (isWindow(node.op()) && operand > 0) {
      return index.isConstant(id);
    }
    return type.rank() == ORDER.size()
        || type.product(0, Math.max(0, type.rank() - 1)) == 1
        || operand > 0 && node.op() instanceof FullyConnected;
  }

  private String operand(Node node, int operand) {
    String id = node.inputs().get(operand);
    TensorType type = index.type(id);
    if (turned.containsKey(id)) {
      return id;
    }
    if (isWindow(node.op())) {
      // Filters are [O, kh, kw, I], or [kh, kw, C].
      return operand == 1 ? constant(id, type.rank() == 4 ? ORDER : List.of(1, 0, 2)) : id;
    }
    if (type.rank() < ORDER.size() || type.extent(1) == 1 && type.extent(2) == 1) {
      return id;
    }
    return index.isConstant(id)
        ? constant(id, ORDER)
        : images.computeIfAbsent(id, it -> transposed(it, ".turned", type));
  }

  private String constant(String id, List<Integer> order) {
    String name = filters.computeIfAbsent(id, it -> index.fresh(it + ".turned"));
    if (constants.stream().noneMatch(it -> it.value().id().equals(name))) {
      TensorType type = index.type(id);
      TensorData data = index.constant(id).orElseThrow().data();
      TensorType result = type.withShape(order.stream().map(type::extent).toList());
      Signature signature = new Signature(List.of(type), List.of(result));
      constants.add(
          new Constant(
              new Value(name, result),
              Evaluator.apply(new Transpose(order), signature, List.of(data)).get(0)));
    }
    return name;
  }

  private String transposed(String id, String ending, TensorType type) {
    String name = index.fresh(id + ending);
    TensorType result = type.withShape(TurnRules.axes(type.shape()));
    nodes.add(
        new Node(new Transpose(ORDER), List.of(id), List.of(new Value(name, result)), Origin.NONE));
    return name;
  }

  /** The value as it was before. */
  private String asItWas(String id) {
    if (!turned.containsKey(id)) {
      return id;
    }
    return back.computeIfAbsent(id, it -> transposed(it, ".back", turned.get(it).type()));
  }
}
