package thimble.planner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Orders in which a call runs only when its result is wanted: depth first from the ends of the
 * graph. Of several operands the one comes first whose computation needs most beyond what it leaves
 * behind (the rule of Sethi and Ullman, best possible on trees).
 */
final class DemandOrder {
  private final Workload workload;
  private final Precedence precedence;

  /** By call: bytes that computing it and all it needs takes at most, seen as a tree. */
  private final long[] need;

  /** By call: bytes that it leaves behind. */
  private final long[] left;

  private DemandOrder(Workload workload, Precedence precedence) {
    this.workload = workload;
    this.precedence = precedence;
    this.need = new long[workload.calls()];
    this.left = new long[workload.calls()];
    for (int call = 0; call < need.length; call++) {
      long held = 0;
      for (int operand : sorted(precedence.predecessors()[call])) {
        need[call] = Math.max(need[call], held + need[operand]);
        held += left[operand];
      }
      for (int item : workload.writes()[call]) {
        left[call] += workload.bytes()[item];
      }
      need[call] = Math.max(need[call], held + left[call] + workload.scratch()[call]);
    }
  }

  /** Three orders: by need, and with operands as they come, forwards and backwards. */
  static List<int[]> orders(Workload workload, Precedence precedence) {
    DemandOrder demand = new DemandOrder(workload, precedence);
    return List.of(
        demand.order(Rule.NEED), demand.order(Rule.FORWARDS), demand.order(Rule.BACKWARDS));
  }

  private enum Rule {
    NEED,
    FORWARDS,
    BACKWARDS
  }

  private List<Integer> sorted(int[] calls) {
    List<Integer> sorted = new ArrayList<>();
    for (int call : calls) {
      sorted.add(call);
    }
    sorted.sort(Comparator.comparingLong(call -> left[call] - need[call]));
    return sorted;
  }

  private List<Integer> sorted(int[] calls, Rule rule) {
    List<Integer> sorted = sorted(calls);
    if (rule != Rule.NEED) {
      sorted.sort(rule == Rule.FORWARDS ? Comparator.naturalOrder() : Comparator.reverseOrder());
    }
    return sorted;
  }

  /** Without recursion: chains may be long. */
  private int[] order(Rule rule) {
    int calls = workload.calls();
    int[] order = new int[calls];
    int done = 0;
    boolean[] entered = new boolean[calls];
    boolean[] placed = new boolean[calls];
    Deque<Integer> stack = new ArrayDeque<>();
    pushAll(stack, sorted(ends(), rule));
    while (!stack.isEmpty()) {
      int call = stack.peek();
      if (!entered[call]) {
        entered[call] = true;
        List<Integer> operands = sorted(precedence.predecessors()[call], rule);
        operands.removeIf(operand -> entered[operand]);
        pushAll(stack, operands);
      } else {
        stack.pop();
        if (!placed[call]) {
          placed[call] = true;
          order[done++] = call;
        }
      }
    }
    return order;
  }

  /** The first of the list comes to lie on top. */
  private static void pushAll(Deque<Integer> stack, List<Integer> calls) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      stack.push(calls.get(i));
    }
  }

  private int[] ends() {
    List<Integer> ends = new ArrayList<>();
    for (int call = 0; call < workload.calls(); call++) {
      if (precedence.successors()[call].length == 0) {
        ends.add(call);
      }
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }
}
