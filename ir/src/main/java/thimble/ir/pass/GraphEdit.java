package thimble.ir.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Checks;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/**
 * A graph on the workbench of one pass: nodes are put, removed and rewired while look-ups stay
 * true. A pass makes one, edits, and takes the new graph from {@link #finish}; nobody else sees it.
 *
 * <p>A node is known by the id of its first output. Putting a node under an id that exists replaces
 * the old one in its place; new nodes go just before their first reader.
 */
final class GraphEdit {
  private final Graph original;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, String> producers = new HashMap<>();
  private final Map<String, List<String>> readers = new HashMap<>();
  private final Map<String, Integer> outputUses = new HashMap<>();
  private List<Port> inputs;
  private List<Port> outputs;
  private boolean changed = false;

  GraphEdit(Graph graph) {
    this.original = graph;
    this.inputs = graph.inputs();
    this.outputs = graph.outputs();
    inputs.forEach(port -> values.put(port.value().id(), port.value()));
    for (Constant constant : graph.constants()) {
      constants.put(constant.value().id(), constant);
      values.put(constant.value().id(), constant.value());
    }
    graph.nodes().forEach(this::link);
    outputs.forEach(port -> outputUses.merge(port.value().id(), 1, Integer::sum));
  }

  private void link(Node node) {
    String key = node.output().id();
    nodes.put(key, node);
    for (Value output : node.outputs()) {
      values.put(output.id(), output);
      producers.put(output.id(), key);
    }
    for (String input : node.inputs()) {
      readers.computeIfAbsent(input, id -> new ArrayList<>()).add(key);
    }
  }

  private void unlink(Node node) {
    String key = node.output().id();
    for (Value output : node.outputs()) {
      values.remove(output.id());
      producers.remove(output.id());
    }
    for (String input : node.inputs()) {
      readers.get(input).remove(key);
    }
  }

  /** The nodes as they stand now; later edits do not show in the list. */
  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Whether a node taken from {@link #nodes} earlier still stands unchanged. */
  boolean has(Node node) {
    return nodes.get(node.output().id()) == node;
  }

  List<Port> inputs() {
    return inputs;
  }

  List<Port> outputs() {
    return outputs;
  }

  Value value(String id) {
    Value value = values.get(id);
    if (value == null) {
      throw new IllegalArgumentException("no value %" + id);
    }
    return value;
  }

  TensorType type(String id) {
    return value(id).type();
  }

  List<TensorType> types(List<String> ids) {
    return ids.stream().map(this::type).toList();
  }

  Signature signature(Node node) {
    return new Signature(types(node.inputs()), node.outputs().stream().map(Value::type).toList());
  }

  /** Whether an operator's constraints hold for such inputs. */
  static boolean accepts(Op op, List<TensorType> inputs) {
    Checks checks = new Checks();
    op.check(inputs, checks);
    return checks.passed();
  }

  /** Whether an operator's constraints hold and a kernel exists for such types. */
  static boolean hasKernel(Op op, List<TensorType> inputs, TensorType output) {
    if (!accepts(op, inputs)) {
      return false;
    }
    try {
      op.kernel(new Signature(inputs, List.of(output)));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  Optional<Node> producer(String id) {
    String key = producers.get(id);
    return key == null ? Optional.empty() : Optional.of(nodes.get(key));
  }

  Optional<Constant> constant(String id) {
    return Optional.ofNullable(constants.get(id));
  }

  boolean isConstant(String id) {
    return constants.containsKey(id);
  }

  boolean isInput(String id) {
    return values.containsKey(id) && !producers.containsKey(id) && !constants.containsKey(id);
  }

  boolean isOutput(String id) {
    return outputUses.getOrDefault(id, 0) > 0;
  }

  /** The nodes that read a value; one that reads it twice stands twice. */
  List<Node> readers(String id) {
    return readers.getOrDefault(id, List.of()).stream().map(nodes::get).toList();
  }

  /** The one node that reads a value which is no output of the graph. */
  Optional<Node> onlyReader(String id) {
    List<String> keys = readers.getOrDefault(id, List.of());
    return keys.size() == 1 && !isOutput(id)
        ? Optional.of(nodes.get(keys.get(0)))
        : Optional.empty();
  }

  /** How often a value is used, by nodes and as an output of the graph. */
  int uses(String id) {
    return readers.getOrDefault(id, List.of()).size() + outputUses.getOrDefault(id, 0);
  }

  /** Adds a node, or replaces the one of the same first output. */
  void put(Node node) {
    Node old = nodes.get(node.output().id());
    if (node.equals(old)) {
      return;
    }
    changed = true;
    if (old != null) {
      unlink(old);
    }
    link(node);
    if (old != null && !old.output().equals(node.output())) {
      refreshPorts(node.output());
    }
  }

  /** A port carries its value's type, which an edit may have changed. */
  private void refreshPorts(Value value) {
    outputs =
        outputs.stream()
            .map(port -> port.value().id().equals(value.id()) ? port.withValue(value) : port)
            .toList();
  }

  void remove(Node node) {
    changed = true;
    unlink(node);
    nodes.remove(node.output().id());
  }

  /** Removes a node if nothing uses its results any more. */
  void removeIfUnused(Node node) {
    if (has(node) && node.outputs().stream().allMatch(output -> uses(output.id()) == 0)) {
      remove(node);
    }
  }

  /** Removes all nodes that no output depends on. */
  void removeUnused() {
    Set<String> live = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    outputs.forEach(port -> open.add(port.value().id()));
    while (!open.isEmpty()) {
      String key = producers.get(open.remove());
      if (key != null && live.add(key)) {
        open.addAll(nodes.get(key).inputs());
      }
    }
    for (Node node : nodes()) {
      if (!live.contains(node.output().id())) {
        remove(node);
      }
    }
  }

  /** Lets every use of one value use another, graph outputs included. */
  void redirect(String from, String to) {
    if (from.equals(to)) {
      return;
    }
    redirectReaders(from, to);
    if (isOutput(from)) {
      changed = true;
      Value value = value(to);
      outputs =
          outputs.stream()
              .map(port -> port.value().id().equals(from) ? port.withValue(value) : port)
              .toList();
      outputUses.merge(to, outputUses.remove(from), Integer::sum);
    }
  }

  /** Lets every node that reads one value read another. */
  void redirectReaders(String from, String to) {
    for (Node reader : new LinkedHashSet<>(readers(from))) {
      put(
          reader.withInputs(
              reader.inputs().stream().map(id -> id.equals(from) ? to : id).toList()));
    }
  }

  /** An id that no value has, made from another one. */
  String fresh(String stem) {
    String id = stem;
    String base = stem.replaceFirst("\\.[0-9]+$", "");
    for (int i = 1; values.containsKey(id); i++) {
      id = base + "." + i;
    }
    return id;
  }

  /** A new value that no node defines yet. */
  Value newValue(String stem, TensorType type) {
    return new Value(fresh(stem), type);
  }

  /** Adds a constant and gives its id. */
  String addConstant(String stem, TensorType type, TensorData data) {
    return addConstant(new Constant(newValue(stem, type), data));
  }

  String addConstant(Constant constant) {
    changed = true;
    constants.put(constant.value().id(), constant);
    values.put(constant.value().id(), constant.value());
    return constant.value().id();
  }

  /** Adds a vector of floats. */
  String addFloats(String stem, List<Integer> shape, float[] data) {
    return addConstant(stem, TensorType.of(ElementType.F32, shape), TensorData.floats(data));
  }

  void removeConstant(String id) {
    changed = true;
    constants.remove(id);
    values.remove(id);
  }

  /** Replaces a graph input; the old one's readers are the caller's business. */
  void setInput(int index, Port port) {
    changed = true;
    values.remove(inputs.get(index).value().id());
    values.put(port.value().id(), port.value());
    List<Port> ports = new ArrayList<>(inputs);
    ports.set(index, port);
    inputs = List.copyOf(ports);
  }

  void setOutput(int index, Port port) {
    changed = true;
    outputUses.merge(outputs.get(index).value().id(), -1, Integer::sum);
    outputUses.merge(port.value().id(), 1, Integer::sum);
    List<Port> ports = new ArrayList<>(outputs);
    ports.set(index, port);
    outputs = List.copyOf(ports);
  }

  boolean isChanged() {
    return changed;
  }

  /** The edited graph; the very same one if nothing was edited. */
  Graph finish() {
    if (!changed) {
      return original;
    }
    return new Graph(
        original.name(), inputs, new ArrayList<>(constants.values()), sorted(), outputs);
  }

  /** Each node in its place, but after what it reads. Iterative: chains may be long. */
  private List<Node> sorted() {
    List<Node> sorted = new ArrayList<>(nodes.size());
    Set<String> entered = new HashSet<>();
    Set<String> emitted = new HashSet<>();
    Deque<String> stack = new ArrayDeque<>();
    for (String root : nodes.keySet()) {
      stack.push(root);
      while (!stack.isEmpty()) {
        String key = stack.peek();
        Node node = nodes.get(key);
        if (entered.add(key)) {
          for (int i = node.inputs().size() - 1; i >= 0; i--) {
            String producer = producers.get(node.inputs().get(i));
            if (producer != null && !entered.contains(producer)) {
              stack.push(producer);
            }
          }
        } else {
          stack.pop();
          if (emitted.add(key)) {
            sorted.add(node);
          }
        }
      }
    }
    return sorted;
  }
}
