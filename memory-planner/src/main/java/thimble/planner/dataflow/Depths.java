package thimble.planner.dataflow;

import java.util.Arrays;
import java.util.function.Consumer;

/** The smallest streams that do not deadlock. */
public final class Depths {
  private static final int SHALLOW = 2;

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
