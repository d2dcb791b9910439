package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.PadKernel;

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
            "an empty tensor has no cells to repeat: " + x)
        .require(
            x.element().isFloat() || x.isQuantized() || value == (int) value,
            "C7",
            "no 32-bit integer: " + value);
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
    TensorType x = signature.input(0);
    boolean byRows = access(signature) instanceof Access.ByRows;
    int first = byRows ? x.rowAxes() : 0;
    boolean rowsMayMiss = byRows && isPadded(first - 1);
    // Axes behind the last padded one are moved as one run.
    int last = x.rank();
    while (last > first && !isPadded(last - 1)) {
      last--;
    }
    return KernelCall.of(
        PadKernel.class,
        Types.width(x.element()) + (rowsMayMiss ? "Row" : ""),
        rowsMayMiss ? new Argument.SourceRows(0) : new Argument.Source(0),
        new Argument.Int("levels", Math.max(1, last - first)),
        frame(x, first, last),
        new Argument.Int("mode", mode.ordinal()),
        x.element().isFloat()
            ? new Argument.Real("value", (float) value)
            : new Argument.Int("value", storedValue(x)),
        new Argument.Sink(0),
        new Argument.Int("blocks", signature.output().product(first, last)),
        new Argument.Int("run", x.product(last, x.rank())));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return isPadded(output.axis())
        ? Optional.empty()
        : Parts.elementwise(this, signature, 1, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  /** For each axis from {@code first} to {@code last} what {@link PadKernel} asks. */
  private Argument frame(TensorType x, int first, int last) {
    if (first == last) {
      return new Argument.Table("frame", TensorData.ints(1, 0, 1, 0));
    }
    int[] strides = Shapes.strides(x.shape());
    int[] frame = new int[4 * (last - first)];
    for (int axis = first; axis < last; axis++) {
      int at = 4 * (axis - first);
      frame[at] = before.get(axis) + x.extent(axis) + after.get(axis);
      frame[at + 1] = before.get(axis);
      frame[at + 2] = x.extent(axis);
      frame[at + 3] = strides[axis];
    }
    return new Argument.Table("frame", TensorData.ints(frame));
  }

  private int storedValue(TensorType x) {
    double stored =
        x.isQuantized()
            ? Math.copySign(Math.floor(Math.abs(value / x.quant().scale()) + 0.5), value)
                + x.quant().zeroPoint()
            : value;
    return (int) Math.max(x.element().min(), Math.min(x.element().max(), stored));
  }
}
