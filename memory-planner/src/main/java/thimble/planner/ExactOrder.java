package thimble.planner;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The best order, by search over the sets of calls that can have run (the downsets of the graph):
 * what is live depends on the set alone, so the peak of an order is the largest value on a path
 * from the empty set to the full one, and Dijkstra's algorithm finds the path whose largest value
 * is smallest. Branches that reach a known peak are cut off. A call that does not raise the peak so
 * far and leaves no more bytes than it found is taken at once: any order stays as good when such a
 * call is moved to the front. Inside branches this leaves few sets.
 */
final class ExactOrder {
  private static final int MOST_STATES = 200_000;
  private static final long MOST_STATE_BYTES = 100_000_000;

  private final Workload workload;
  private final Precedence precedence;
  private final PriorityQueue<State> open =
      new PriorityQueue<>(
          (a, b) ->
              a.peak != b.peak
                  ? Long.compare(a.peak, b.peak)
                  : a.count != b.count
                      ? Integer.compare(b.count, a.count)
                      : Long.compare(a.number, b.number));
  private final Map<BitSet, Long> reached = new HashMap<>();
  private long numbered;

  private ExactOrder(Workload workload, Precedence precedence) {
    this.workload = workload;
    this.precedence = precedence;
  }

  /**
   * @param order one with a lower peak than was known
   * @param complete whether the search ended: without an order then, there is no better one
   */
  record Result(Optional<int[]> order, boolean complete) {}

  private record State(State parent, BitSet done, int count, int[] run, long peak, long number) {}

  /**
   * @param goal a peak that need not be undercut
   * @param known only orders with a lower peak are looked for
   */
  static Result search(
      Workload workload, Precedence precedence, long goal, long known, long effort) {
    return new ExactOrder(workload, precedence).run(goal, known, effort);
  }

  private Result run(long goal, long known, long effort) {
    int calls = workload.calls();
    long floor = Math.max(goal, Walk.begin(workload).live());
    push(null, new BitSet(calls), new int[0], floor);
    long stateBytes = 200 + calls / 4;
    long limit = Math.min(MOST_STATES, MOST_STATE_BYTES / stateBytes);
    long work = 0;
    long size = workload.size();
    while (!open.isEmpty()) {
      if (work > effort || numbered > limit) {
        return new Result(Optional.empty(), false);
      }
      work += size;
      State state = settle(open.poll());
      if (state == null) {
        continue;
      }
      if (state.count == calls) {
        return new Result(Optional.of(order(state)), true);
      }
      Walk walk = walkTo(state.done);
      for (int call : ready(state.done)) {
        work += 2L + workload.reads()[call].length;
        long peak = Math.max(state.peak, walk.during(call));
        if (peak < known) {
          BitSet done = (BitSet) state.done.clone();
          done.set(call);
          push(state, done, new int[] {call}, peak);
        }
      }
    }
    return new Result(Optional.empty(), true);
  }

  private void push(State parent, BitSet done, int[] run, long peak) {
    Long earlier = reached.get(done);
    if (earlier != null && earlier <= peak) {
      return;
    }
    reached.put(done, peak);
    open.add(new State(parent, done, done.cardinality(), run, peak, numbered++));
  }

  /** Takes the calls that do no harm; null where the set so reached was reached before. */
  private State settle(State state) {
    Walk walk = walkTo(state.done);
    BitSet done = (BitSet) state.done.clone();
    List<Integer> run = new ArrayList<>();
    for (int call : state.run) {
      run.add(call);
    }
    boolean again = true;
    while (again) {
      again = false;
      for (int call : ready(done)) {
        if (walk.change(call) <= 0 && walk.during(call) <= state.peak) {
          walk.run(call);
          done.set(call);
          run.add(call);
          again = true;
        }
      }
    }
    if (done.equals(state.done)) {
      return state;
    }
    Long earlier = reached.get(done);
    if (earlier != null && earlier <= state.peak) {
      return null;
    }
    reached.put(done, state.peak);
    int[] calls = run.stream().mapToInt(Integer::intValue).toArray();
    return new State(state.parent, done, done.cardinality(), calls, state.peak, state.number);
  }

  /** Calls are numbered in a topological order: any downset can be walked through in it. */
  private Walk walkTo(BitSet done) {
    Walk walk = Walk.begin(workload);
    for (int call = done.nextSetBit(0); call >= 0; call = done.nextSetBit(call + 1)) {
      walk.run(call);
    }
    return walk;
  }

  private List<Integer> ready(BitSet done) {
    List<Integer> ready = new ArrayList<>();
    for (int call = done.nextClearBit(0);
        call < workload.calls();
        call = done.nextClearBit(call + 1)) {
      boolean all = true;
      for (int before : precedence.predecessors()[call]) {
        all &= done.get(before);
      }
      if (all) {
        ready.add(call);
      }
    }
    return ready;
  }

  private int[] order(State last) {
    int[] order = new int[workload.calls()];
    int at = order.length;
    for (State state = last; state != null; state = state.parent) {
      for (int i = state.run.length - 1; i >= 0; i--) {
        order[--at] = state.run[i];
      }
    }
    return order;
  }
}
