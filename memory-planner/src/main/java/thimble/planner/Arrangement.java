package thimble.planner;

import java.util.BitSet;
import java.util.List;

/**
 * Everything in its place, for one order of calls: which results are computed in place, and the
 * offsets.
 *
 * @param peak most bytes live at a step
 * @param peakStep the first such step; -1 before the run
 * @param lowerBound the peak with as many results in place as possible: no arena of this order is
 *     smaller
 */
record Arrangement(
    Clusters clusters,
    List<Block> blocks,
    FirstFit.Placement placement,
    long peak,
    int peakStep,
    long lowerBound) {
  /** How many other choices of results in place are tried where the first leaves a gap. */
  private static final int MOST_VARIANTS = 100;

  /** As {@link Ejections#improve} counts it, for the first attempt and for all variants. */
  private static final long EFFORT = 3_000_000;

  private static final long EFFORT_PER_PAIR = 300;

  long arenaBytes() {
    return placement.arenaBytes();
  }

  private boolean hasGap() {
    return arenaBytes() > peak;
  }

  /**
   * The best arrangement found. Computing in place never raises the number of live bytes, but it
   * ties tensors to one another, and then they may not fit together: where a gap to the lower bound
   * is left, results in place are given up one by one as long as the arena shrinks.
   */
  static Arrangement find(Demand demand, int[] order, PlanOptions options) {
    long effort = Math.min(EFFORT, EFFORT_PER_PAIR * order.length * order.length);
    Arrangement first = place(demand, order, new BitSet(), options, effort);
    if (!first.hasGap()) {
      return first;
    }
    Arrangement best = first;
    BitSet apart = new BitSet();
    long each = 300L * first.blocks.size();
    long variants = Math.min(MOST_VARIANTS, EFFORT / each + 1);
    for (int call : first.clusters.inPlace()) {
      if (variants-- <= 0 || best.arenaBytes() <= first.peak) {
        break;
      }
      apart.set(call);
      Arrangement variant = place(demand, order, apart, options, each);
      if (variant.arenaBytes() < best.arenaBytes()) {
        best = variant;
      } else {
        apart.clear(call);
      }
    }
    Arrangement provedFirst = first.proved(options);
    if (best == first) {
      return provedFirst;
    }
    Arrangement provedBest = best.proved(options);
    return provedBest.arenaBytes() < provedFirst.arenaBytes()
        ? provedBest.withLowerBound(first.peak)
        : provedFirst;
  }

  private Arrangement withLowerBound(long bytes) {
    return new Arrangement(clusters, blocks, placement, peak, peakStep, bytes);
  }

  private static Arrangement place(
      Demand demand, int[] order, BitSet apart, PlanOptions options, long effort) {
    Clusters clusters = Clusters.of(demand, order, apart);
    List<Block> blocks = clusters.blocks();
    long[] live = Profile.live(blocks);
    int highest = Profile.highest(live);
    long peak = live[highest];
    FirstFit.Placement wide = FirstFit.place(blocks, options.alignment(), peak, effort);
    // Where words cost RAM that elements would not, elements it is.
    FirstFit.Placement narrow = wide.proved() ? wide : FirstFit.place(blocks, 1, peak, effort);
    return new Arrangement(
        clusters,
        blocks,
        narrow.arenaBytes() < wide.arenaBytes() ? narrow : wide,
        peak,
        highest - 1,
        peak);
  }

  private Arrangement proved(PlanOptions options) {
    if (!hasGap() || options.placementEffort() <= 0) {
      return this;
    }
    FirstFit.Placement better =
        BestOffsets.improve(blocks, 1, placement, peak, options.placementEffort());
    return new Arrangement(clusters, blocks, better, peak, peakStep, lowerBound);
  }
}
