package thimble.ir.pass;

import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;

/**
 * Folds Relu and Clip into the operator whose result they limit.
 *
 * <pre>
 *   %a = conv2d(..., activation={low=-inf, high=inf}) %x, %w, %b
 *   %y = clip(range={low=0.0, high=6.0}) %a
 *     -&gt;
 *   %y = conv2d(..., activation={low=0.0, high=6.0}) %x, %w, %b
 * </pre>
 *
 * The limit is applied while the result is in a register: one pass over the tensor less. Only where
 * nobody else reads the unlimited result. In integers this is exact since both limits are rounded
 * to the one quantization that the clip's input and output share.
 */
public final class FuseClamp implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, FuseClamp::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (!(node.op() instanceof Clip clip)) {
      return false;
    }
    String x = node.inputs().get(0);
    Optional<Node> producer = edit.producer(x).filter(before -> edit.uses(x) == 1);
    Optional<Clamp> clamp = producer.flatMap(before -> before.op().clamp());
    boolean fusable = edit.type(x).element().isFloat() || edit.type(x).isQuantized();
    if (clamp.isEmpty() || !fusable || !edit.type(x).equals(node.output().type())) {
      return false;
    }
    Node before = producer.get();
    edit.remove(before);
    edit.put(
        new Node(
            before.op().withClamp(clamp.get().then(clip.range())),
            before.inputs(),
            node.outputs(),
            before.origin().plus(node.origin())));
    return true;
  }
}
