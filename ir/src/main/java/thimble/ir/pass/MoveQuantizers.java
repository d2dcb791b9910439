package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.ArgMax;
import thimble.ir.op.Clip;
import thimble.ir.op.Concat;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;

/**
 * Moves Dequantize behind and Quantize in front of operators that only move elements.
 *
 * <pre>
 *   %f = dequantize %x                  %t = transpose %x
 *   %y = transpose %f           -&gt;     %y = dequantize %t
 *
 *   %t = reshape %f                     %q = quantize %f
 *   %y = quantize %t            -&gt;     %y = reshape %q
 * </pre>
 *
 * A quarter of the bytes move, and Dequantize, operator and Quantize come to stand side by side for
 * {@link LowerQuantized}. For the same reason a clip moves in front of a movement, and the largest
 * of dequantized numbers is looked for among the stored ones.
 */
public final class MoveQuantizers implements Pass {
  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, MoveQuantizers::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (node.inputs().isEmpty()) {
      return false;
    } else if (node.op() instanceof Quantize) {
      return quantizeFirst(edit, node);
    } else if (node.op() instanceof Clip) {
      return clipFirst(edit, node);
    } else if (node.op() instanceof ArgMax) {
      return searchIntegers(edit, node);
    } else if (node.op() instanceof Concat) {
      return joinIntegers(edit, node);
    }
    return dequantizeLast(edit, node);
  }

  private static Optional<String> dequantized(GraphEdit edit, String id) {
    return edit.producer(id)
        .filter(node -> node.op() instanceof Dequantize)
        .map(node -> node.inputs().get(0))
        .filter(stored -> edit.type(stored).quant().isPerTensor());
  }

  private static boolean dequantizeLast(GraphEdit edit, Node node) {
    Optional<String> stored = dequantized(edit, node.inputs().get(0));
    if (stored.isEmpty()) {
      return false;
    }
    TensorType x = edit.type(stored.get());
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, stored.get());
    if (!Movements.commute(node.op(), x.quant(), x)
        || !GraphEdit.accepts(node.op(), edit.types(inputs))) {
      return false;
    }
    putDequantized(edit, node, node.op(), inputs, x.withShape(node.output().type().shape()));
    return true;
  }

  /** The node's result becomes the dequantized result of an operator on integers. */
  private static void putDequantized(
      GraphEdit edit, Node node, Op op, List<String> inputs, TensorType type) {
    Node dequantize = edit.producer(node.inputs().get(0)).orElseThrow();
    Value moved = edit.newValue(node.output().id() + ".stored", type);
    edit.put(new Node(op, inputs, List.of(moved), node.origin()));
    edit.put(new Node(dequantize.op(), List.of(moved.id()), node.outputs(), dequantize.origin()));
    edit.removeIfUnused(dequantize);
  }

  private static boolean joinIntegers(GraphEdit edit, Node node) {
    List<String> stored =
        node.inputs().stream().flatMap(id -> dequantized(edit, id).stream()).toList();
    if (stored.size() < node.inputs().size() || !GraphEdit.accepts(node.op(), edit.types(stored))) {
      return false;
    }
    TensorType first = edit.type(stored.get(0));
    putDequantized(edit, node, node.op(), stored, first.withShape(node.output().type().shape()));
    return true;
  }

  private static boolean searchIntegers(GraphEdit edit, Node node) {
    Optional<String> stored = dequantized(edit, node.inputs().get(0));
    if (stored.isEmpty() || !GraphEdit.accepts(node.op(), List.of(edit.type(stored.get())))) {
      return false;
    }
    edit.put(node.withInputs(List.of(stored.get())));
    return true;
  }

  private static boolean quantizeFirst(GraphEdit edit, Node node) {
    TensorType type = node.output().type();
    String x = node.inputs().get(0);
    Optional<Node> movement = edit.producer(x).filter(before -> edit.uses(x) == 1);
    if (movement.isEmpty()
        || !type.quant().isPerTensor()
        || !Movements.commute(movement.get().op(), type.quant(), type)) {
      return false;
    }
    return putFirst(edit, node, movement.get(), type);
  }

  private static boolean clipFirst(GraphEdit edit, Node node) {
    String x = node.inputs().get(0);
    Optional<Node> movement =
        edit.producer(x).filter(before -> edit.uses(x) == 1 && Movements.isPlain(before.op()));
    return movement.isPresent() && putFirst(edit, node, movement.get(), node.output().type());
  }

  /** Lets an elementwise node of one input trade places with the movement before it. */
  private static boolean putFirst(GraphEdit edit, Node node, Node movement, TensorType type) {
    List<String> inputs = new ArrayList<>(movement.inputs());
    TensorType source = edit.type(inputs.get(0));
    Value first = edit.newValue(node.output().id() + ".first", type.withShape(source.shape()));
    List<TensorType> types = new ArrayList<>(edit.types(inputs));
    types.set(0, first.type());
    if (!GraphEdit.accepts(movement.op(), types)) {
      return false;
    }
    edit.remove(movement);
    edit.put(new Node(node.op(), List.of(inputs.get(0)), List.of(first), node.origin()));
    inputs.set(0, first.id());
    edit.put(new Node(movement.op(), inputs, node.outputs(), movement.origin()));
    return true;
  }
}
