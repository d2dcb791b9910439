package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.TensorType;

/**
 * Cells around a tensor. Only where it is not folded into the window of the operator that follows.
 *
 * @param before cells in front along each axis, not negative (a crop is a {@link Slice})
 * @param after cells behind along each axis
 * @param value what new cells hold where the mode is {@link Mode#CONSTANT}, in real numbers: a
 *     quantized tensor gets {@code round(value / S) + z}, saturated; 0 is then z
 */
public record Pad(List<Integer> before, List<Integer> after, Mode mode, double value)
    implements Op {
  public enum Mode {
    CONSTANT,
    /** The nearest cell of the tensor. */
    EDGE,
    /** Mirrored at the outermost cells, which are not repeated. */
    REFLECT
  }

  public Pad {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Movement.check(inputs, checks)) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(
        before.size() == x.rank() && after.size() == x.rank(),
        "C3",
        "padding is named for all " + x.rank() + " axes, not " + before + " and " + after);
    if (!checks.passed()) {
      return;
    }
    checks
        .require(
            IntStream.range(0, x.rank()).allMatch(a -> before.get(a) >= 0 && after.get(a) >= 0),
            "C4",
            "padding is not negative: " + before + " and " + after)
        .require(
            mode == Mode.CONSTANT || x.count() > 0,
            "C5",
            "an empty tensor has no cells to repeat: " + x);
    if (checks.passed()) {
      checks.require(fits(x), "C6", "the result is too large: " + x + " + " + before + after);
    }
  }

  private boolean fits(TensorType x) {
    return IntStream.range(0, x.rank())
            .allMatch(a -> (long) x.extent(a) + before.get(a) + after.get(a) <= Integer.MAX_VALUE)
        && Shapes.fits(shape(x));
  }

  private List<Integer> shape(TensorType x) {
    List<Integer> shape = new ArrayList<>(x.rank());
    for (int axis = 0; axis < x.rank(); axis++) {
      shape.add(before.get(axis) + x.extent(axis) + after.get(axis));
    }
    return shape;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Movement.infer(inputs.get(0), shape(inputs.get(0)));
  }

  /** By rows unless images are added, or rows mirrored. */
  @Override
  public Access access(Signature signature) {
    TensorType x = signature.input(0);
    int rowAxes = x.rowAxes();
    if (rowAxes == 0 || x.count() == 0 || rowAxes == 2 && isPadded(0)) {
      return Access.whole();
    }
    int axis = rowAxes - 1;
    if (!isPadded(axis)) {
      return Access.rows(RowWindow.same());
    }
    if (mode == Mode.REFLECT) {
      return Access.whole();
    }
    return Access.rows(
        new RowWindow(
            1,
            1,
            0,
            1,
            -before.get(axis),
            0,
            mode == Mode.EDGE,
            x.extent(axis),
            signature.output().extent(axis)));
  }

  private boolean isPadded(int axis) {
    return before.get(axis) > 0 || after.get(axis) > 0;
  }

  @Override
  public KernelCall kernel(Signature signature) {
    throw new UnsupportedOperationException(name());
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
