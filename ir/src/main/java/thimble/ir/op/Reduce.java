package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.ReduceKernel;
import thimble.ir.kernel.Requantize;

/**
 * Reduces a tensor along some of its axes.
 *
 * <pre>
 *   x [2, 3, 4], axes [1]  ->  y [2, 1, 4], or [2, 4] where dimensions are not kept
 * </pre>
 *
 * f32: every kind. s32 and s64: SUM, PROD, MAX, MIN. s8: MEAN (docs/semantics.md, "Mean over height
 * and width"), SUM, and MAX, MIN of one quantization for input and output. s16 likewise, groups of
 * up to 32768 elements.
 *
 * @param axes ascending, none negative
 */
public record Reduce(Kind kind, List<Integer> axes, boolean keepDimensions) implements Op {
  /** Elements of a group, all of whose sums are tried. */
  private static final int MOST_LINEAR = 4096;

  /** So many differences of two int8 add up to an int16. */
  private static final int MOST_SHORT = 128;

  /** How the elements of a group become one. */
  public enum Kind {
    MEAN,
    SUM,
    MAX,
    MIN,
    PROD,
    /** Sum of absolute values. */
    L1,
    /** Square root of the sum of squares. */
    L2,
    SUM_SQUARE,
    LOG_SUM,
    LOG_SUM_EXP
  }

  public Reduce {
    axes = List.copyOf(axes);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "x")) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(Axes.areAscending(axes, x.rank()), "C2", "axes " + axes + " of a tensor " + x);
    if (!checks.passed()) {
      return;
    }
    checks
        .require(
            ReduceShape.of(x, axes).reducedRuns() <= 2,
            "C3",
            "axes " + axes + " form more than two runs of neighbours")
        .require(hasKernel(x), "C4", "no kernel for " + kind + " of " + x)
        .require(
            axes.stream().allMatch(axis -> x.extent(axis) > 0) || isDefinedForNone(),
            "C5",
            "no " + kind + " of no elements: axes " + axes + " of " + x);
  }

  private boolean isDefinedForNone() {
    return kind != Kind.MEAN && kind != Kind.MAX && kind != Kind.MIN && kind != Kind.LOG_SUM_EXP;
  }

  private boolean hasKernel(TensorType x) {
    boolean moves = kind == Kind.MAX || kind == Kind.MIN;
    return switch (x.element()) {
      case F32 -> true;
      case S32, S64 -> moves || kind == Kind.SUM || kind == Kind.PROD;
      case S8 ->
          x.isQuantized()
              ? x.quant().isPerTensor() && (moves || kind == Kind.MEAN || kind == Kind.SUM)
              : moves;
      case S16 ->
          moves
              || x.isQuantized()
                  && x.quant().isPerTensor()
                  && (kind == Kind.MEAN || kind == Kind.SUM)
                  && group(x) <= Pools.MOST_S16_CELLS;
      default -> false;
    };
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return List.of(TensorType.of(x.element(), Axes.reduced(x.shape(), axes, keepDimensions)));
  }

  @Override
  public Access access(Signature signature) {
    TensorType x = signature.input(0);
    boolean inRows = axes.stream().allMatch(axis -> axis >= x.rowAxes());
    return inRows && x.rows() == signature.output().rows()
        ? Access.mergeableRows(RowWindow.same())
        : Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    ReduceShape shape = ReduceShape.of(x, axes);
    Arguments arguments =
        new Arguments()
            .source(0)
            .add(
                access(signature) instanceof Access.ByRows
                    ? new Argument.PerRow("kept0", x.product(x.rowAxes(), firstAxis(x)))
                    : new Argument.Int("kept0", shape.kept(0)))
            .integer("reduced0", shape.reduced(0))
            .integer("kept1", shape.kept(1))
            .integer("reduced1", shape.reduced(1))
            .integer("kept2", shape.kept(2));
    boolean sums = kind == Kind.SUM || kind == Kind.MEAN;
    if (isStored(x) && sums) {
      return quantizedSum(x, y, arguments);
    }
    Quantized.requireSame(x, y);
    return arguments
        .integer("kind", kernelKind())
        .sink(0)
        .call(ReduceKernel.class, x.element().text() + (isStored(x) ? "Extreme" : ""));
  }

  /** Along axes that are kept. */
  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    List<Integer> kept =
        IntStream.range(0, signature.input(0).rank())
            .filter(axis -> keepDimensions || !axes.contains(axis))
            .boxed()
            .toList();
    int axis = kept.get(output.axis());
    return axes.contains(axis)
        ? Optional.empty()
        : Optional.of(new Part(this, List.of(new Slab(axis, output.from(), output.to()))));
  }

  /** Sums and means over height, or height and width, of an image or sequence, row by row. */
  @Override
  public Optional<Accumulation> accumulation(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    boolean overHeight =
        x.rank() >= 3
            && axes.size() < x.rank() - 1
            && axes.equals(IntStream.rangeClosed(1, axes.size()).boxed().toList());
    boolean sums = kind == Kind.SUM || kind == Kind.MEAN;
    boolean quantized = isStored(x) && !usesDoubles(x);
    // Rows of the result must be images: one row each.
    if (!overHeight
        || !sums
        || y.rows() != x.extent(0)
        || !(quantized || x.element() == ElementType.F32)) {
      return Optional.empty();
    }
    int kept = x.product(axes.size() + 1, x.rank());
    int width = x.rowElements() / kept;
    Arguments arguments =
        new Arguments()
            .source(0)
            .integer("srcWidth", width)
            .integer("channels", kept)
            .inputRow()
            .integer("srcHeight", x.extent(1));
    if (x.element() == ElementType.F32) {
      return Optional.of(
          new Accumulation(
              0,
              x.extent(1),
              arguments
                  .integer("divisor", kind == Kind.MEAN ? x.extent(1) * width : 1)
                  .scratch("sum", ElementType.F32, kept)
                  .sink(0)
                  .call(ReduceKernel.class, "f32Row")));
    }
    FixedPoint factor = imageFactor(x, y);
    boolean few = x.element() == ElementType.S8 && x.extent(1) * width <= MOST_SHORT;
    return Optional.of(
        new Accumulation(
            0,
            x.extent(1),
            arguments
                .integer("srcZero", x.quant().zeroPoint())
                .integer("multiplier", factor.multiplier())
                .integer("shift", factor.shift())
                .integer("dstZero", y.quant().zeroPoint())
                .scratch("sum", few ? ElementType.S16 : ElementType.S32, kept)
                .sink(0)
                .call(ReduceKernel.class, few ? "s8ShortRow" : x.element().text() + "Row")));
  }

  private boolean usesDoubles(TensorType x) {
    return kind == Kind.MEAN
        && x.element() == ElementType.S8
        && !(x.rank() == 4 && axes.equals(List.of(1, 2)));
  }

  private static boolean isStored(TensorType x) {
    return x.element() == ElementType.S8 || x.element() == ElementType.S16;
  }

  /** How many elements become one. */
  private long group(TensorType x) {
    return axes.stream().mapToLong(x::extent).reduce(1, Math::multiplyExact);
  }

  private FixedPoint imageFactor(TensorType x, TensorType y) {
    FixedPoint factor = FixedPoint.of((double) x.quant().scale() / y.quant().scale());
    return kind == Kind.MEAN ? factor.dividedBy((int) group(x)) : factor;
  }

  private int firstAxis(TensorType x) {
    return axes.isEmpty() ? x.rank() : axes.get(0);
  }

  private int kernelKind() {
    return switch (kind) {
      case MEAN -> ReduceKernel.MEAN;
      case SUM -> ReduceKernel.SUM;
      case MAX -> ReduceKernel.MAX;
      case MIN -> ReduceKernel.MIN;
      case PROD -> ReduceKernel.PROD;
      case L1 -> ReduceKernel.L1;
      case L2 -> ReduceKernel.L2;
      case SUM_SQUARE -> ReduceKernel.SUM_SQUARE;
      case LOG_SUM -> ReduceKernel.LOG_SUM;
      case LOG_SUM_EXP -> ReduceKernel.LOG_SUM_EXP;
    };
  }

  private KernelCall quantizedSum(TensorType x, TensorType y, Arguments arguments) {
    arguments.integer("srcZero", x.quant().zeroPoint());
    if (usesDoubles(x)) {
      Optional<FixedPoint> linear = linear(x, y);
      if (linear.isPresent()) {
        return arguments
            .integer("multiplier", linear.get().multiplier())
            .integer("shift", linear.get().shift())
            .integer("dstZero", y.quant().zeroPoint())
            .sink(0)
            .call(ReduceKernel.class, "s8MeanLinear");
      }
      TensorData scales =
          TensorData.wrap(ElementType.F64, new double[] {x.quant().scale(), y.quant().scale()});
      return arguments
          .table("scale", scales)
          .integer("dstZero", y.quant().zeroPoint())
          .sink(0)
          .call(ReduceKernel.class, "s8Mean");
    }
    FixedPoint factor = imageFactor(x, y);
    return arguments
        .integer("multiplier", factor.multiplier())
        .integer("shift", factor.shift())
        .integer("dstZero", y.quant().zeroPoint())
        .sink(0)
        .call(ReduceKernel.class, x.element().text());
  }

  /**
   * A factor and a shift to the right that give what the rule, in double, gives for every sum that
   * there can be.
   */
  private Optional<FixedPoint> linear(TensorType x, TensorType y) {
    int elements = x.count() / y.count();
    int most = elements * 255;
    double factor = (double) x.quant().scale() / elements / y.quant().scale();
    int shift = Math.min(62, 29 - Math.getExponent(factor));
    if (elements > MOST_LINEAR || shift < 1 || shift > 61) {
      return Optional.empty();
    }
    int multiplier = (int) Math.rint(Math.scalb(factor, shift));
    for (int sum = 0; sum <= most; sum++) {
      double steps = sum * (double) x.quant().scale() / elements / y.quant().scale();
      double rounded = Math.min(Math.floor(steps + 0.5), 1 << 20);
      if (Requantize.linear(sum, multiplier, shift) != (int) rounded) {
        return Optional.empty();
      }
    }
    return Optional.of(new FixedPoint(multiplier, shift));
  }

  @Override
  public long macs(Signature signature) {
    boolean multiplies = kind == Kind.L2 || kind == Kind.SUM_SQUARE || kind == Kind.PROD;
    return multiplies ? signature.input(0).count() : 0;
  }
}
