package thimble.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.op.Signature;

/** Who defines and who reads each value of one graph. */
public final class GraphIndex {
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Constant> constants = new HashMap<>();
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, Integer> outputUses = new HashMap<>();

  GraphIndex(Graph graph) {
    graph.inputs().forEach(port -> values.put(port.value().id(), port.value()));
    for (Constant constant : graph.constants()) {
      values.put(constant.value().id(), constant.value());
      constants.put(constant.value().id(), constant);
    }
    for (Node node : graph.nodes()) {
      for (Value output : node.outputs()) {
        values.put(output.id(), output);
        producers.put(output.id(), node);
      }
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, id -> new ArrayList<>()).add(node);
      }
    }
    graph.outputs().forEach(port -> outputUses.merge(port.value().id(), 1, Integer::sum));
  }

  /** The value of that id. */
  public Value value(String id) {
    Value value = values.get(id);
    if (value == null) {
      throw new IllegalArgumentException("no value %" + id);
    }
    return value;
  }

  public boolean defines(String id) {
    return values.containsKey(id);
  }

  /** An id like that which nothing has yet. */
  public String fresh(String wish) {
    String id = wish;
    for (int i = 2; defines(id); i++) {
      id = wish + i;
    }
    return id;
  }

  public TensorType type(String id) {
    return value(id).type();
  }

  public Optional<Constant> constant(String id) {
    return Optional.ofNullable(constants.get(id));
  }

  public boolean isConstant(String id) {
    return constants.containsKey(id);
  }

  /** The node that computes a value; none for inputs and constants. */
  public Optional<Node> producer(String id) {
    return Optional.ofNullable(producers.get(id));
  }

  /** The nodes that read a value, in graph order; a node that reads it twice stands twice. */
  public List<Node> readers(String id) {
    return readers.getOrDefault(id, List.of());
  }

  public boolean isOutput(String id) {
    return outputUses.containsKey(id);
  }

  /** How often a value is used, by nodes and as a graph output. */
  public int uses(String id) {
    return readers(id).size() + outputUses.getOrDefault(id, 0);
  }

  /** The types around a node. */
  public Signature signature(Node node) {
    List<TensorType> inputs = new ArrayList<>(node.inputs().size());
    for (String input : node.inputs()) {
      inputs.add(type(input));
    }
    return new Signature(inputs, node.outputs().stream().map(Value::type).toList());
  }
}
