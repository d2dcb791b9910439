package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.ElementType;
import thimble.ir.TensorData;

/**
 * A model under change. Look-ups stay true between edits. Nodes stand in an order in which they can
 * be computed, and edits keep it.
 */
final class OnnxEdit {
  private final OnnxModel origin;
  private final List<OnnxNode> nodes;
  private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();
  private final List<OnnxPort> outputs;
  private final Set<String> taken = new HashSet<>();

  private Map<String, OnnxNode> producers = Map.of();
  private Map<String, List<OnnxNode>> readers = Map.of();
  private boolean stale = true;

  OnnxEdit(OnnxModel model) {
    origin = model;
    nodes = new ArrayList<>(model.nodes());
    outputs = new ArrayList<>(model.outputs());
    model.initialisers().forEach(tensor -> constants.put(tensor.name(), tensor));
    model.inputs().forEach(port -> taken.add(port.name()));
    taken.addAll(constants.keySet());
    nodes.forEach(node -> taken.addAll(node.outputs()));
  }

  /** The model as it is now, without constants that nobody reads. */
  OnnxModel model() {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.inputs()));
    outputs.forEach(port -> read.add(port.name()));
    return new OnnxModel(
        origin.irVersion(),
        origin.opsets(),
        origin.inputs(),
        outputs,
        constants.values().stream().filter(tensor -> read.contains(tensor.name())).toList(),
        nodes);
  }

  List<OnnxNode> nodes() {
    return List.copyOf(nodes);
  }

  List<OnnxPort> inputs() {
    return origin.inputs();
  }

  Optional<OnnxNode> producer(String name) {
    refresh();
    return Optional.ofNullable(producers.get(name));
  }

  /** Nodes that read a tensor, each once. */
  List<OnnxNode> readers(String name) {
    refresh();
    return readers.getOrDefault(name, List.of());
  }

  boolean isOutput(String name) {
    return outputs.stream().anyMatch(port -> port.name().equals(name));
  }

  /** The only node that reads a tensor, where the model does not give the tensor itself. */
  Optional<OnnxNode> onlyReader(String name) {
    List<OnnxNode> all = readers(name);
    return all.size() == 1 && !isOutput(name) ? Optional.of(all.get(0)) : Optional.empty();
  }

  Optional<OnnxTensor> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  /** A constant's elements where it holds float32. */
  Optional<float[]> floats(String name) {
    return constant(name)
        .flatMap(OnnxTensor::data)
        .filter(data -> data.element() == ElementType.F32)
        .map(TensorData::floatArray);
  }

  /** A name that nothing has. */
  String fresh(String wish) {
    String name = wish;
    for (int i = 1; !taken.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }

  String addFloats(String wish, List<Integer> shape, float... values) {
    return add(wish, OnnxType.FLOAT, shape, TensorData.floats(values));
  }

  String addLongs(String wish, long... values) {
    return add(wish, OnnxType.INT64, List.of(values.length), TensorData.longs(values));
  }

  String add(String wish, OnnxType type, List<Integer> shape, TensorData data) {
    String name = fresh(wish);
    constants.put(name, new OnnxTensor(name, type.code(), shape, Optional.of(data)));
    return name;
  }

  /** A constant under the very name of a tensor whose producer goes. */
  void define(OnnxTensor tensor) {
    constants.put(tensor.name(), tensor);
  }

  /** Puts nodes in a node's place. */
  void replace(OnnxNode old, OnnxNode... replacement) {
    int at = indexOf(old);
    nodes.remove(at);
    nodes.addAll(at, List.of(replacement));
    for (OnnxNode node : replacement) {
      taken.addAll(node.outputs());
    }
    stale = true;
  }

  void remove(OnnxNode node) {
    nodes.remove(indexOf(node));
    stale = true;
  }

  void insertAfter(OnnxNode node, OnnxNode... added) {
    nodes.addAll(indexOf(node) + 1, List.of(added));
    stale = true;
  }

  void insertFirst(OnnxNode... added) {
    nodes.addAll(0, List.of(added));
    stale = true;
  }

  /** Readers of one tensor read another. Outputs stay. */
  void redirect(String from, String to) {
    for (OnnxNode reader : readers(from)) {
      List<String> inputs =
          reader.inputs().stream().map(name -> name.equals(from) ? to : name).toList();
      nodes.set(indexOf(reader), withInputs(reader, inputs));
    }
    stale = true;
  }

  private int indexOf(OnnxNode node) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i) == node) {
        return i;
      }
    }
    throw new IllegalArgumentException("no node \"" + node.label() + "\" any more");
  }

  private void refresh() {
    if (!stale) {
      return;
    }
    producers = new LinkedHashMap<>();
    Map<String, Set<OnnxNode>> found = new LinkedHashMap<>();
    for (OnnxNode node : nodes) {
      node.outputs().forEach(output -> producers.put(output, node));
      for (String input : node.inputs()) {
        found.computeIfAbsent(input, key -> new LinkedHashSet<>()).add(node);
      }
    }
    readers = new LinkedHashMap<>();
    found.forEach((name, all) -> readers.put(name, List.copyOf(all)));
    stale = false;
  }

  static OnnxNode withInputs(OnnxNode node, List<String> inputs) {
    return new OnnxNode(
        node.domain(), node.opType(), node.name(), inputs, node.outputs(), node.attributes());
  }

  static OnnxNode withOutputs(OnnxNode node, List<String> outputs) {
    return new OnnxNode(
        node.domain(), node.opType(), node.name(), node.inputs(), outputs, node.attributes());
  }
}
