package thimble.planner;

/**
 * How hard to try. None of it is measured in seconds of a clock: the same graph gives the same plan
 * on every machine.
 *
 * @param alignment every buffer begins at a multiple of this, or of its element size if that is
 *     larger, so that fast kernels may read whole words; given up (down to the element size) where
 *     keeping it would cost RAM
 * @param orderEffort elementary steps that the search for the best operator order may take
 * @param placementEffort deterministic time (about a second each) that proving the best offsets may
 *     take, where the first attempts leave a gap to the lower bound
 * @param streams whether layers may run interleaved, row by row, where that needs less RAM
 */
public record PlanOptions(
    int alignment, long orderEffort, double placementEffort, boolean streams) {
  public PlanOptions {
    if (alignment < 1 || Integer.bitCount(alignment) != 1 || alignment > Plan.ARENA_ALIGNMENT) {
      throw new IllegalArgumentException(
          "alignment is 1, 2, 4 or " + Plan.ARENA_ALIGNMENT + ", not " + alignment);
    }
  }

  public static PlanOptions standard() {
    return new PlanOptions(4, 200_000_000L, 1.0, false);
  }

  public PlanOptions withAlignment(int bytes) {
    return new PlanOptions(bytes, orderEffort, placementEffort, streams);
  }

  public PlanOptions withStreams(boolean allowed) {
    return new PlanOptions(alignment, orderEffort, placementEffort, allowed);
  }
}
