package thimble.planner.dataflow;

import java.util.Arrays;
import java.util.function.Consumer;

/** The smallest streams that do not deadlock. */
public final class Depths {
  private static final int SHALLOW = 2;
  private static final int ENDLESS = 1 << 24;

  /** Of a stream that only evens out. */
  private static final int MOST_BUFFER = 64;

  private static final int MOST_ROUNDS = 16;
  private static final double TOLERANCE = 1.01;

  private Depths() {}

  /**
   * The design with streams of which none can be one word shorter, the others as they are: where
   * one holds more than two words, it would deadlock.
   */
  public static Design minimal(Design design, Consumer<String> progress) {
    int[] depths = design.depths();
    Arrays.fill(depths, SHALLOW);
    Kahn.Outcome outcome = Kahn.run(design, depths);
    if (!outcome.finished()) {
      depths = feasible(design, depths, outcome);
      progress.accept("streams that hold enough");
      reduce(design, depths, progress);
    }
    return design.withDepths(depths);
  }

  /**
   * Streams that cost no time: from the shortest ones, what writers wait for longest grows until a
   * design with streams without end would hardly be faster.
   */
  public static Design unhindered(Design design, Consumer<String> progress) {
    Design longer = minimal(design, progress);
    int[] endless = design.depths();
    Arrays.fill(endless, ENDLESS);
    long goal = Clock.run(design.withDepths(endless)).latency();
    Clock.Cycles cycles = Clock.run(longer);
    for (int round = 0; round < MOST_ROUNDS && isSlow(cycles, goal); round++) {
      progress.accept("streams for " + cycles.latency() + " cycles, " + goal + " at the least");
      int[] depths = longer.depths();
      long most = Arrays.stream(cycles.waited()).max().orElse(0);
      for (int stream = 0; stream < depths.length; stream++) {
        boolean matters = !cycles.finished() || cycles.waited()[stream] > most / 4;
        if (cycles.waited()[stream] > 0 && matters && feedsAJoin(design, stream)) {
          depths[stream] += Math.max(depths[stream] / 2, SHALLOW);
        } else if (cycles.waited()[stream] > 0) {
          depths[stream] = Math.min(depths[stream] * 2, MOST_BUFFER);
        }
      }
      Design next = longer.withDepths(depths);
      if (Arrays.equals(depths, longer.depths())) {
        break;
      }
      longer = next;
      cycles = Clock.run(longer);
    }
    return longer;
  }

  /** Hardware writes all words of an iteration at once, so that it may even stand still here. */
  private static boolean isSlow(Clock.Cycles cycles, long goal) {
    return !cycles.finished() || cycles.latency() > goal * TOLERANCE;
  }

  /** Whether the reader of a stream reads others too. */
  private static boolean feedsAJoin(Design design, int stream) {
    return design.processes().stream()
        .anyMatch(process -> process.inputs().size() > 1 && process.inputs().contains(stream));
  }

  /** Lets what is full grow until nothing deadlocks. */
  private static int[] feasible(Design design, int[] from, Kahn.Outcome first) {
    int[] depths = from.clone();
    Kahn.Outcome outcome = first;
    while (!outcome.finished()) {
      for (int stream : outcome.full()) {
        depths[stream] *= 2;
      }
      outcome = Kahn.run(design, depths);
    }
    return depths;
  }

  private static void reduce(Design design, int[] depths, Consumer<String> progress) {
    for (int stream = 0; stream < depths.length; stream++) {
      if (depths[stream] <= SHALLOW) {
        continue;
      }
      progress.accept("shortest stream " + design.streams().get(stream).name());
      int low = SHALLOW;
      int high = depths[stream];
      while (low < high) {
        depths[stream] = (low + high) / 2;
        if (Kahn.run(design, depths).finished()) {
          high = depths[stream];
        } else {
          low = depths[stream] + 1;
        }
      }
      depths[stream] = high;
    }
  }
}
