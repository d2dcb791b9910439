package thimble.ir.pass;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.op.ArgMax;
import thimble.ir.op.Cast;
import thimble.ir.op.Conv2d;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.Dequantize;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Lookup;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Softmax;
import thimble.ir.op.Unary;

/**
 * The class instead of the classes' scores: an ArgMax at the end, in place of what only makes
 * probabilities of logits.
 *
 * <pre>
 *   %y : s8[1x12] q(1/256, -128) = softmax(axis=1) %x      %i : s64[1x1] = arg_max(axis=1) %x
 *   output %y = "y" [1x12] float                       -&gt;  %c : s32[1x1] = cast(element=s32) %i
 *                                                          output %c = "y" [1x1]
 * </pre>
 *
 * A caller who wants the class pays neither for exponentials nor for a search of its own. Softmax
 * along the classes' axis, sigmoids, tables that never fall, and conversions with one scale keep
 * the order of the classes, so the index is the one of the largest score, the first of several. It
 * may differ only where such a function gives the largest scores one and the same number: then the
 * index is the larger logit's, which is one of them.
 *
 * <p>A model that ends in ArgMax stays as it is. The axis of classes is the softmax's; without one
 * the channels of the layer before, or the only axis that is longer than 1.
 */
public final class EndInArgMax implements Pass {
  @Override
  public Graph run(Graph graph) {
    if (graph.outputs().size() != 1) {
      throw refusal("it has " + graph.outputs().size() + " outputs");
    }
    GraphEdit edit = new GraphEdit(graph);
    Port port = graph.outputs().get(0);
    Value end = port.value();
    if (isIndex(edit, end.id())) {
      return graph;
    }
    int axis = classes(edit, end);
    Value scores = logits(edit, end, axis);
    ArgMax op = new ArgMax(axis, true, false, false);
    if (!GraphEdit.accepts(op, List.of(scores.type()))) {
      throw refusal("its output " + end.type() + " holds no scores");
    }
    Origin origin = edit.producer(end.id()).map(Node::origin).orElse(Origin.NONE);
    Value index = edit.newValue(end.id() + ".index", op.infer(List.of(scores.type())).get(0));
    edit.put(new Node(op, List.of(scores.id()), List.of(index), origin));
    Cast narrow = new Cast(ElementType.S32);
    Value chosen = edit.newValue(end.id() + ".class", narrow.infer(List.of(index.type())).get(0));
    edit.put(new Node(narrow, List.of(index.id()), List.of(chosen), origin));
    edit.setOutput(0, PortOrders.reduced(port, axis, chosen));
    edit.removeUnused();
    return edit.finish();
  }

  /** Whether the model gives the class by itself. */
  private static boolean isIndex(GraphEdit edit, String id) {
    Optional<Node> producer = edit.producer(id);
    while (producer.isPresent() && producer.get().op() instanceof Cast) {
      producer = edit.producer(producer.get().inputs().get(0));
    }
    return producer.isPresent() && producer.get().op() instanceof ArgMax;
  }

  /** The axis of classes, of the output as it is stored. */
  private static int classes(GraphEdit edit, Value end) {
    TensorType type = end.type();
    OptionalInt named = OptionalInt.empty();
    for (String id = end.id(); named.isEmpty(); ) {
      Optional<Node> producer = edit.producer(id);
      if (producer.isEmpty() || !edit.type(id).shape().equals(type.shape())) {
        break;
      }
      named = axis(producer.get().op(), type);
      if (producer.get().inputs().isEmpty() || !keepsOrder(edit, producer.get())) {
        break;
      }
      id = producer.get().inputs().get(0);
    }
    int[] longAxes = IntStream.range(0, type.rank()).filter(i -> type.extent(i) > 1).toArray();
    if (named.isEmpty() && longAxes.length > 1) {
      throw refusal("nothing says which axis of its output " + type + " the classes are along");
    }
    if (named.isEmpty() && longAxes.length == 0
        || named.isPresent() && type.extent(named.getAsInt()) < 2) {
      throw refusal("its output " + type + " has one class only");
    }
    return named.orElseGet(() -> longAxes[0]);
  }

  /** The axis that an operator's result has its scores along, where it tells. */
  private static OptionalInt axis(Op op, TensorType type) {
    if (op instanceof Softmax softmax) {
      return OptionalInt.of(softmax.axis());
    }
    boolean makesChannels =
        op instanceof Conv2d || op instanceof ConvTranspose2d || op instanceof FullyConnected;
    return makesChannels ? OptionalInt.of(type.rank() - 1) : OptionalInt.empty();
  }

  /** The earliest tensor whose largest element along an axis is the output's. */
  private static Value logits(GraphEdit edit, Value end, int axis) {
    Value value = end;
    while (true) {
      Optional<Node> producer = edit.producer(value.id());
      if (producer.isEmpty() || !keepsOrder(edit, producer.get())) {
        return value;
      }
      Node node = producer.get();
      if (node.op() instanceof Softmax softmax && softmax.axis() != axis) {
        return value;
      }
      value = edit.value(node.inputs().get(0));
    }
  }

  /** Whether of two elements (of a softmax: along its axis) the larger one never gives less. */
  private static boolean keepsOrder(GraphEdit edit, Node node) {
    Op op = node.op();
    if (op instanceof Softmax) {
      return true;
    }
    if (op instanceof Lookup) {
      return edit.constant(node.inputs().get(1)).filter(it -> neverFalls(it.data())).isPresent();
    }
    if (op instanceof Unary unary) {
      return unary.function() == Unary.Function.SIGMOID || unary.function() == Unary.Function.TANH;
    }
    return (op instanceof Quantize || op instanceof Dequantize)
        && hasOneScale(edit.type(node.inputs().get(0)))
        && hasOneScale(node.output().type());
  }

  private static boolean hasOneScale(TensorType type) {
    return !type.isQuantized() || type.quant().isPerTensor();
  }

  private static boolean neverFalls(TensorData table) {
    return IntStream.range(1, table.count()).allMatch(i -> table.real(i - 1) <= table.real(i));
  }

  private static ThimbleException refusal(String why) {
    return new ThimbleException(
        Code.T0210,
        "the model's output is no choice among classes",
        "",
        why,
        "--output argmax is for one output with a score for each class along one axis");
  }
}
