package thimble.ir.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Transpose;
import thimble.ir.pass.AxisRules.Reordered;

/**
 * Builds the graph that a {@link LayoutProblem.Solution} describes. Transpositions of the old graph
 * are not copied: whoever reads a value in some order gets it from the order it is there in,
 * through one transposition at most, and the same one as everybody else.
 */
final class LayoutRewriter {
  private final Graph graph;
  private final GraphEdit old;
  private final LayoutProblem.Solution solution;
  private final Set<String> ids = new HashSet<>();
  private final List<Port> inputs = new ArrayList<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  /** For each old value the orders it is stored in, and the new values that hold it so. */
  private final Map<String, Map<List<Integer>, Value>> stored = new HashMap<>();

  LayoutRewriter(Graph graph, GraphEdit old, LayoutProblem.Solution solution) {
    this.graph = graph;
    this.old = old;
    this.solution = solution;
    graph.inputs().forEach(port -> ids.add(port.value().id()));
    graph.constants().forEach(constant -> ids.add(constant.value().id()));
    graph.nodes().forEach(node -> node.outputs().forEach(value -> ids.add(value.id())));
  }

  Graph rewrite() {
    graph.inputs().forEach(port -> inputs.add(input(port)));
    for (Constant constant : graph.constants()) {
      constants.put(constant.value().id(), constant);
      store(constant.value().id(), identity(constant.value().id()), constant.value());
    }
    for (Node node : graph.nodes()) {
      boolean moves = node.op() instanceof Transpose && !old.isConstant(node.inputs().get(0));
      if (!moves) {
        copy(node);
      }
    }
    List<Port> outputs = graph.outputs().stream().map(this::output).toList();
    return new Graph(graph.name(), inputs, new ArrayList<>(constants.values()), nodes, outputs);
  }

  private List<Integer> identity(String id) {
    return Permutations.identity(old.type(id).rank());
  }

  private void store(String id, List<Integer> order, Value value) {
    stored.computeIfAbsent(id, key -> new LinkedHashMap<>()).put(order, value);
  }

  private String fresh(String stem) {
    String id = stem;
    for (int i = 1; !ids.add(id); i++) {
      id = stem + "." + i;
    }
    return id;
  }

  private Port input(Port port) {
    Value value = port.value();
    if (!solution.inputs().contains(value.id())) {
      store(value.id(), identity(value.id()), value);
      return port;
    }
    List<Integer> order = solution.orders().get(value.id());
    Value moved = new Value(value.id(), Permutations.apply(value.type(), order));
    store(value.id(), order, moved);
    return PortOrders.permuted(port, moved, order);
  }

  private void copy(Node node) {
    Optional<Reordered> chosen = Optional.ofNullable(solution.reordered().get(node.output().id()));
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      String id = node.inputs().get(i);
      boolean follows = chosen.isPresent() && chosen.get().follows().get(i);
      if (!follows) {
        arguments.add(obtain(id, identity(id)).id());
      } else if (old.isConstant(id)) {
        arguments.add(constant(id, orderOfConstant(node, chosen.get())));
      } else {
        arguments.add(obtain(id, solution.orders().get(id)).id());
      }
    }
    List<Value> results = new ArrayList<>();
    for (Value value : node.outputs()) {
      List<Integer> order = chosen.map(Reordered::result).orElseGet(() -> identity(value.id()));
      Value result = new Value(value.id(), Permutations.apply(value.type(), order));
      store(value.id(), order, result);
      results.add(result);
    }
    nodes.add(
        new Node(chosen.map(Reordered::op).orElse(node.op()), arguments, results, node.origin()));
  }

  /** A constant comes in the order of the operands it meets. */
  private List<Integer> orderOfConstant(Node node, Reordered chosen) {
    for (int i = 0; i < node.inputs().size(); i++) {
      String id = node.inputs().get(i);
      if (chosen.follows().get(i) && !old.isConstant(id)) {
        return solution.orders().get(id);
      }
    }
    throw new IllegalStateException("a node of constants only: " + node);
  }

  private String constant(String id, List<Integer> order) {
    Constant constant = old.constant(id).orElseThrow();
    TensorType full = AxisRules.filledUp(constant.value().type(), order.size());
    if (Permutations.isIdentity(order) && full.equals(constant.value().type())) {
      return id;
    }
    Value known = stored.get(id).get(order);
    if (known != null) {
      return known.id();
    }
    TensorType type = Permutations.apply(full, order);
    TensorData data = Constants.apply(new Transpose(order), full, type, constant.data());
    Value value = new Value(fresh(id + ".permuted"), type);
    constants.put(value.id(), new Constant(value, data));
    store(id, order, value);
    return value.id();
  }

  /** The value in an order of its axes: as it is there, as a view of that, or transposed. */
  private Value obtain(String id, List<Integer> order) {
    Map<List<Integer>, Value> forms = stored.getOrDefault(id, Map.of());
    if (forms.containsKey(order)) {
      return forms.get(order);
    }
    Optional<Node> producer = old.producer(id);
    if (producer.isPresent()
        && producer.get().op() instanceof Transpose transpose
        && !old.isConstant(producer.get().inputs().get(0))) {
      String x = producer.get().inputs().get(0);
      return obtain(x, Permutations.apply(transpose.permutation(), order));
    }
    List<Integer> shape = old.type(id).shape();
    List<Integer> wanted = Permutations.longAxes(order, shape);
    for (Map.Entry<List<Integer>, Value> form : forms.entrySet()) {
      if (Permutations.longAxes(form.getKey(), shape).equals(wanted)) {
        return derive(id, order, form.getValue(), new Reshape(Permutations.apply(shape, order)));
      }
    }
    Map.Entry<List<Integer>, Value> first = forms.entrySet().iterator().next();
    return derive(
        id, order, first.getValue(), new Transpose(Permutations.between(first.getKey(), order)));
  }

  private Value derive(String id, List<Integer> order, Value from, Op op) {
    Value value = new Value(fresh(id + ".permuted"), Permutations.apply(old.type(id), order));
    nodes.add(new Node(op, List.of(from.id()), List.of(value), originOf(id)));
    store(id, order, value);
    return value;
  }

  private Origin originOf(String id) {
    return old.producer(id).map(Node::origin).orElse(Origin.NONE);
  }

  private Port output(Port port) {
    String id = port.value().id();
    List<Integer> order = identity(id);
    // y = transpose(x, r): the port takes x; axis i of y is axis r[i] of x.
    Optional<Node> producer = old.producer(id);
    while (producer.isPresent()
        && producer.get().op() instanceof Transpose transpose
        && !old.isConstant(producer.get().inputs().get(0))) {
      order = Permutations.apply(transpose.permutation(), order);
      id = producer.get().inputs().get(0);
      producer = old.producer(id);
    }
    // The port's value is stored by "form"; the model's tensor is x in order "order".
    Map.Entry<List<Integer>, Value> form = stored.get(id).entrySet().iterator().next();
    return PortOrders.permuted(port, form.getValue(), Permutations.between(order, form.getKey()));
  }
}
