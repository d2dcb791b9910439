package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Checks;
import thimble.ir.op.Op;
import thimble.ir.op.Part;
import thimble.ir.op.Reshape;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.ir.op.Slab;
import thimble.ir.op.Slice;
import thimble.ir.op.Transpose;

/**
 * An operator that treats every moment alike: an output row {@code y} needs, of each input that has
 * time, the rows {@code stride * y + lead} to {@code stride * y + lead + taps - 1}, and nothing
 * else that changes. Found by asking {@link Op#part} far from the ends of a long sequence, or where
 * it does not say by {@link Op#access}.
 *
 * @param stride input rows for an output row
 * @param leads by input; of inputs without time 0
 * @param taps by input rows for one output row; of inputs without time 0
 * @param axes by input the axis of its time; of inputs without time -1
 * @param axis of the output's time
 */
record Slide(int stride, List<Integer> leads, List<Integer> taps, List<Integer> axes, int axis) {
  Slide {
    leads = List.copyOf(leads);
    taps = List.copyOf(taps);
    axes = List.copyOf(axes);
  }

  /** One that needs of each input with time the row of its output row. */
  private static Slide same(List<Integer> axes, int axis) {
    return new Slide(
        1,
        axes.stream().map(it -> 0).toList(),
        axes.stream().map(it -> it < 0 ? 0 : 1).toList(),
        axes,
        axis);
  }

  /**
   * Rows that the input is ahead of where output row {@code y} would be: {@code lead + taps - 1}.
   */
  int lookahead(int input) {
    return leads.get(input) + taps.get(input) - 1;
  }

  /** Rows of an input that so many output rows need. */
  int rows(int input, int outputRows) {
    return (outputRows - 1) * stride + taps.get(input);
  }

  /** The axis of a tensor's time: its first one that is longer than 1; its rank where none is. */
  static int timeAxis(TensorType type) {
    int axis = 0;
    while (axis < type.rank() && type.extent(axis) == 1) {
      axis++;
    }
    return axis;
  }

  /**
   * @param batch the types around the operator in the graph over a window
   * @param axes by input the axis of its time, -1 where it has none
   */
  static Optional<Slide> of(Op op, Signature batch, List<Integer> axes) {
    int axis = timeAxis(batch.output());
    if (!sameExtents(batch, axes) || axis == batch.output().rank()) {
      return Optional.empty();
    }
    if (op.recurrence().isPresent()) {
      return axes.get(0) == 0 && axes.stream().skip(1).allMatch(it -> it < 0)
          ? Optional.of(same(axes, 0))
          : Optional.empty();
    }
    if (batch.outputs().size() != 1) {
      return Optional.empty();
    }
    TensorType x = batch.input(0);
    if (op instanceof Slice slice && isCut(slice, x, axes.get(0))) {
      int time = axes.get(0);
      boolean steady = slice.steps().get(time) == 1 && cutsNothingElse(slice, x, time);
      return steady
          ? Optional.of(new Slide(1, List.of(slice.starts().get(time)), List.of(1), axes, time))
          : Optional.empty();
    }
    if (op instanceof Reshape) {
      return reshape(x.extent(axes.get(0)), batch.output().extent(axis), axes, axis);
    }
    if (op instanceof Transpose transpose) {
      int to = transpose.permutation().indexOf(axes.get(0));
      return to == axis ? Optional.of(same(axes, axis)) : Optional.empty();
    }
    return found(op, batch, axes);
  }

  /** What lies one after another stays so: a row of the result is one or several of the operand. */
  private static Optional<Slide> reshape(int from, int to, List<Integer> axes, int axis) {
    return from % to == 0
        ? Optional.of(new Slide(from / to, List.of(0), List.of(from / to), axes, axis))
        : Optional.empty();
  }

  private static boolean sameExtents(Signature batch, List<Integer> axes) {
    return IntStream.range(0, axes.size())
            .filter(input -> axes.get(input) >= 0)
            .map(input -> batch.input(input).extent(axes.get(input)))
            .distinct()
            .count()
        == 1;
  }

  private static boolean isCut(Slice slice, TensorType x, int axis) {
    return slice.starts().get(axis) != 0
        || slice.steps().get(axis) != 1
        || !slice.sizes().get(axis).equals(x.extent(axis));
  }

  private static boolean cutsNothingElse(Slice slice, TensorType x, int time) {
    for (int axis = 0; axis < x.rank(); axis++) {
      boolean whole =
          slice.starts().get(axis) == 0 && slice.sizes().get(axis).equals(x.extent(axis));
      if (axis != time && !whole) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Slide> found(Op op, Signature batch, List<Integer> axes) {
    Optional<Signature> maybe = farFromEnds(op, batch, axes);
    if (maybe.isEmpty()) {
      return Optional.empty();
    }
    Signature far = maybe.get();
    int axis = timeAxis(far.output());
    int middle = far.output().extent(axis) / 2;
    Op longOp = widened(op, far, axes);
    Optional<Part> one = longOp.part(far, new Slab(axis, middle, middle + 1));
    Optional<Part> next = longOp.part(far, new Slab(axis, middle + 1, middle + 2));
    if (one.isEmpty() || next.isEmpty()) {
      return byRows(longOp, far, axes) ? Optional.of(same(axes, axis)) : Optional.empty();
    }
    if (!one.get().op().equals(next.get().op())) {
      return Optional.empty();
    }
    int stride = 0;
    List<Integer> leads = new ArrayList<>();
    List<Integer> taps = new ArrayList<>();
    for (int input = 0; input < axes.size(); input++) {
      boolean time = axes.get(input) >= 0;
      Slab here = one.get().inputs().get(input);
      Slab there = next.get().inputs().get(input);
      int step = there.from() - here.from();
      boolean moves = time && here.axis() == axes.get(input) && step > 0;
      if (time ? !moves || stride > 0 && stride != step : !here.isWhole()) {
        return Optional.empty();
      }
      stride = time ? step : stride;
      leads.add(time ? here.from() - step * middle : 0);
      taps.add(time ? here.extent() : 0);
    }
    return Optional.of(new Slide(stride, leads, taps, axes, axis));
  }

  /** Whether the kernel computes each row from the same row of what has time, and tables. */
  private static boolean byRows(Op op, Signature far, List<Integer> axes) {
    if (!(op.access(far) instanceof Access.ByRows rows)
        || timeAxis(far.output()) >= far.output().rowAxes()) {
      return false;
    }
    return IntStream.range(0, axes.size())
        .allMatch(
            input -> {
              RowWindow window = rows.windows().get(input);
              TensorType x = far.input(input);
              return axes.get(input) < 0
                  ? window.isAll()
                  : window.isSame()
                      && axes.get(input) < x.rowAxes()
                      && x.rows() == far.output().rows();
            });
  }

  /** The types around the operator on a sequence so long that its middle sees neither end. */
  private static Optional<Signature> farFromEnds(Op op, Signature batch, List<Integer> axes) {
    List<TensorType> inputs = new ArrayList<>();
    for (int input = 0; input < axes.size(); input++) {
      TensorType type = batch.input(input);
      int axis = axes.get(input);
      inputs.add(axis >= 0 ? withRows(type, axis, 4 * type.extent(axis) + 64) : type);
    }
    Signature wide = new Signature(inputs, batch.outputs());
    Op widened = widened(op, wide, axes);
    Checks checks = new Checks();
    widened.check(inputs, checks);
    if (!checks.passed()) {
      // Its attributes or its constants fix the number of rows.
      return Optional.empty();
    }
    TensorType result = batch.output().withShape(widened.infer(inputs).get(0).shape());
    int axis = timeAxis(result);
    // Where the result does not grow its attributes fix its rows: a resize, for example.
    boolean grows = axis < result.rank() && result.extent(axis) > batch.output().extent(axis);
    return grows ? Optional.of(new Signature(inputs, List.of(result))) : Optional.empty();
  }

  /** The same operator for tensors of other numbers of rows. */
  private static Op widened(Op op, Signature other, List<Integer> axes) {
    if (op instanceof Slice slice) {
      List<Integer> sizes = new ArrayList<>(slice.sizes());
      sizes.set(axes.get(0), other.input(0).extent(axes.get(0)));
      return new Slice(slice.starts(), sizes, slice.steps());
    }
    return op;
  }

  static TensorType withRows(TensorType type, int axis, int rows) {
    List<Integer> shape = new ArrayList<>(type.shape());
    shape.set(axis, rows);
    return type.withShape(shape);
  }

  /**
   * The operator that computes so many rows in the middle of a sequence from exactly the rows it
   * needs.
   */
  Op middle(Op op, Signature batch, int outputRows) {
    if (op.recurrence().isPresent() || op instanceof Transpose) {
      return op;
    }
    if (op instanceof Slice slice && isCut(slice, batch.input(0), axis)) {
      List<Integer> starts = new ArrayList<>(slice.starts());
      List<Integer> sizes = new ArrayList<>(slice.sizes());
      starts.set(axis, 0);
      sizes.set(axis, outputRows);
      return new Slice(starts, sizes, slice.steps());
    }
    if (op instanceof Reshape reshape) {
      List<Integer> shape = new ArrayList<>(reshape.shape());
      shape.set(axis, outputRows);
      return new Reshape(shape);
    }
    Signature far = farFromEnds(op, batch, axes).orElseThrow();
    int from = far.output().extent(axis) / 2;
    Op widened = widened(op, far, axes);
    return widened.part(far, new Slab(axis, from, from + outputRows)).map(Part::op).orElse(widened);
  }
}
