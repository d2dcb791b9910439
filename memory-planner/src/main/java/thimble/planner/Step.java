package thimble.planner;

/** What runs, in order. The tree has room for loops over rows, strips and patches around calls. */
public sealed interface Step {
  /**
   * Computes output rows {@code firstRow} to {@code firstRow + rowCount - 1} of a node; all of them
   * for a whole layer.
   *
   * @param node index in {@code Plan.graph().nodes()}
   */
  record Call(int node, int firstRow, int rowCount) implements Step {}
}
