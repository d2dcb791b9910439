package thimble.ir.pass;

import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Reshape;
import thimble.ir.op.Transpose;

/**
 * What the transpositions of a graph cost.
 *
 * @param bytes moved
 * @param count transpositions that move them
 */
record LayoutCost(long bytes, int count) {
  static LayoutCost of(Graph graph) {
    GraphEdit edit = new GraphEdit(graph);
    long bytes = 0;
    int count = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Transpose transpose
          && !Permutations.isView(transpose.permutation(), edit.type(node.inputs().get(0)).shape())
          && !isFree(edit, node)) {
        bytes += node.output().type().bytes();
        count++;
      }
    }
    return new LayoutCost(bytes, count);
  }

  boolean isLowerThan(LayoutCost other) {
    return bytes < other.bytes || bytes == other.bytes && count < other.count;
  }

  private static boolean isFree(GraphEdit edit, Node transpose) {
    return edit.onlyReader(transpose.output().id())
        .filter(reader -> isFoldedIntoWeights(edit, reader))
        .isPresent();
  }

  /**
   * Whether a node flattens images for a fully connected layer: {@link FoldTransposeIntoWeights}
   * then takes any transposition before it into the order of the weight's columns.
   */
  static boolean isFoldedIntoWeights(GraphEdit edit, Node node) {
    if (!(node.op() instanceof Reshape) || node.output().type().rank() == 0) {
      return false;
    }
    Optional<Node> layer =
        edit.onlyReader(node.output().id()).filter(next -> next.op() instanceof FullyConnected);
    String weight = layer.map(next -> next.inputs().get(1)).orElse("");
    int rows =
        edit.type(node.inputs().get(0)).rank() == 0 ? 0 : edit.type(node.inputs().get(0)).extent(0);
    return layer.isPresent()
        && layer.get().inputs().get(0).equals(node.output().id())
        && edit.isConstant(weight)
        && edit.uses(weight) == 1
        && rows * (long) node.output().type().extent(-1) == node.output().type().count();
  }
}
