package thimble.planner;

import java.util.BitSet;

/**
 * Which calls must come before which.
 *
 * @param predecessors by call, direct ones
 * @param successors by call, direct ones
 */
record Precedence(int[][] predecessors, int[][] successors) {
  static Precedence of(Workload workload) {
    int[][] predecessors = workload.predecessors();
    return new Precedence(predecessors, Workload.successors(predecessors));
  }

  int calls() {
    return predecessors.length;
  }

  /** By call, how many direct predecessors it has. */
  int[] counts() {
    int[] counts = new int[calls()];
    for (int call = 0; call < counts.length; call++) {
      counts[call] = predecessors[call].length;
    }
    return counts;
  }

  /** By call, everything that must come before it; calls are numbered in a topological order. */
  BitSet[] ancestors() {
    BitSet[] ancestors = new BitSet[calls()];
    for (int call = 0; call < ancestors.length; call++) {
      ancestors[call] = new BitSet(ancestors.length);
      for (int before : predecessors[call]) {
        ancestors[call].or(ancestors[before]);
        ancestors[call].set(before);
      }
    }
    return ancestors;
  }

  boolean isOrder(int[] order) {
    BitSet done = new BitSet();
    for (int call : order) {
      for (int before : predecessors[call]) {
        if (!done.get(before)) {
          return false;
        }
      }
      done.set(call);
    }
    return done.cardinality() == calls() && order.length == calls();
  }
}
