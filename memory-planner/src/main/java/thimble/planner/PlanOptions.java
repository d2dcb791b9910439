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
 * @param inputRows whether inputs are handed in row by row during the run, and kept only as far as
 *     they are needed
 * @param outputRows whether rows of outputs are handed out as they are finished, and not kept
 */
public record PlanOptions(
    int alignment,
    long orderEffort,
    double placementEffort,
    boolean streams,
    boolean inputRows,
    boolean outputRows) {
  public PlanOptions {
    if (alignment < 1 || Integer.bitCount(alignment) != 1 || alignment > Plan.ARENA_ALIGNMENT) {
      throw new IllegalArgumentException(
          "alignment is 1, 2, 4 or " + Plan.ARENA_ALIGNMENT + ", not " + alignment);
    }
  }

  /** Inputs and outputs stand in the arena. */
  public PlanOptions(int alignment, long orderEffort, double placementEffort, boolean streams) {
    this(alignment, orderEffort, placementEffort, streams, false, false);
  }

  public static PlanOptions standard() {
    return new PlanOptions(4, 200_000_000L, 1.0, false);
  }

  public PlanOptions withAlignment(int bytes) {
    return new PlanOptions(bytes, orderEffort, placementEffort, streams, inputRows, outputRows);
  }

  public PlanOptions withStreams(boolean allowed) {
    return new PlanOptions(alignment, orderEffort, placementEffort, allowed, inputRows, outputRows);
  }

  public PlanOptions withInputRows(boolean rows) {
    return new PlanOptions(alignment, orderEffort, placementEffort, streams, rows, outputRows);
  }

  public PlanOptions withOutputRows(boolean rows) {
    return new PlanOptions(alignment, orderEffort, placementEffort, streams, inputRows, rows);
  }
}
