package thimble.planner.dataflow;

import java.util.Arrays;
import java.util.function.Consumer;

/** How many words streams hold. */
public final class Depths {
  private static final int SHALLOW = 2;

  /**
   * Of a stream that evens out: what a shift register in look-up tables holds for the same price.
   */
  private static final int EVEN = 32;

  private static final int ENDLESS = 1 << 24;
  private static final int ROUNDS = 6;

  /** Of all cycles, that a writer has to wait for room before its stream grows. */
  private static final int SHARE = 8;

  private static final double TOLERANCE = 1.002;

  private Depths() {}

  /**
   * The smallest streams that do not deadlock: none can be one word shorter, the others as they
   * are; where one holds more than two words, it would deadlock.
   */
  public static Design minimal(Design design, Consumer<String> progress) {
    int[] depths = design.depths();
    Arrays.fill(depths, SHALLOW);
    depths = Kahn.grown(design, depths, stream -> true).orElseThrow();
    for (int stream = 0; stream < depths.length; stream++) {
      if (depths[stream] > SHALLOW) {
        progress.accept("shortest stream " + design.streams().get(stream).name());
        int only = stream;
        int[] less = depths.clone();
        less[stream] = SHALLOW;
        depths = Kahn.grown(design, less, other -> other == only).orElseThrow();
      }
    }
    // Threads hold a word in their hands that hardware, which writes all words at once, does not
    // have.
    Design least = design.withDepths(depths);
    return Clock.run(least).finished() ? least : design.withDepths(Clock.grown(least));
  }

  /**
   * Streams that cost next to no time: where branches join, the one that is early grows while it
   * makes others wait; all others even out, and grow where writers wait long, until the latency is
   * that of streams without end.
   */
  public static Design unhindered(Design design, Consumer<String> progress) {
    int[] depths = design.depths();
    int[] endless = design.depths();
    for (int stream = 0; stream < depths.length; stream++) {
      depths[stream] = EVEN;
      endless[stream] = ENDLESS;
    }
    progress.accept("streams that cost no time");
    // Hardware holds some words in its pipelines that threads do not have.
    int[] grown = Clock.grown(design.withDepths(depths));
    Design best = design.withDepths(Kahn.grown(design, grown, stream -> true).orElseThrow());
    long goal = Clock.run(design.withDepths(endless)).latency();
    Clock.Cycles cycles = Clock.run(best);
    for (int round = 0; round < ROUNDS && isSlow(cycles, goal); round++) {
      progress.accept(cycles.latency() + " cycles, " + goal + " with streams without end");
      int[] more = best.depths();
      for (int stream = 0; stream < more.length; stream++) {
        boolean hinders = cycles.waited()[stream] > cycles.latency() / SHARE;
        more[stream] += hinders ? more[stream] / 2 : 0;
      }
      best = design.withDepths(more);
      cycles = Clock.run(best);
    }
    return best;
  }

  private static boolean isSlow(Clock.Cycles cycles, long goal) {
    return !cycles.finished() || cycles.latency() > goal * TOLERANCE;
  }
}
