package thimble.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Beam search for an order with a low peak: of all sets of k calls that can have run, only the few
 * with the lowest peak so far (and, among those, the fewest live bytes) are followed. As wide as
 * the effort allows; with width 1 it is the greedy order.
 */
final class BeamOrder {
  private static final int MOST_WIDE = 200;

  private final Workload workload;
  private final Precedence precedence;
  private final long[] marks;

  /** By call, where the guide has it. */
  private final int[] rank;

  private long work;

  private BeamOrder(Workload workload, Precedence precedence, int[] guide) {
    this.workload = workload;
    this.precedence = precedence;
    this.marks = new long[workload.calls()];
    this.rank = new int[workload.calls()];
    for (int call = 0; call < marks.length; call++) {
      marks[call] = mix(call + 1);
      rank[guide[call]] = call;
    }
  }

  /**
   * A topological order of the calls.
   *
   * @param guide another one, which decides between calls that are equally good
   */
  static int[] search(Workload workload, Precedence precedence, int[] guide, long effort) {
    BeamOrder beam = new BeamOrder(workload, precedence, guide);
    State greedy = beam.run(1);
    long width = Math.min(MOST_WIDE, effort / Math.max(1, beam.work));
    State best = greedy;
    if (width > 1) {
      State wide = beam.run((int) width);
      best = wide.peak < greedy.peak ? wide : greedy;
    }
    return best.order(workload.calls());
  }

  /** What a set of calls that have run leaves behind; sets are told apart by {@code mark}. */
  private static final class State {
    final State parent;
    final List<Integer> run = new ArrayList<>();
    final Walk walk;
    final int[] waiting;
    final List<Integer> ready;
    long peak;
    long mark;
    int done;

    State(State parent, Walk walk, int[] waiting, List<Integer> ready) {
      this.parent = parent;
      this.walk = walk;
      this.waiting = waiting;
      this.ready = ready;
      if (parent != null) {
        peak = parent.peak;
        mark = parent.mark;
        done = parent.done;
      }
    }

    int[] order(int calls) {
      int[] order = new int[calls];
      int at = calls;
      for (State state = this; state != null; state = state.parent) {
        for (int i = state.run.size() - 1; i >= 0; i--) {
          order[--at] = state.run.get(i);
        }
      }
      return order;
    }
  }

  /** A step that may be taken. */
  private record Candidate(State from, int call, long peak, long live, long mark) {}

  private State run(int width) {
    int calls = workload.calls();
    List<List<State>> levels = new ArrayList<>();
    for (int level = 0; level <= calls; level++) {
      levels.add(new ArrayList<>());
    }
    State start = start();
    levels.get(start.done).add(start);
    for (int level = start.done; level < calls; level++) {
      List<Candidate> candidates = new ArrayList<>();
      for (State state : best(levels.get(level), width)) {
        expand(state, candidates);
      }
      levels.set(level, List.of());
      for (Candidate candidate : chosen(candidates, width)) {
        State next = follow(candidate);
        levels.get(next.done).add(next);
      }
    }
    return best(levels.get(calls), 1).get(0);
  }

  private State start() {
    int[] waiting = precedence.counts();
    List<Integer> ready = new ArrayList<>();
    for (int call = 0; call < waiting.length; call++) {
      if (waiting[call] == 0) {
        ready.add(call);
      }
    }
    State start = new State(null, Walk.begin(workload), waiting, ready);
    start.peak = start.walk.live();
    runHarmless(start);
    return start;
  }

  private static List<State> best(List<State> states, int width) {
    states.sort(
        Comparator.<State>comparingLong(state -> state.peak)
            .thenComparingLong(state -> state.walk.live()));
    Set<Long> seen = new HashSet<>();
    List<State> best = new ArrayList<>();
    for (State state : states) {
      if (best.size() < width && seen.add(state.mark)) {
        best.add(state);
      }
    }
    return best;
  }

  private void expand(State state, List<Candidate> candidates) {
    for (int call : state.ready) {
      work += 2L + workload.reads()[call].length + workload.writes()[call].length;
      candidates.add(
          new Candidate(
              state,
              call,
              Math.max(state.peak, state.walk.during(call)),
              state.walk.live() + state.walk.change(call),
              state.mark ^ marks[call]));
    }
  }

  private List<Candidate> chosen(List<Candidate> candidates, int width) {
    candidates.sort(
        Comparator.comparingLong(Candidate::peak)
            .thenComparingLong(Candidate::live)
            .thenComparingInt(candidate -> rank[candidate.call()]));
    Set<Long> seen = new HashSet<>();
    List<Candidate> chosen = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (chosen.size() == width) {
        break;
      }
      if (seen.add(candidate.mark())) {
        chosen.add(candidate);
      }
    }
    return chosen;
  }

  private State follow(Candidate candidate) {
    State from = candidate.from();
    work += workload.items() + workload.calls();
    State next =
        new State(from, from.walk.copy(), from.waiting.clone(), new ArrayList<>(from.ready));
    take(next, next.ready.indexOf(candidate.call()));
    runHarmless(next);
    return next;
  }

  private void take(State state, int readyIndex) {
    int call = state.ready.remove(readyIndex);
    state.peak = Math.max(state.peak, state.walk.during(call));
    state.walk.run(call);
    state.mark ^= marks[call];
    state.run.add(call);
    state.done++;
    for (int next : precedence.successors()[call]) {
      if (--state.waiting[next] == 0) {
        state.ready.add(next);
      }
    }
  }

  /**
   * Runs at once what neither raises the peak so far nor leaves more behind: putting it off could
   * not help.
   */
  private void runHarmless(State state) {
    for (int i = 0; i < state.ready.size(); ) {
      int call = state.ready.get(i);
      work += 2L + workload.reads()[call].length;
      if (state.walk.change(call) <= 0 && state.walk.during(call) <= state.peak) {
        take(state, i);
        i = 0;
      } else {
        i++;
      }
    }
  }

  /** A well mixed 64-bit number for each small one (the finalizer of splitmix64). */
  static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
