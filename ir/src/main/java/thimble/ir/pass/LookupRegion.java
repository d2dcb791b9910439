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
 * A function of one int8 number, however it is put together, is a table of 256 entries.
 *
 * <pre>
 *   %f = dequantize %x
 *   %s = unary(sigmoid) %f
 *   %m = multiply %f, %s         -&gt;     %y = lookup %x, %table
 *   %y = quantize %m
 * </pre>
 *
 * The table is computed with the very kernels that it replaces: no step of difference. The region
 * may hold elementwise operators, scalar constants and one dequantized tensor, each as often as it
 * likes, and nothing in it may be read outside.
 */
final class LookupRegion {
  /** Far above what activations are made of; keeps the search short. */
  private static final int MOST_NODES = 64;

  private final GraphEdit edit;
  private final Set<Node> nodes = new LinkedHashSet<>();
  private String source = "";

  private LookupRegion(GraphEdit edit) {
    this.edit = edit;
  }

  static Optional<Lowering> lowering(GraphEdit edit, Target target) {
    LookupRegion region = new LookupRegion(edit);
    if (target.type().element() != ElementType.S8
        || !region.collect(target.source(), target.source().output().type())
        || region.source.isEmpty()
        || !region.isClosed(target.source())) {
      return Optional.empty();
    }
    TensorType type = target.type();
    TensorData table = region.table(target);
    String id =
        edit.addConstant(
            target.quantize().output().id() + ".table",
            TensorType.of(ElementType.S8, Lookup.ENTRIES),
            table);
    return Optional.of(new Lowering(new Lookup(), List.of(region.source, id), type));
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
    Optional<String> stored = LowerQuantized.storedS8(edit, id);
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

  private TensorData table(Target target) {
    TensorData all = TensorData.allocate(ElementType.S8, Lookup.ENTRIES);
    for (int i = 0; i < Lookup.ENTRIES; i++) {
      all.set(i, i + ElementType.S8.min());
    }
    TensorType stored = edit.type(source).withShape(List.of(Lookup.ENTRIES));
    TensorType real = TensorType.of(ElementType.F32, Lookup.ENTRIES);
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
    TensorType type = target.type().withShape(List.of(Lookup.ENTRIES));
    return apply(new Quantize(ElementType.S8), List.of(real), type, List.of(result));
  }

  private static TensorData apply(
      Op op, List<TensorType> types, TensorType result, List<TensorData> inputs) {
    return Evaluator.apply(op, new Signature(types, List.of(result)), inputs).get(0);
  }
}
