package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxPort;

/**
 * Which tensors are stored in integers, and which share a scale.
 *
 * <pre>
 *   Conv -> Relu                 one quantizer, behind the Relu
 *   x -> Sigmoid -> Mul by x     one quantizer behind the Mul: the whole is a table
 *   Reshape, MaxPool, Pad        the scale of what goes in
 *   Concat                       parts that nobody else reads take the result's scale
 *   LSTM, LayerNormalization     float: nothing between two of them is quantized
 * </pre>
 *
 * @param group the tensor whose scale a quantized tensor has
 * @param absorbed activations between an operator and its quantizer, by the name of their result
 * @param kinds of all nodes, by the name of their first result
 */
record Placement(Map<String, String> group, Map<String, Clamps> absorbed, Map<String, Kind> kinds) {
  Placement {
    group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
    absorbed = Collections.unmodifiableMap(new LinkedHashMap<>(absorbed));
    kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
  }

  boolean isQuantized(String name) {
    return group.containsKey(name);
  }

  /** Tensors by the one whose scale they have. */
  Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    group.forEach((name, root) -> groups.computeIfAbsent(root, key -> new ArrayList<>()).add(name));
    return groups;
  }

  static Placement of(FloatModel model) {
    return new Builder(model).build();
  }

  private static final class Builder {
    private final FloatModel model;
    private final OnnxEdit edit;
    private final List<OnnxNode> nodes;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, Clamps> absorbed = new LinkedHashMap<>();

    /** Tensors inside a fused operator: nobody stores them. */
    private final Set<String> inner = new HashSet<>();

    private final Map<String, String> parents = new HashMap<>();

    Builder(FloatModel model) {
      this.model = model;
      this.edit = new OnnxEdit(model.model());
      this.nodes = edit.nodes();
    }

    Placement build() {
      nodes.forEach(node -> kinds.put(Nodes.output(node), Kind.of(model, edit, node)));
      nodes.forEach(this::absorb);
      new Tables().close();
      nodes.forEach(this::tie);
      Set<String> needed = new HashSet<>();
      nodes.forEach(node -> need(node, needed));
      Map<String, String> group = new LinkedHashMap<>();
      Map<String, String> first = new TreeMap<>();
      for (String name : tensors()) {
        String root = root(name);
        if (needed.contains(root)) {
          first.putIfAbsent(root, name);
          group.put(name, first.get(root));
        }
      }
      return new Placement(group, absorbed, kinds);
    }

    private Kind kind(OnnxNode node) {
      return kinds.get(Nodes.output(node));
    }

    /** Everything that could be stored, in the model's order. */
    private List<String> tensors() {
      Set<String> names = new LinkedHashSet<>();
      edit.inputs().stream().map(OnnxPort::name).forEach(names::add);
      nodes.forEach(node -> names.addAll(node.outputs()));
      return names.stream()
          .filter(model.floats()::contains)
          .filter(name -> !inner.contains(name))
          .toList();
    }

    private void absorb(OnnxNode node) {
      Optional<Clamps> clamps = Clamps.of(edit, node);
      String x = node.inputs().isEmpty() ? "" : node.inputs().get(0);
      Optional<OnnxNode> source = edit.producer(x);
      if (clamps.isEmpty() || source.isEmpty() || edit.onlyReader(x).isEmpty()) {
        return;
      }
      boolean computes = kind(source.get()) == Kind.LAYER || kind(source.get()) == Kind.INTEGER;
      if (computes || absorbed.containsKey(x)) {
        absorbed.put(Nodes.output(node), clamps.get());
        inner.add(x);
      }
    }

    /** One scale for what goes in and what comes out. */
    private void tie(OnnxNode node) {
      if (kind(node) == Kind.MOVEMENT) {
        node.outputs().forEach(output -> union(node.inputs().get(0), output));
      } else if (kind(node) == Kind.JOIN) {
        for (String input : node.inputs()) {
          if (edit.onlyReader(input).isPresent() && Scales.fixed(edit, input).isEmpty()) {
            union(input, Nodes.output(node));
          }
        }
      }
    }

    /** Whoever computes in integers reads and writes integers. */
    private void need(OnnxNode node, Set<String> needed) {
      Kind kind = kind(node);
      if (kind == Kind.FLOAT || kind == Kind.MOVEMENT) {
        return;
      }
      for (String name : node.inputs()) {
        if (model.floats().contains(name) && edit.constant(name).isEmpty()) {
          needed.add(root(name));
        }
      }
      node.outputs().forEach(name -> needed.add(root(name)));
    }

    private String root(String name) {
      String root = name;
      while (parents.containsKey(root)) {
        root = parents.get(root);
      }
      return root;
    }

    private void union(String a, String b) {
      String from = root(b);
      String to = root(a);
      if (!from.equals(to) && model.floats().contains(a) && model.floats().contains(b)) {
        parents.put(from, to);
      }
    }

    /** Finds what is a function of one stored tensor, and hides what lies inside. */
    private final class Tables {
      private final Map<String, String> sources = new HashMap<>();
      private final Map<String, String> results = new HashMap<>();

      void close() {
        nodes.forEach(this::trace);
        for (int i = nodes.size() - 1; i >= 0; i--) {
          String name = Nodes.output(nodes.get(i));
          results.put(name, result(name));
          if (!results.get(name).equals(name)) {
            inner.add(name);
          }
        }
      }

      /** The stored tensor that a node's result is a function of, if it is one. */
      private void trace(OnnxNode node) {
        Kind kind = kind(node);
        String output = Nodes.output(node);
        boolean pair = Nodes.is(node, "Add", "Sub", "Mul", "Div", "Min", "Max");
        boolean elementwise = kind == Kind.TABLE || pair && model.floats().contains(output);
        if (!elementwise || absorbed.containsKey(output)) {
          return;
        }
        Set<String> found = new HashSet<>();
        for (String input : node.inputs()) {
          if (!input.isEmpty() && edit.constant(input).isEmpty()) {
            found.add(sources.getOrDefault(input, input));
          } else if (kind != Kind.TABLE) {
            return;
          }
        }
        if (found.size() == 1 && sameShape(found.iterator().next(), output)) {
          sources.put(output, found.iterator().next());
          kinds.put(output, Kind.TABLE);
        }
      }

      private boolean sameShape(String a, String b) {
        return model.shapes().get(a).equals(model.shapes().get(b));
      }

      /** Where a region ends that a tensor lies in; itself, where it is stored. */
      private String result(String name) {
        if (!sources.containsKey(name) || edit.isOutput(name)) {
          return name;
        }
        Set<String> ends = new HashSet<>();
        for (OnnxNode reader : edit.readers(name)) {
          String output = Nodes.output(reader);
          boolean same = sources.get(name).equals(sources.get(output));
          ends.add(same ? results.get(output) : name);
        }
        return ends.size() == 1 ? ends.iterator().next() : name;
      }
    }
  }
}
