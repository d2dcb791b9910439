package thimble.planner;

import java.util.List;

/**
 * What runs, in order. Time in a plan counts everything but streams themselves, one after another,
 * what is inside of streams included ({@link Plan#flat}).
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
   * Waits until the caller has handed in one row of an input. The rows of an input come in order;
   * an input that repeats another one's data ({@link thimble.ir.Port#again}) begins when that one
   * is through.
   *
   * @param input index in {@code Plan.graph().inputs()}
   */
  record Receive(int input, int row) implements Step {}

  /**
   * Hands one row of an output to the caller, who is done with it when the step ends. The rows of
   * an output come in order.
   *
   * @param output index in {@code Plan.graph().outputs()}
   */
  record Deliver(int output, int row) implements Step {}

  /**
   * Several nodes row by row, interleaved: a row is computed when somebody needs it, and forgotten
   * when nobody does.
   *
   * @param steps calls of one row, calls of operators that compute all at once, feeds, rows that
   *     come in and go out
   */
  record RowStream(List<Step> steps) implements Step {
    public RowStream {
      steps = List.copyOf(steps);
    }
  }
}
