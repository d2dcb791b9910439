package thimble.ir.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The cheapest way to cut a directed graph in two, by maximum flow (Dinic 1970): an edge costs its
 * capacity where it leads from the source's side to the sink's. Among cheapest cuts the one with
 * the fewest vertices on the source's side.
 */
final class MinCut {
  static final int SOURCE = 0;
  static final int SINK = 1;

  /** Stands for "never cut". */
  static final long INFINITE = Long.MAX_VALUE / 4;

  private final List<List<Integer>> edgesOf = new ArrayList<>();
  private final List<Integer> targets = new ArrayList<>();

  /** What each edge can still take; edge {@code e ^ 1} is the way back of {@code e}. */
  private final List<Long> rest = new ArrayList<>();

  private int[] level = {};
  private int[] next = {};

  MinCut() {
    vertex();
    vertex();
  }

  /** A new vertex. */
  int vertex() {
    edgesOf.add(new ArrayList<>());
    return edgesOf.size() - 1;
  }

  void edge(int from, int to, long capacity) {
    edgesOf.get(from).add(targets.size());
    targets.add(to);
    rest.add(capacity);
    edgesOf.get(to).add(targets.size());
    targets.add(from);
    rest.add(0L);
  }

  /** For each vertex whether it is on the source's side. */
  boolean[] solve() {
    while (levels()) {
      next = new int[edgesOf.size()];
      while (augment()) {
        // Each round saturates an edge of the level graph.
      }
    }
    boolean[] sourceSide = new boolean[edgesOf.size()];
    for (int vertex = 0; vertex < sourceSide.length; vertex++) {
      sourceSide[vertex] = level[vertex] >= 0;
    }
    return sourceSide;
  }

  /** Distances from the source along edges with room. */
  private boolean levels() {
    level = new int[edgesOf.size()];
    Arrays.fill(level, -1);
    level[SOURCE] = 0;
    Deque<Integer> queue = new ArrayDeque<>(List.of(SOURCE));
    while (!queue.isEmpty()) {
      int vertex = queue.remove();
      for (int edge : edgesOf.get(vertex)) {
        int target = targets.get(edge);
        if (rest.get(edge) > 0 && level[target] < 0) {
          level[target] = level[vertex] + 1;
          queue.add(target);
        }
      }
    }
    return level[SINK] >= 0;
  }

  /** Sends flow along one path of growing level; iterative, as chains may be long. */
  private boolean augment() {
    List<Integer> path = new ArrayList<>();
    int vertex = SOURCE;
    while (vertex != SINK) {
      int edge = advance(vertex);
      if (edge >= 0) {
        path.add(edge);
        vertex = targets.get(edge);
      } else if (path.isEmpty()) {
        return false;
      } else {
        int last = path.remove(path.size() - 1);
        vertex = targets.get(last ^ 1);
        next[vertex]++;
      }
    }
    long flow = path.stream().mapToLong(rest::get).min().orElseThrow();
    for (int edge : path) {
      rest.set(edge, rest.get(edge) - flow);
      rest.set(edge ^ 1, rest.get(edge ^ 1) + flow);
    }
    return true;
  }

  private int advance(int vertex) {
    List<Integer> edges = edgesOf.get(vertex);
    for (; next[vertex] < edges.size(); next[vertex]++) {
      int edge = edges.get(next[vertex]);
      if (rest.get(edge) > 0 && level[targets.get(edge)] == level[vertex] + 1) {
        return edge;
      }
    }
    return -1;
  }
}
