package thimble.ir.pass;

import java.util.List;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reshape;
import thimble.ir.op.Transpose;
import thimble.ir.run.Evaluator;

/**
 * Computes at compile time what does not depend on the inputs, with the reference kernels.
 *
 * <pre>
 *   %c = add %a, %b   (both constant)     -&gt;   const %c
 *   %w = dequantize %i                          const %t   (the integers, transposed)
 *   %v = transpose %w   (%i constant)     -&gt;   %v = dequantize %t
 * </pre>
 *
 * Dequantized constants stay: they are what {@link LowerQuantized} recognizes quantized weights by.
 * After it, {@link #everything} folds them as well. A node whose result is much larger than what it
 * is made of stays: it would trade a little time for a lot of flash. So does one that would take
 * the compiler long.
 */
public final class FoldConstants implements Pass {
  private static final int SMALL_BYTES = 16 * 1024;
  private static final int GROWTH = 4;
  private static final long MOST_MACS = 100_000_000;

  private final boolean dequantized;

  public FoldConstants() {
    this(false);
  }

  private FoldConstants(boolean dequantized) {
    this.dequantized = dequantized;
  }

  /** Also folds Dequantize of constants. */
  public static FoldConstants everything() {
    return new FoldConstants(true);
  }

  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, this::apply);
  }

  private boolean apply(GraphEdit edit, Node node) {
    if (!node.inputs().isEmpty() && node.inputs().stream().allMatch(edit::isConstant)) {
      return compute(edit, node);
    }
    return moveIntegers(edit, node);
  }

  private boolean compute(GraphEdit edit, Node node) {
    if (node.op() instanceof Dequantize && !dequantized || isTooLarge(edit, node)) {
      return false;
    }
    List<Constant> inputs =
        node.inputs().stream().map(id -> edit.constant(id).orElseThrow()).toList();
    if (inputs.stream().anyMatch(c -> isPerAxis(c.value().type()))
        && !(node.op() instanceof Dequantize)) {
      return false;
    }
    List<TensorData> results =
        Evaluator.apply(
            node.op(), edit.signature(node), inputs.stream().map(Constant::data).toList());
    edit.remove(node);
    for (int i = 0; i < results.size(); i++) {
      edit.addConstant(new Constant(node.outputs().get(i), results.get(i)));
    }
    return true;
  }

  private static boolean isPerAxis(TensorType type) {
    return type.isQuantized() && !type.quant().isPerTensor();
  }

  private static boolean isTooLarge(GraphEdit edit, Node node) {
    long before = edit.types(node.inputs()).stream().mapToLong(TensorType::bytes).sum();
    long after = node.outputs().stream().mapToLong(value -> value.type().bytes()).sum();
    boolean widens = node.op() instanceof Dequantize || node.op() instanceof Quantize;
    return !widens && after > SMALL_BYTES && after > GROWTH * before
        || node.op().macs(edit.signature(node)) > MOST_MACS;
  }

  /** A movement of a dequantized constant moves its integers instead, scales included. */
  private static boolean moveIntegers(GraphEdit edit, Node node) {
    if (!(node.op() instanceof Transpose || node.op() instanceof Reshape)) {
      return false;
    }
    Optional<Constant> source = Constants.dequantized(edit, node.inputs().get(0));
    if (source.isEmpty()) {
      return false;
    }
    TensorType type = source.get().value().type();
    Optional<Quantization> moved = moved(node, type);
    if (moved.isEmpty()) {
      return false;
    }
    TensorType result =
        TensorType.quantized(type.element(), node.output().type().shape(), moved.get());
    TensorData data = Constants.apply(node.op(), type, result, source.get().data());
    Value integers = edit.newValue(node.output().id() + ".stored", result);
    edit.addConstant(new Constant(integers, data));
    Node dequantize = edit.producer(node.inputs().get(0)).orElseThrow();
    edit.put(
        new Node(dequantize.op(), List.of(integers.id()), node.outputs(), dequantize.origin()));
    edit.removeIfUnused(dequantize);
    return true;
  }

  private static Optional<Quantization> moved(Node node, TensorType type) {
    return type.quant().isPerTensor()
        ? type.quantization()
        : Constants.movedAxis(node.op(), type, node.output().type())
            .map(axis -> type.quant().withAxis(axis));
  }
}
