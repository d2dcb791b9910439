package thimble.ir.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.LookupKernel;
import thimble.ir.op.Add;
import thimble.ir.op.Binary;
import thimble.ir.op.Clip;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Lookup;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.PRelu;
import thimble.ir.op.Quantize;
import thimble.ir.op.Signature;
import thimble.ir.op.Subtract;
import thimble.ir.op.Unary;
import thimble.ir.pass.LowerQuantized.Lowering;
import thimble.ir.pass.LowerQuantized.Target;
import thimble.ir.run.Evaluator;

/**
 * A function of one int8 number, however it is put together, is a table of 256 entries; one of an
 * int16 number is a table of the fewest entries with straight lines between them that are nowhere
 * more than a step off.
 *
 * <pre>
 *   %f = dequantize %x
 *   %s = unary(sigmoid) %f
 *   %m = multiply %f, %s         -&gt;     %y = lookup %x, %table
 *   %y = quantize %m
 * </pre>
 *
 * The table is computed with the very kernels that it replaces: for int8 no step of difference. The
 * region may hold elementwise operators, scalar constants and one dequantized tensor, each as often
 * as it likes, and nothing in it may be read outside.
 */
final class LookupRegion {
  /** Far above what activations are made of; keeps the search short. */
  private static final int MOST_NODES = 64;

  /** Intervals of a table for int16: 8 KB. */
  private static final int MOST_INTERVALS = 1 << 12;

  private final GraphEdit edit;
  private final Set<Node> nodes = new LinkedHashSet<>();
  private String source = "";

  private LookupRegion(GraphEdit edit) {
    this.edit = edit;
  }

  static Optional<Lowering> lowering(GraphEdit edit, Target target) {
    LookupRegion region = new LookupRegion(edit);
    ElementType element = target.type().element();
    if (element != ElementType.S8 && element != ElementType.S16
        || !region.collect(target.source(), target.source().output().type())
        || region.source.isEmpty()
        || edit.type(region.source).element() != element
        || !region.isClosed(target.source())) {
      return Optional.empty();
    }
    TensorData every = region.results(target);
    Optional<TensorData> table =
        element == ElementType.S8 ? Optional.of(every) : interpolated(every.shortArray());
    return table.map(
        data -> {
          String id =
              edit.addConstant(
                  target.quantize().output().id() + ".table",
                  TensorType.of(element, data.count()),
                  data);
          return new Lowering(new Lookup(), List.of(region.source, id), target.type());
        });
  }

  /** The smallest table of which no result is more than a step off. */
  private static Optional<TensorData> interpolated(short[] every) {
    for (int intervals = 2; intervals <= MOST_INTERVALS; intervals *= 2) {
      int pitch = every.length / intervals;
      short[] table = new short[intervals + 1];
      for (int i = 0; i <= intervals; i++) {
        // What would come after the last input goes on straight ahead.
        int end = every.length - 1;
        table[i] = i < intervals ? every[i * pitch] : beyond(every[end], every[end - 1]);
      }
      short[] stored = new short[every.length];
      LookupKernel.s16(
          every(every.length),
          0,
          table,
          0,
          Integer.numberOfTrailingZeros(pitch),
          stored,
          0,
          every.length);
      if (isClose(stored, every)) {
        return Optional.of(TensorData.wrap(ElementType.S16, table));
      }
    }
    return Optional.empty();
  }

  private static short beyond(short last, short before) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, 2 * last - before));
  }

  private static short[] every(int count) {
    short[] every = new short[count];
    for (int i = 0; i < count; i++) {
      every[i] = (short) (i + Short.MIN_VALUE);
    }
    return every;
  }

  private static boolean isClose(short[] stored, short[] every) {
    for (int i = 0; i < every.length; i++) {
      if (Math.abs(stored[i] - every[i]) > 1) {
        return false;
      }
    }
    return true;
  }

  /** Whether a node belongs to the region, and everything that it reads. In an order to compute. */
  private boolean collect(Node node, TensorType shape) {
    if (nodes.contains(node)) {
      return true;
    }
    if (!isElementwise(node.op())
        || nodes.size() >= MOST_NODES
        || !node.output().type().equals(shape)) {
      return false;
    }
    for (String input : node.inputs()) {
      if (Constants.scalar(edit, input).isEmpty() && !isSource(input, shape)) {
        Optional<Node> producer = edit.producer(input);
        if (producer.isEmpty() || !collect(producer.get(), shape)) {
          return false;
        }
      }
    }
    nodes.add(node);
    return true;
  }

  private boolean isSource(String id, TensorType shape) {
    Optional<String> stored = LowerQuantized.stored(edit, id);
    if (stored.isEmpty()
        || !edit.type(stored.get()).shape().equals(shape.shape())
        || !source.isEmpty() && !source.equals(stored.get())) {
      return false;
    }
    source = stored.get();
    return true;
  }

  private static boolean isElementwise(Op op) {
    return op instanceof Unary
        || op instanceof Clip
        || op instanceof Add
        || op instanceof Subtract
        || op instanceof Multiply
        || op instanceof Binary
        || op instanceof PRelu;
  }

  /** Whether nothing outside the region reads what it computes, but for its result. */
  private boolean isClosed(Node result) {
    return nodes.stream()
        .filter(node -> node != result)
        .map(node -> node.output().id())
        .allMatch(id -> !edit.isOutput(id) && nodes.containsAll(edit.readers(id)));
  }

  /** What becomes of every number that the source can store. */
  private TensorData results(Target target) {
    ElementType element = target.type().element();
    int count = 1 << 8 * element.bytes();
    TensorData all = TensorData.allocate(element, count);
    for (int i = 0; i < count; i++) {
      all.set(i, i + element.min());
    }
    TensorType stored = edit.type(source).withShape(List.of(count));
    TensorType real = TensorType.of(ElementType.F32, count);
    TensorData dequantized = apply(new Dequantize(), List.of(stored), real, List.of(all));
    Map<String, TensorData> values = new HashMap<>();
    for (Node node : nodes) {
      List<TensorData> inputs = new ArrayList<>();
      for (String id : node.inputs()) {
        Optional<Float> scalar = Constants.scalar(edit, id);
        inputs.add(
            scalar
                .map(number -> TensorData.floats(number))
                .orElseGet(() -> values.getOrDefault(id, dequantized)));
      }
      List<TensorType> types =
          inputs.stream().map(data -> TensorType.of(ElementType.F32, data.count())).toList();
      values.put(node.output().id(), apply(node.op(), types, real, inputs));
    }
    TensorData result = values.get(target.source().output().id());
    result = apply(new Clip(target.clamp()), List.of(real), real, List.of(result));
    TensorType type = target.type().withShape(List.of(count));
    return apply(new Quantize(element), List.of(real), type, List.of(result));
  }

  private static TensorData apply(
      Op op, List<TensorType> types, TensorType result, List<TensorData> inputs) {
    return Evaluator.apply(op, new Signature(types, List.of(result)), inputs).get(0);
  }
}
