package thimble.ir.pass;

import java.util.List;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Op;
import thimble.ir.op.Requantize;
import thimble.ir.op.Signature;
import thimble.ir.run.Evaluator;

/**
 * Joins a requantization with the one before it where all 256 bytes come out the same.
 *
 * <pre>
 *   %a : s8[8] q(0.25, 0) = requantize(element=s8) %x
 *   %y : s8[8] q(0.5, 0) = requantize(element=s8) %a
 *     -&gt;
 *   %y : s8[8] q(0.5, 0) = requantize(element=s8) %x
 * </pre>
 *
 * One pass over the tensor less, and where nobody else reads the step between, its memory. Two
 * roundings and two saturations are one only for some scales: each byte is computed both ways, and
 * a single difference leaves the pair as it is.
 */
public final class JoinRequantizations implements Pass {
  private static final int BYTES = 256;

  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, JoinRequantizations::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (!(node.op() instanceof Requantize)) {
      return false;
    }
    Optional<Node> before =
        edit.producer(node.inputs().get(0)).filter(it -> it.op() instanceof Requantize);
    if (before.isEmpty()) {
      return false;
    }
    Node first = before.get();
    String source = first.inputs().get(0);
    TensorType x = edit.type(source);
    if (x.element().bytes() != 1 || !isExact(x, first, node)) {
      return false;
    }
    edit.remove(node);
    edit.put(
        new Node(node.op(), List.of(source), node.outputs(), first.origin().plus(node.origin())));
    edit.removeIfUnused(first);
    return true;
  }

  private static boolean isExact(TensorType source, Node first, Node second) {
    byte[] all = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      all[i] = (byte) i;
    }
    TensorData bytes = TensorData.wrap(source.element(), all);
    TensorType x = whole(source);
    TensorType between = whole(first.output().type());
    TensorType y = whole(second.output().type());
    TensorData twice = apply(second.op(), between, y, apply(first.op(), x, between, bytes));
    return twice.equals(apply(second.op(), x, y, bytes));
  }

  /** The same type for every number that a byte can be. */
  private static TensorType whole(TensorType type) {
    return type.withShape(List.of(BYTES));
  }

  private static TensorData apply(Op op, TensorType x, TensorType y, TensorData data) {
    return Evaluator.apply(op, new Signature(List.of(x), List.of(y)), List.of(data)).get(0);
  }
}
