package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Concat;
import thimble.ir.op.CustomOp;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.Dequantize;
import thimble.ir.op.MatMul;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reduce;
import thimble.ir.op.Requantize;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.ir.op.Window2d;

/**
 * Turns float operators between Dequantize and Quantize into integer operators (docs/semantics.md).
 *
 * <pre>
 *   %f = dequantize %x
 *   %g = dequantize %w                                 (%w s8, symmetric; %b s32 of scale S_x S_w)
 *   %h = dequantize %b
 *   %c = conv2d(activation=none) %f, %g, %h   -&gt;
 *   %r = clip [0, inf) %c
 *   %y = quantize %r                                   %y = conv2d(activation=[0, inf)) %x, %w, %b
 * </pre>
 *
 * A quarter of the bytes, and integer arithmetic. Recognized are a Quantize, the clips in front of
 * it, and the operator in front of those, if nobody else reads what lies between; a result that is
 * also wanted unquantized stays float, and is then quantized: correct, and computed once. The same
 * holds of whatever has no integer kernel.
 *
 * <p>An operator whose kernel keeps its input's quantization (pools, interpolation) is followed by
 * a Requantize where the output has another one.
 */
public final class LowerQuantized implements Pass {
  /**
   * What one Quantize closes.
   *
   * @param chain the Quantize, the clips before it, and the operator, last first
   * @param clamp all clips as one
   */
  record Target(Node quantize, List<Node> chain, Node source, Clamp clamp) {
    TensorType type() {
      return quantize.output().type();
    }

    Origin origin() {
      Origin origin = Origin.NONE;
      for (int i = chain.size() - 1; i >= 0; i--) {
        origin = origin.plus(chain.get(i).origin());
      }
      return origin;
    }
  }

  /**
   * An integer operator that can take a float one's place.
   *
   * @param natural the type of its result before it is brought to the target's
   */
  record Lowering(Op op, List<String> inputs, TensorType natural) {}

  @Override
  public Graph run(Graph graph) {
    return Rules.untilStable(graph, LowerQuantized::apply);
  }

  private static boolean apply(GraphEdit edit, Node node) {
    if (!(node.op() instanceof Quantize) || !node.output().type().quant().isPerTensor()) {
      return false;
    }
    Optional<Target> target = target(edit, node);
    if (target.isPresent() && isUndone(edit, target.get())) {
      edit.redirect(node.output().id(), target.get().source().inputs().get(0));
      return true;
    }
    Optional<Lowering> lowering = target.flatMap(t -> lowering(edit, t));
    if (lowering.isEmpty()) {
      return false;
    }
    put(edit, target.get(), lowering.get());
    return true;
  }

  /** Whether a Quantize only takes a Dequantize back. */
  private static boolean isUndone(GraphEdit edit, Target target) {
    return target.source().op() instanceof Dequantize
        && target.clamp().isNone()
        && edit.uses(target.quantize().output().id()) > 0
        && edit.type(target.source().inputs().get(0)).equals(target.type());
  }

  private static Optional<Target> target(GraphEdit edit, Node quantize) {
    List<Node> chain = new ArrayList<>(List.of(quantize));
    Clamp clamp = Clamp.NONE;
    String x = quantize.inputs().get(0);
    Optional<Node> source = edit.producer(x);
    while (source.isPresent() && edit.uses(x) == 1 && source.get().op() instanceof Clip clip) {
      chain.add(source.get());
      clamp = clip.range().then(clamp);
      x = source.get().inputs().get(0);
      source = edit.producer(x);
    }
    // A Dequantize is no work: others may read it as well.
    boolean mine = edit.uses(x) == 1;
    Clamp all = clamp;
    return source
        .filter(node -> mine || node.op() instanceof Dequantize)
        .map(
            node -> {
              chain.add(node);
              return new Target(quantize, chain, node, all);
            });
  }

  private static void put(GraphEdit edit, Target target, Lowering lowering) {
    for (Node node : target.chain()) {
      edit.removeIfUnused(node);
      if (node == target.quantize()) {
        edit.remove(node);
      }
    }
    TensorType type = target.type();
    boolean needsRequantize = !lowering.natural().equals(type);
    boolean fuses = !needsRequantize && lowering.op().clamp().isPresent();
    boolean needsClip = !fuses && !target.clamp().isNone();
    Op op =
        fuses
            ? lowering.op().withClamp(lowering.op().clamp().get().then(target.clamp()))
            : lowering.op();
    List<Op> ops = new ArrayList<>(List.of(op));
    List<TensorType> types = new ArrayList<>(List.of(lowering.natural()));
    if (needsRequantize) {
      ops.add(new Requantize(type.element()));
      types.add(type);
    }
    if (needsClip) {
      ops.add(new Clip(target.clamp()));
      types.add(type);
    }
    List<String> inputs = lowering.inputs();
    for (int i = 0; i < ops.size(); i++) {
      Value result =
          i == ops.size() - 1
              ? target.quantize().output()
              : edit.newValue(target.quantize().output().id() + ".part", types.get(i));
      edit.put(new Node(ops.get(i), inputs, List.of(result), target.origin()));
      inputs = List.of(result.id());
    }
  }

  private static Optional<Lowering> lowering(GraphEdit edit, Target target) {
    Op op = target.source().op();
    if (op instanceof Dequantize) {
      return requantize(edit, target).filter(lowering -> hasKernels(edit, lowering, target.type()));
    } else if (op instanceof Concat concat) {
      return concat(edit, target, concat);
    }
    Optional<Lowering> found;
    if (Filter.of(edit, target.source()).isPresent()) {
      found = QuantizedFilters.lowering(edit, target);
    } else if (op instanceof DeformConv2d) {
      found = QuantizedFilters.deformable(edit, target);
    } else {
      found = ofIntegers(edit, target, op);
    }
    return found
        .or(() -> LookupRegion.lowering(edit, target))
        .filter(lowering -> hasKernels(edit, lowering, target.type()));
  }

  /** Scales may be so far apart that no 32-bit factor leads from one to the other. */
  private static boolean hasKernels(GraphEdit edit, Lowering lowering, TensorType type) {
    Op change = new Requantize(type.element());
    return GraphEdit.hasKernel(lowering.op(), edit.types(lowering.inputs()), lowering.natural())
        && (lowering.natural().equals(type)
            || GraphEdit.hasKernel(change, List.of(lowering.natural()), type));
  }

  /** A change of scale; a clip of unchanged scale. */
  private static Optional<Lowering> requantize(GraphEdit edit, Target target) {
    String x = target.source().inputs().get(0);
    TensorType from = edit.type(x);
    TensorType to = target.type();
    if (!from.quant().isPerTensor()) {
      return Optional.empty();
    }
    if (from.equals(to)) {
      return Optional.of(new Lowering(new Clip(target.clamp()), List.of(x), to));
    }
    return Optional.of(new Lowering(new Requantize(to.element()), List.of(x), to));
  }

  /** Operators all of whose inputs are dequantized, per tensor. */
  private static Optional<Lowering> ofIntegers(GraphEdit edit, Target target, Op op) {
    List<String> inputs = new ArrayList<>();
    for (String id : target.source().inputs()) {
      stored(edit, id).ifPresent(inputs::add);
    }
    if (inputs.isEmpty() || inputs.size() < target.source().inputs().size()) {
      return Optional.empty();
    }
    TensorType x = edit.type(inputs.get(0));
    TensorType type = target.type();
    if (type.element() != x.element()) {
      return Optional.empty();
    }
    TensorType kept = x.withShape(type.shape());
    if (op instanceof Add
        || op instanceof Subtract
        || op instanceof Multiply
        || op instanceof MatMul) {
      return Optional.of(new Lowering(op, inputs, type));
    } else if (op instanceof AveragePool2d || op instanceof Resize2d) {
      return Optional.of(new Lowering(op, inputs, kept));
    } else if (op instanceof Softmax softmax && !softmax.log()) {
      return Optional.of(new Lowering(op, inputs, type));
    } else if (op instanceof Reduce reduce) {
      return reduce(target, reduce, inputs, x, kept);
    } else if (op instanceof CustomOp && computes(op, edit.types(inputs), type)) {
      return Optional.of(new Lowering(op, inputs, type));
    }
    return Optional.empty();
  }

  /** Whether a user's operator has a kernel for the stored integers, with such a result. */
  private static boolean computes(Op op, List<TensorType> inputs, TensorType type) {
    return GraphEdit.accepts(op, inputs)
        && op.infer(inputs).equals(List.of(TensorType.of(type.element(), type.shape())));
  }

  private static Optional<Lowering> reduce(
      Target target, Reduce reduce, List<String> inputs, TensorType x, TensorType kept) {
    TensorType type = target.type();
    return switch (reduce.kind()) {
      case MEAN ->
          isGlobalPool(target.source(), reduce, x) && kept.equals(type)
              ? Optional.of(new Lowering(globalPool(x), inputs, type))
              : Optional.of(new Lowering(reduce, inputs, type));
      case SUM -> Optional.of(new Lowering(reduce, inputs, type));
      case MAX, MIN -> Optional.of(new Lowering(reduce, inputs, kept));
      default -> Optional.empty();
    };
  }

  /**
   * Whether a mean was an average pool in the model. Its integer rule is then the pool's, where
   * scale and zero point do not change.
   */
  private static boolean isGlobalPool(Node node, Reduce reduce, TensorType x) {
    return reduce.keepDimensions()
        && (x.rank() == 4 && reduce.axes().equals(List.of(1, 2))
            || x.rank() == 3 && reduce.axes().equals(List.of(1)))
        && node.origin().sources().stream()
            .anyMatch(source -> source.opType().endsWith("AveragePool"));
  }

  private static Op globalPool(TensorType x) {
    int width = x.rank() == 4 ? x.extent(2) : 1;
    return new AveragePool2d(new Window2d(x.extent(1), width, 1, 1, 1, 1, 0, 0, 0, 0), false);
  }

  /** All parts are brought to the result's scale, then joined as they are. */
  private static Optional<Lowering> concat(GraphEdit edit, Target target, Concat concat) {
    List<String> sources = target.source().inputs();
    TensorType type = target.type();
    boolean any = sources.stream().anyMatch(id -> stored(edit, id).isPresent());
    if (!any || !GraphEdit.accepts(concat, parts(edit, sources, type))) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String source : sources) {
      Value part =
          edit.newValue(
              target.quantize().output().id() + ".part", type.withShape(edit.type(source).shape()));
      edit.put(
          new Node(
              target.quantize().op(), List.of(source), List.of(part), target.quantize().origin()));
      parts.add(part.id());
    }
    return Optional.of(new Lowering(concat, parts, type));
  }

  private static List<TensorType> parts(GraphEdit edit, List<String> sources, TensorType type) {
    return sources.stream().map(id -> type.withShape(edit.type(id).shape())).toList();
  }

  /** The per-tensor quantized value behind a Dequantize. */
  static Optional<String> stored(GraphEdit edit, String id) {
    return edit.producer(id)
        .filter(node -> node.op() instanceof Dequantize)
        .map(node -> node.inputs().get(0))
        .filter(stored -> edit.type(stored).quant().isPerTensor());
  }
}
