package thimble.ir.op;

import java.util.List;
import thimble.ir.TensorType;

/**
 * Reduces a tensor along some of its axes.
 *
 * <pre>
 *   x [2, 3, 4], axes [1]  ->  y [2, 1, 4], or [2, 4] where dimensions are not kept
 * </pre>
 *
 * f32: every kind. s32 and s64: SUM, PROD, MAX, MIN. s8: MEAN (docs/semantics.md, "Mean over height
 * and width"), SUM, and MAX, MIN of one quantization for input and output.
 *
 * @param axes ascending, none negative
 */
public record Reduce(Kind kind, List<Integer> axes, boolean keepDimensions) implements Op {
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
        .require(hasKernel(x), "C4", "no kernel for " + kind + " of " + x);
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
    throw new UnsupportedOperationException("no kernel yet");
  }

  @Override
  public long macs(Signature signature) {
    boolean multiplies = kind == Kind.L2 || kind == Kind.SUM_SQUARE || kind == Kind.PROD;
    return multiplies ? signature.input(0).count() : 0;
  }
}
