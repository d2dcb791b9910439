package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Pad;
import thimble.ir.op.Window2d;

/**
 * Folds padding into the window of the operator that reads it.
 *
 * <pre>
 *   %a = pad([0, 1, 1, 0], [0, 1, 1, 0], constant, 0) %x
 *   %y = conv2d(window={..., padTop=0, ...}) %a, ...      -&gt;   %y = conv2d(window={..., padTop=1, ...}) %x, ...
 * </pre>
 *
 * The padded copy of the tensor disappears. Convolutions take zeros (the zero point, in integers);
 * average pools take zeros, which then count; max pools take a value that no cell lies below.
 */
public final class FoldPad implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, FoldPad::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (node.inputs().isEmpty()) {
      return false;
    }
    Optional<Node> padding =
        edit.producer(node.inputs().get(0)).filter(before -> before.op() instanceof Pad);
    if (padding.isEmpty() || !(padding.get().op() instanceof Pad pad) || !isSpatial(pad)) {
      return false;
    }
    String source = padding.get().inputs().get(0);
    Optional<Op> folded = folded(edit, node.op(), pad, source);
    if (folded.isEmpty()) {
      return false;
    }
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, source);
    if (!GraphEdit.accepts(folded.get(), edit.types(inputs))) {
      return false;
    }
    edit.put(
        new Node(folded.get(), inputs, node.outputs(), padding.get().origin().plus(node.origin())));
    edit.removeIfUnused(padding.get());
    return true;
  }

  /** Whether constants are padded along height and width only. */
  private static boolean isSpatial(Pad pad) {
    int rank = pad.before().size();
    return (rank == 3 || rank == 4)
        && pad.mode() == Pad.Mode.CONSTANT
        && pad.before().get(0) + pad.after().get(0) == 0
        && pad.before().get(rank - 1) + pad.after().get(rank - 1) == 0;
  }

  private static Optional<Op> folded(GraphEdit edit, Op op, Pad pad, String source) {
    if (op instanceof Conv2d conv && pad.value() == 0) {
      return Optional.of(new Conv2d(widened(conv.window(), pad), conv.groups(), conv.activation()));
    } else if (op instanceof DepthwiseConv2d conv && pad.value() == 0) {
      return Optional.of(
          new DepthwiseConv2d(widened(conv.window(), pad), conv.multiplier(), conv.activation()));
    } else if (op instanceof AveragePool2d pool && pad.value() == 0 && countsAll(pool)) {
      return Optional.of(new AveragePool2d(widened(pool.window(), pad), true));
    } else if (op instanceof MaxPool2d pool && neverWins(edit, pool.window(), pad, source)) {
      return Optional.of(new MaxPool2d(widened(pool.window(), pad)));
    }
    return Optional.empty();
  }

  private static Window2d widened(Window2d window, Pad pad) {
    boolean image = pad.before().size() == 4;
    return new Window2d(
        window.kernelHeight(),
        window.kernelWidth(),
        window.strideY(),
        window.strideX(),
        window.dilationY(),
        window.dilationX(),
        window.padTop() + pad.before().get(1),
        window.padLeft() + (image ? pad.before().get(2) : 0),
        window.padBottom() + pad.after().get(1),
        window.padRight() + (image ? pad.after().get(2) : 0));
  }

  /** Whether the pool's divisor is the same everywhere. */
  private static boolean countsAll(AveragePool2d pool) {
    Window2d window = pool.window();
    boolean inside =
        window.padTop() == 0
            && window.padLeft() == 0
            && window.padBottom() == 0
            && window.padRight() == 0;
    return pool.overhangBottom() == 0
        && pool.overhangRight() == 0
        && (inside || pool.countPadding());
  }

  /** Whether every maximum is one of a real cell that is not below the padding. */
  private static boolean neverWins(GraphEdit edit, Window2d window, Pad pad, String source) {
    TensorType type = edit.type(source);
    Clamp value = new Clamp((float) pad.value(), Float.POSITIVE_INFINITY);
    if (type.isQuantized()
        ? value.storedLow(type) == type.element().min()
        : pad.value() == Double.NEGATIVE_INFINITY) {
      return true; // Also the result of a window of padding alone.
    }
    Window2d widened = widened(window, pad);
    boolean reachesCells =
        widened.dilationY() == 1
            && widened.dilationX() == 1
            && Math.max(widened.padTop(), widened.padBottom()) < widened.kernelHeight()
            && Math.max(widened.padLeft(), widened.padRight()) < widened.kernelWidth();
    return reachesCells
        && edit.producer(source)
            .flatMap(producer -> producer.op().clamp())
            .filter(clamp -> clamp.low() >= pad.value())
            .isPresent();
  }
}
