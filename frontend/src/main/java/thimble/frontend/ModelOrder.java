package thimble.frontend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxTensor;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/**
 * Whether a model's names make a graph (each defined once, none unknown, no cycles), and in which
 * order its nodes can be walked: the file's order as far as possible, without the nodes that no
 * output needs.
 */
public final class ModelOrder {
  private final String file;
  private final OnnxModel model;
  private final List<Diagnostic> problems = new ArrayList<>();

  /** Index of the node that defines a name; -1 for inputs and initialisers. */
  private final Map<String, Integer> producers = new HashMap<>();

  private ModelOrder(String file, OnnxModel model, Set<String> around) {
    this.file = file;
    this.model = model;
    around.forEach(name -> producers.put(name, -1));
  }

  /**
   * The nodes that the outputs need, each after those it reads from.
   *
   * @param file name for diagnostics
   */
  public static List<OnnxNode> of(String file, OnnxModel model) {
    return of(file, model, Set.of());
  }

  /**
   * The nodes that the outputs of a branch need.
   *
   * @param around names of the graph around it; defining one of them again is refused
   */
  static List<OnnxNode> of(String file, OnnxModel model, Set<String> around) {
    ModelOrder order = new ModelOrder(file, model, around);
    order.define();
    order.requireKnownNames();
    order.stopAtProblems();
    List<OnnxNode> nodes = order.sort(order.live());
    order.stopAtProblems();
    return nodes;
  }

  private void define() {
    Set<String> stored = new HashSet<>();
    for (OnnxTensor initialiser : model.initialisers()) {
      if (!stored.add(initialiser.name())) {
        problem("a name defined twice", file, "two initialisers \"" + initialiser.name() + "\"");
      }
      producers.put(initialiser.name(), -1);
    }
    Set<String> inputs = new HashSet<>();
    for (OnnxPort input : model.inputs()) {
      if (!inputs.add(input.name())) {
        problem("a name defined twice", file, "two inputs \"" + input.name() + "\"");
      }
      producers.put(input.name(), -1);
    }
    for (int i = 0; i < model.nodes().size(); i++) {
      OnnxNode node = model.nodes().get(i);
      for (String output : node.outputs()) {
        if (!output.isEmpty() && producers.putIfAbsent(output, i) != null) {
          problem("a name defined twice", place(node), "\"" + output + "\" is defined before");
        }
      }
    }
  }

  private void requireKnownNames() {
    for (OnnxNode node : model.nodes()) {
      for (String input : node.reads()) {
        if (!producers.containsKey(input)) {
          problem("a tensor that nothing defines", place(node), "it reads \"" + input + "\"");
        }
      }
    }
    for (OnnxPort output : model.outputs()) {
      if (!producers.containsKey(output.name())) {
        problem("a tensor that nothing defines", file, "output \"" + output.name() + "\"");
      }
    }
    if (model.outputs().isEmpty()) {
      problem("a model without outputs", file, "there is nothing to compute");
    }
  }

  /** Indices of the nodes that outputs depend on. */
  private Set<Integer> live() {
    Set<Integer> live = new HashSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    model.outputs().forEach(output -> reach(output.name(), live, open));
    while (!open.isEmpty()) {
      OnnxNode node = model.nodes().get(open.pop());
      node.reads().forEach(input -> reach(input, live, open));
    }
    return live;
  }

  private void reach(String name, Set<Integer> live, Deque<Integer> open) {
    int producer = producers.getOrDefault(name, -1);
    if (producer >= 0 && live.add(producer)) {
      open.push(producer);
    }
  }

  /** Kahn's algorithm; of the nodes that are ready the first in the file goes first. */
  private List<OnnxNode> sort(Set<Integer> live) {
    Map<Integer, Integer> waiting = new HashMap<>();
    Map<Integer, List<Integer>> readers = new HashMap<>();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int index : live) {
      Set<Integer> sources = new LinkedHashSet<>();
      for (String input : model.nodes().get(index).reads()) {
        int producer = producers.getOrDefault(input, -1);
        if (producer >= 0) {
          sources.add(producer);
        }
      }
      sources.forEach(
          source -> readers.computeIfAbsent(source, key -> new ArrayList<>()).add(index));
      waiting.put(index, sources.size());
      if (sources.isEmpty()) {
        ready.add(index);
      }
    }
    List<OnnxNode> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      int index = ready.remove();
      sorted.add(model.nodes().get(index));
      for (int reader : readers.getOrDefault(index, List.of())) {
        if (waiting.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    if (sorted.size() < live.size()) {
      tellCycle(waiting);
    }
    return sorted;
  }

  /** Follows unfinished inputs from any unfinished node until one comes again. */
  private void tellCycle(Map<Integer, Integer> waiting) {
    int index =
        waiting.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .mapToInt(Map.Entry::getKey)
            .min()
            .orElseThrow();
    List<Integer> path = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    while (seen.add(index)) {
      path.add(index);
      index =
          model.nodes().get(index).reads().stream()
              .mapToInt(input -> producers.getOrDefault(input, -1))
              .filter(source -> source >= 0 && waiting.get(source) > 0)
              .findFirst()
              .orElseThrow();
    }
    List<String> names =
        path.subList(path.indexOf(index), path.size()).stream()
            .map(i -> "\"" + model.nodes().get(i).label() + "\"")
            .toList();
    problem("nodes that wait for each other", file, "a cycle through " + String.join(", ", names));
  }

  private String place(OnnxNode node) {
    return file + ", node \"" + node.label() + "\" (" + node.qualifiedType() + ")";
  }

  private void problem(String what, String where, String why) {
    problems.add(new Diagnostic(Code.T0206, what, where, why, ""));
  }

  private void stopAtProblems() {
    if (!problems.isEmpty()) {
      throw new ThimbleException(Problems.shortened(problems));
    }
  }
}
