package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.Value;
import thimble.ir.op.Alias;

/**
 * Which values share bytes because one is a view of the other: every value gets a place in a
 * <em>group</em>, and within a group every byte is written by one kernel only, so that it does not
 * matter when who reads. This is decided before the order of operators is known.
 *
 * <pre>
 *   Reshape, Slice                   Concat (outer axis)
 *   x |==============|               y |=======|======|
 *   y     |=====|                    a |=======|
 *                                    b         |======|
 * </pre>
 *
 * <p>An output always finds its place inside its input. An input is moved into its output only if
 * nothing of its own group sticks out of it: what sticks out could collide with the other inputs.
 * Refused are constants (they lie in flash), a value that already has another place (an input of
 * two concatenations, or twice of the same), and parts of something larger, unless all inputs
 * together are that part already. A node whose aliases are all granted needs no kernel; otherwise
 * its kernel runs and copies, granted inputs onto themselves.
 *
 * <p>Values of no bytes have places that never matter.
 */
final class Storage {
  private final Graph graph;
  private final GraphIndex index;
  private final List<Value> values = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final int[] parent;
  private final long[] shift;
  private final long[] low;
  private final long[] high;
  private final boolean[] call;

  private Storage(Graph graph) {
    this.graph = graph;
    this.index = graph.index();
    graph.inputs().forEach(port -> add(port.value()));
    graph.nodes().forEach(node -> node.outputs().forEach(this::add));
    int count = values.size();
    parent = new int[count];
    shift = new long[count];
    low = new long[count];
    high = new long[count];
    Arrays.setAll(parent, value -> value);
    Arrays.setAll(high, this::bytes);
    graph.states().forEach(this::placeState);
    call = new boolean[graph.nodes().size()];
    for (int node = 0; node < call.length; node++) {
      call[node] = !isGranted(graph.nodes().get(node));
    }
  }

  static Storage of(Graph graph) {
    return new Storage(graph);
  }

  private void add(Value value) {
    numbers.put(value.id(), values.size());
    values.add(value);
  }

  Graph graph() {
    return graph;
  }

  GraphIndex index() {
    return index;
  }

  /** Values outside flash: graph inputs, then results in the order of the graph. */
  List<Value> values() {
    return values;
  }

  int inputCount() {
    return graph.inputs().size();
  }

  /** The number of a value, -1 for a constant. */
  int number(String id) {
    return numbers.getOrDefault(id, -1);
  }

  long bytes(int value) {
    return values.get(value).type().bytes();
  }

  int elementBytes(int value) {
    return values.get(value).type().element().bytes();
  }

  /** Whether a kernel must run for this node. */
  boolean isCall(int node) {
    return call[node];
  }

  boolean isOutput(int value) {
    return index.isOutput(values.get(value).id());
  }

  /** The group of a value: the number of one of its members. */
  int group(int value) {
    int root = value;
    while (parent[root] != root) {
      root = parent[root];
    }
    // Compress the path, from the top down so that shifts add up.
    List<Integer> path = new ArrayList<>();
    for (int at = value; at != root; at = parent[at]) {
      path.add(at);
    }
    for (int i = path.size() - 2; i >= 0; i--) {
      int at = path.get(i);
      shift[at] += shift[parent[at]];
      parent[at] = root;
    }
    return root;
  }

  /** Where a value begins within its group, which begins at 0. */
  long offset(int value) {
    int root = group(value);
    return (value == root ? 0 : shift[value]) - low[root];
  }

  /** Bytes that a group spans. */
  long groupBytes(int group) {
    return high[group] - low[group];
  }

  private long rawOffset(int value) {
    int root = group(value);
    return value == root ? 0 : shift[value];
  }

  /**
   * A state is the beginning of what it is carried from, whoever else would have it within
   * something.
   */
  private void placeState(Port state) {
    Node node = index.producer(state.carried().orElseThrow()).orElseThrow();
    int from = number(node.output().id());
    int input = number(state.value().id());
    boolean first = node.inputs().get(0).equals(state.value().id());
    if (first && !node.op().aliases(index.signature(node)).isEmpty() && bytes(input) > 0) {
      join(input, from, 0);
    }
  }

  /** Places the outputs of a node; true if no kernel has to run for it. */
  private boolean isGranted(Node node) {
    List<Alias> aliases = node.op().aliases(index.signature(node));
    boolean empty = node.outputs().stream().allMatch(output -> output.type().bytes() == 0);
    if (aliases.isEmpty() || empty) {
      return empty;
    }
    if (isPartAlready(node, aliases)) {
      Alias first = firstWithBytes(node, aliases);
      int input = number(node.inputs().get(first.input()));
      join(number(node.output().id()), input, rawOffset(input) - first.byteOffset());
      return true;
    }
    boolean all = true;
    for (Alias alias : aliases) {
      all &= grant(node, alias);
    }
    return all;
  }

  /** Whether the inputs of a concatenation lie one after another as they should. */
  private boolean isPartAlready(Node node, List<Alias> aliases) {
    if (node.outputs().size() > 1
        || aliases.stream().anyMatch(alias -> alias.kind() != Alias.Kind.INPUT_IN_OUTPUT)) {
      return false;
    }
    Alias first = firstWithBytes(node, aliases);
    int input = number(node.inputs().get(first.input()));
    if (input < 0) {
      return false;
    }
    long begin = rawOffset(input) - first.byteOffset();
    for (Alias alias : aliases) {
      String id = node.inputs().get(alias.input());
      int other = number(id);
      if (index.type(id).bytes() > 0
          && (other < 0
              || group(other) != group(input)
              || rawOffset(other) - alias.byteOffset() != begin)) {
        return false;
      }
    }
    return true;
  }

  private Alias firstWithBytes(Node node, List<Alias> aliases) {
    return aliases.stream()
        .filter(alias -> index.type(node.inputs().get(alias.input())).bytes() > 0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(node.op() + " makes something of nothing"));
  }

  private boolean grant(Node node, Alias alias) {
    String inputId = node.inputs().get(alias.input());
    int input = number(inputId);
    int output = number(node.outputs().get(alias.output()).id());
    boolean inside = alias.kind() == Alias.Kind.INPUT_IN_OUTPUT;
    if ((inside ? index.type(inputId).bytes() : bytes(output)) == 0) {
      return true;
    }
    if (input < 0) {
      return false;
    }
    if (!inside) {
      long begin = rawOffset(input) + alias.byteOffset();
      if (group(output) == group(input)) {
        return rawOffset(output) == begin;
      }
      join(output, input, begin);
      return true;
    }
    int root = group(input);
    long begin = rawOffset(input);
    if (root == group(output) && begin == rawOffset(output) + alias.byteOffset()) {
      return true;
    }
    boolean sticksOut = low[root] < begin || high[root] > begin + bytes(input);
    if (root == group(output) || sticksOut) {
      return false;
    }
    // The whole group moves, so that the input comes to lie at its place.
    join(root, output, rawOffset(output) + alias.byteOffset() - begin);
    return true;
  }

  /** Makes a group part of the group of {@code host}: its origin comes to lie at {@code at}. */
  private void join(int member, int host, long at) {
    int from = group(member);
    int to = group(host);
    long origin = at - rawOffset(member);
    parent[from] = to;
    shift[from] = origin;
    low[to] = Math.min(low[to], low[from] + origin);
    high[to] = Math.max(high[to], high[from] + origin);
  }
}
