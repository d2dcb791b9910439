package thimble.planner;

import java.util.List;

/**
 * What runs, in order. Time in a plan counts the calls and feeds, one after another, those inside
 * of streams included ({@link Plan#flat}).
 */
public sealed interface Step {
  /**
   * Computes output rows {@code firstRow} to {@code firstRow + rowCount - 1} of a node; all of them
   * for a whole layer.
   *
   * @param node index in {@code Plan.graph().nodes()}
   */
  record Call(int node, int firstRow, int rowCount) implements Step {}

  /**
   * Gives one input row to a node that accumulates ({@link thimble.ir.op.Op#accumulation}). The
   * last row of an image completes that image's output row.
   *
   * @param inputRow counted over all images
   */
  record Feed(int node, int inputRow) implements Step {}

  /**
   * Several nodes row by row, interleaved: a row is computed when somebody needs it, and forgotten
   * when nobody does.
   *
   * @param steps calls of one row, calls of operators that compute all at once, and feeds
   */
  record RowStream(List<Step> steps) implements Step {
    public RowStream {
      steps = List.copyOf(steps);
    }
  }
}
