package thimble.ir.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Transpose;
import thimble.ir.pass.AxisRules.Reordered;

/**
 * Which values of a graph are better stored in another order of their axes, as a minimum cut.
 *
 * <p>Given is one order, say NHWC for NCHW tensors. Every value has two layouts: the one it has now
 * (0) and the reordered one (1), whose exact order follows from the operators around it, so that it
 * also is defined behind a reshape. Every node is one of
 *
 * <ul>
 *   <li><em>fixed</em>: reads and writes layout 0 (convolutions, matrix products);
 *   <li><em>free</em>: works in either layout ({@link AxisRules}), a vertex of the cut;
 *   <li>a transposition that <em>leads</em> from layout 1 to 0 or back: it joins what is layout 1
 *       before it and layout 0 behind it, at no cost;
 *   <li>any other transposition, whose cost does not depend on the layouts around it.
 * </ul>
 *
 * Where a value is written in one layout and read in the other, a transposition of its bytes must
 * stand, once however many read it: the edges of the cut. Inputs and outputs of the graph take any
 * layout, for a {@link Port} permutes.
 */
final class LayoutProblem {
  /** A layout as a vertex: {@link MinCut#SOURCE} is 1, {@link MinCut#SINK} is 0. */
  private static final int LAYOUT_1 = MinCut.SOURCE;

  private static final int LAYOUT_0 = MinCut.SINK;

  private final Graph graph;
  private final GraphEdit edit;
  private final List<Integer> order;
  private final MinCut cut = new MinCut();
  private final Map<String, List<Integer>> orders = new HashMap<>();
  private final Map<String, Reordered> reordered = new HashMap<>();
  private final Map<String, Integer> vertices = new HashMap<>();

  /** For each value the vertex that says in which layout it is written. */
  private final Map<String, Integer> writers = new HashMap<>();

  private final Map<String, Set<Integer>> readers = new HashMap<>();

  LayoutProblem(Graph graph, GraphEdit edit, List<Integer> order) {
    this.graph = graph;
    this.edit = edit;
    this.order = order;
  }

  /**
   * The nodes and graph inputs that are to work in layout 1.
   *
   * @param orders for each value the order of its layout 1
   * @param reordered for each node in layout 1, by the id of its output, the operator for it
   * @param inputs ids of graph inputs to be taken in layout 1
   */
  record Solution(
      Map<String, List<Integer>> orders, Map<String, Reordered> reordered, Set<String> inputs) {}

  Solution solve() {
    graph.inputs().forEach(port -> defineOrder(port.value(), Optional.empty()));
    graph.nodes().forEach(this::classify);
    // Graph outputs need no edge: they are given as they are written.
    graph.inputs().forEach(port -> writers.put(port.value().id(), vertex(port.value().id())));
    graph.nodes().forEach(this::node);
    writers.forEach((id, writer) -> connect(id));
    boolean[] layout1 = cut.solve();
    Map<String, Reordered> chosen = new HashMap<>();
    Set<String> inputs = new HashSet<>();
    vertices.forEach(
        (id, vertex) -> {
          if (layout1[vertex] && reordered.containsKey(id)) {
            chosen.put(id, reordered.get(id));
          } else if (layout1[vertex] && edit.isInput(id)) {
            inputs.add(id);
          }
        });
    return new Solution(orders, chosen, inputs);
  }

  private void defineOrder(Value value, Optional<List<Integer>> derived) {
    int rank = value.type().rank();
    List<Integer> preferred = rank == order.size() ? order : Permutations.identity(rank);
    orders.put(value.id(), derived.orElse(preferred));
  }

  /** Finds out whether a node is free, and the order of its result. */
  private void classify(Node node) {
    if (node.op() instanceof Transpose) {
      String x = node.inputs().get(0);
      boolean inherits = edit.type(x).rank() != order.size() && orders.containsKey(x);
      defineOrder(node.output(), inherits ? Optional.of(orders.get(x)) : Optional.empty());
      return;
    }
    Optional<Reordered> free = reorder(node);
    free.ifPresent(found -> reordered.put(node.output().id(), found));
    for (Value output : node.outputs()) {
      defineOrder(output, free.map(Reordered::result));
    }
  }

  private Optional<Reordered> reorder(Node node) {
    Optional<List<Integer>> common =
        node.inputs().stream().filter(id -> !edit.isConstant(id)).map(orders::get).findFirst();
    if (common.isEmpty()) {
      return Optional.empty();
    }
    List<List<Integer>> inputs =
        node.inputs().stream()
            .map(id -> edit.isConstant(id) ? common.get() : orders.get(id))
            .toList();
    return AxisRules.reorder(edit, node, inputs, order);
  }

  private int vertex(String id) {
    return vertices.computeIfAbsent(id, key -> cut.vertex());
  }

  private void read(String id, int reader) {
    if (!edit.isConstant(id)) {
      readers.computeIfAbsent(id, key -> new LinkedHashSet<>()).add(reader);
    }
  }

  private void node(Node node) {
    String id = node.output().id();
    if (node.op() instanceof Transpose transpose && !edit.isConstant(node.inputs().get(0))) {
      transpose(node, transpose);
      return;
    }
    Reordered free = reordered.get(id);
    for (int i = 0; i < node.inputs().size(); i++) {
      boolean follows = free != null && free.follows().get(i);
      boolean any = LayoutCost.isFoldedIntoWeights(edit, node);
      if (!any) {
        read(node.inputs().get(i), follows ? vertex(id) : LAYOUT_0);
      }
    }
    for (Value output : node.outputs()) {
      writers.put(output.id(), free != null ? vertex(id) : LAYOUT_0);
    }
  }

  private void transpose(Node node, Transpose transpose) {
    String x = node.inputs().get(0);
    String y = node.output().id();
    List<Integer> shape = edit.type(x).shape();
    boolean toward =
        Permutations.longAxes(transpose.permutation(), shape)
            .equals(Permutations.longAxes(orders.get(x), shape));
    boolean backward =
        Permutations.isView(Permutations.apply(transpose.permutation(), orders.get(y)), shape);
    if (toward && backward) {
      toward = anchors(y) >= anchors(x);
      backward = !toward;
    }
    if (toward) {
      read(x, LAYOUT_1);
      writers.put(y, LAYOUT_0);
    } else if (backward) {
      read(x, LAYOUT_0);
      writers.put(y, LAYOUT_1);
    } else {
      writers.put(y, vertex(y));
    }
  }

  /**
   * How many bytes of the values that hang together with this one through free nodes are read or
   * written by fixed ones. A transposition that is its own inverse leads toward layout 0 where more
   * insists on it.
   */
  private long anchors(String start) {
    Set<String> seen = new HashSet<>(Set.of(start));
    List<String> open = new ArrayList<>(List.of(start));
    long bytes = 0;
    while (!open.isEmpty()) {
      String id = open.remove(open.size() - 1);
      List<Node> around = new ArrayList<>(edit.readers(id));
      edit.producer(id).ifPresent(around::add);
      for (Node node : around) {
        if (reordered.containsKey(node.output().id())) {
          for (String next : node.inputs()) {
            if (!edit.isConstant(next) && seen.add(next)) {
              open.add(next);
            }
          }
          if (seen.add(node.output().id())) {
            open.add(node.output().id());
          }
        } else if (!(node.op() instanceof Transpose)) {
          bytes += edit.type(id).bytes();
        }
      }
    }
    return bytes;
  }

  /** The edges of one value: its bytes are paid once if anybody reads it in the other layout. */
  private void connect(String id) {
    TensorType type = edit.type(id);
    Set<Integer> all = readers.getOrDefault(id, Set.of());
    if (Permutations.isView(orders.get(id), type.shape()) || all.isEmpty()) {
      return;
    }
    int writer = writers.get(id);
    long bytes = type.bytes();
    if (all.size() == 1) {
      int reader = all.iterator().next();
      cut.edge(writer, reader, bytes);
      cut.edge(reader, writer, bytes);
      return;
    }
    int any1 = cut.vertex();
    int all1 = cut.vertex();
    cut.edge(any1, writer, bytes);
    cut.edge(writer, all1, bytes);
    for (int reader : all) {
      cut.edge(reader, any1, MinCut.INFINITE);
      cut.edge(all1, reader, MinCut.INFINITE);
    }
  }
}
