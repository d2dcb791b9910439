package thimble.planner;

import java.util.Optional;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slab;
import thimble.ir.op.Summand;

/**
 * A layer that sums over an axis of what it reads, as it is or through a reshape: a dense layer
 * over a flattened image sums over the image's channels as well as over its rows.
 *
 * @param layer the node
 * @param view the reshape between, where there is one
 * @param source the id of what the layer sums over
 * @param x its type
 */
record Summation(Node layer, Optional<Node> view, String source, TensorType x) {
  /** How a node sums over an axis of what it reads; empty where it does not. */
  static Optional<Summation> of(GraphIndex index, Node layer, int axis) {
    if (layer.inputs().isEmpty() || layer.outputs().size() != 1) {
      return Optional.empty();
    }
    String input = layer.inputs().get(0);
    Optional<Node> view = index.producer(input).filter(node -> node.op() instanceof Reshape);
    if (view.isPresent()) {
      String source = view.get().inputs().get(0);
      Summation through = new Summation(layer, view, source, index.type(source));
      if (through.isAlong(index, axis)) {
        return Optional.of(through);
      }
    }
    return Optional.of(new Summation(layer, Optional.empty(), input, index.type(input)))
        .filter(direct -> direct.isAlong(index, axis));
  }

  private boolean isAlong(GraphIndex index, int axis) {
    boolean isComputed = index.producer(source).isPresent();
    boolean isKnown =
        layer.inputs().subList(1, layer.inputs().size()).stream().allMatch(index::isConstant);
    return isComputed
        && isKnown
        && axis >= 0
        && axis < x.rank()
        && x.extent(axis) > 1
        && summand(index, new Slab(axis, 0, x.extent(axis))).isPresent();
  }

  Optional<Summand> summand(GraphIndex index, Slab slab) {
    return layer.op().summand(index.signature(layer), x, slab);
  }

  /** Whether a node's result is read on the way from what is summed to the sums. */
  boolean isPart(Node node) {
    return node.equals(layer) || view.isPresent() && node.equals(view.get());
  }
}
