package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.TensorType;

/**
 * Along each axis the elements {@code start, start + step, ...}, {@code size} of them. ONNX's Split
 * is several of these. A view where the elements lie one after another in x: everything inside the
 * outermost sliced axis is kept.
 *
 * @param starts first index along each axis, within the axis
 * @param sizes extents of the result
 * @param steps may be negative, not 0; the last index taken lies within the axis
 */
public record Slice(List<Integer> starts, List<Integer> sizes, List<Integer> steps) implements Op {
  public Slice {
    starts = List.copyOf(starts);
    sizes = List.copyOf(sizes);
    steps = List.copyOf(steps);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Movement.check(inputs, checks)) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(
        starts.size() == x.rank() && sizes.size() == x.rank() && steps.size() == x.rank(),
        "C3",
        "starts, sizes and steps name all " + x.rank() + " axes");
    if (checks.passed()) {
      checks.require(
          IntStream.range(0, x.rank()).allMatch(axis -> lies(axis, x.extent(axis))),
          "C4",
          "from " + starts + " size " + sizes + " by " + steps + " is not within " + x);
    }
  }

  private boolean lies(int axis, int extent) {
    int size = sizes.get(axis);
    long first = starts.get(axis);
    long last = first + (size - 1L) * steps.get(axis);
    return size == 0
        || size > 0
            && steps.get(axis) != 0
            && first >= 0
            && first < extent
            && last >= 0
            && last < extent;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Movement.infer(inputs.get(0), sizes);
  }

  @Override
  public List<Alias> aliases(Signature signature) {
    TensorType x = signature.input(0);
    return isContiguous(x) ? Movement.view(x, first(x)) : List.of();
  }

  private boolean isContiguous(TensorType x) {
    if (sizes.contains(0)) {
      return false;
    }
    int axis = 0;
    while (axis < x.rank() && sizes.get(axis) == 1) {
      axis++;
    }
    if (axis == x.rank()) {
      return true;
    }
    return steps.get(axis) == 1 && IntStream.range(axis + 1, x.rank()).allMatch(a -> keeps(x, a));
  }

  /** Whether an axis is taken as it is. */
  private boolean keeps(TensorType x, int axis) {
    return sizes.get(axis) == x.extent(axis) && (sizes.get(axis) == 1 || steps.get(axis) == 1);
  }

  /** Index of the first element taken from that axis inwards. */
  private int first(TensorType x, int fromAxis) {
    int[] strides = Shapes.strides(x.shape());
    return IntStream.range(fromAxis, x.rank()).map(axis -> starts.get(axis) * strides[axis]).sum();
  }

  private int first(TensorType x) {
    return first(x, 0);
  }

  /**
   * By rows where the axis that counts the rows of an image is walked forwards and no images are
   * left out.
   */
  @Override
  public Access access(Signature signature) {
    TensorType x = signature.input(0);
    int rowAxes = x.rowAxes();
    if (rowAxes == 0
        || sizes.contains(0)
        || rowAxes == 2 && !keeps(x, 0)
        || steps.get(rowAxes - 1) < 1) {
      return Access.whole();
    }
    int axis = rowAxes - 1;
    if (keeps(x, axis)) {
      return Access.mergeableRows(RowWindow.same());
    }
    return Access.rows(
        new RowWindow(
            1, steps.get(axis), 0, 1, starts.get(axis), 0, false, x.extent(axis), sizes.get(axis)));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    int[] strides = Shapes.strides(x.shape());
    for (int axis = 0; axis < x.rank(); axis++) {
      strides[axis] *= steps.get(axis);
    }
    // By rows the source begins at the right row already.
    boolean byRows = access(signature) instanceof Access.ByRows;
    Nest nest = byRows ? Nest.ofRows(y, x.rowElements(), strides) : Nest.whole(y, strides);
    int first = y.count() == 0 ? 0 : first(x, byRows ? x.rowAxes() : 0);
    return Movement.strided(x.element(), first, nest);
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    if (!keeps(signature.input(0), output.axis())) {
      return Optional.empty();
    }
    List<Integer> parts = new ArrayList<>(sizes);
    parts.set(output.axis(), output.extent());
    return Parts.elementwise(new Slice(starts, parts, steps), signature, 1, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
