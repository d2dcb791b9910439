package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.op.Checks;
import thimble.ir.op.Op;
import thimble.ir.op.Part;
import thimble.ir.op.Reshape;
import thimble.ir.op.Signature;
import thimble.ir.op.Slab;
import thimble.ir.op.Slice;

/**
 * An operator that treats every moment alike: an output row {@code y} needs, of each input that has
 * time, the rows {@code stride * y + lead} to {@code stride * y + lead + taps - 1}, and nothing
 * else that changes. Found by asking {@link Op#part} far from the ends of a long sequence.
 *
 * @param stride input rows for an output row
 * @param leads by input; of inputs without time 0
 * @param taps by input rows for one output row; of inputs without time 0
 */
record Slide(int stride, List<Integer> leads, List<Integer> taps) {
  /** Axis of the rows. */
  static final int TIME = 1;

  Slide {
    leads = List.copyOf(leads);
    taps = List.copyOf(taps);
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

  /**
   * @param batch the types around the operator in the graph over a window
   * @param time by input whether it has time
   */
  static Optional<Slide> of(Op op, Signature batch, boolean[] time) {
    if (!sameExtents(batch, time) || batch.outputs().size() != 1 || !hasTime(batch.output())) {
      return Optional.empty();
    }
    if (op instanceof Slice slice && isCut(slice, batch.input(0))) {
      boolean steady = slice.steps().get(TIME) == 1 && cutsNothingElse(slice, batch.input(0));
      return steady
          ? Optional.of(new Slide(1, List.of(slice.starts().get(TIME)), List.of(1)))
          : Optional.empty();
    }
    if (op instanceof Reshape) {
      boolean keepsRows = batch.input(0).extent(TIME) == batch.output().extent(TIME);
      return keepsRows ? Optional.of(new Slide(1, List.of(0), List.of(1))) : Optional.empty();
    }
    return found(op, batch, time);
  }

  private static boolean sameExtents(Signature batch, boolean[] time) {
    List<Integer> extents = new ArrayList<>();
    for (int input = 0; input < time.length; input++) {
      if (time[input]) {
        extents.add(batch.input(input).extent(TIME));
      }
    }
    return extents.stream().distinct().count() == 1;
  }

  /** Whether a tensor's rows follow each other in time: one batch, its first axis after that. */
  static boolean hasTime(TensorType type) {
    return type.rank() >= 3 && type.extent(0) == 1;
  }

  private static boolean isCut(Slice slice, TensorType x) {
    return slice.starts().get(TIME) != 0
        || slice.steps().get(TIME) != 1
        || !slice.sizes().get(TIME).equals(x.extent(TIME));
  }

  private static boolean cutsNothingElse(Slice slice, TensorType x) {
    for (int axis = 0; axis < x.rank(); axis++) {
      boolean whole =
          slice.starts().get(axis) == 0 && slice.sizes().get(axis).equals(x.extent(axis));
      if (axis != TIME && !whole) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Slide> found(Op op, Signature batch, boolean[] time) {
    Optional<Signature> maybe = farFromEnds(op, batch, time);
    if (maybe.isEmpty()) {
      return Optional.empty();
    }
    Signature far = maybe.get();
    int middle = far.output().extent(TIME) / 2;
    Op longOp = widened(op, far);
    Optional<Part> one = longOp.part(far, new Slab(TIME, middle, middle + 1));
    Optional<Part> next = longOp.part(far, new Slab(TIME, middle + 1, middle + 2));
    if (one.isEmpty() || next.isEmpty() || !one.get().op().equals(next.get().op())) {
      return Optional.empty();
    }
    int stride = 0;
    List<Integer> leads = new ArrayList<>();
    List<Integer> taps = new ArrayList<>();
    for (int input = 0; input < time.length; input++) {
      Slab here = one.get().inputs().get(input);
      Slab there = next.get().inputs().get(input);
      int step = there.from() - here.from();
      boolean moves = time[input] && here.axis() == TIME && step > 0;
      if (time[input] ? !moves || stride > 0 && stride != step : !here.isWhole()) {
        return Optional.empty();
      }
      stride = time[input] ? step : stride;
      leads.add(time[input] ? here.from() - step * middle : 0);
      taps.add(time[input] ? here.extent() : 0);
    }
    return Optional.of(new Slide(stride, leads, taps));
  }

  /** The types around the operator on a sequence so long that its middle sees neither end. */
  private static Optional<Signature> farFromEnds(Op op, Signature batch, boolean[] time) {
    List<TensorType> inputs = new ArrayList<>();
    for (int input = 0; input < time.length; input++) {
      TensorType type = batch.input(input);
      inputs.add(time[input] ? withRows(type, 4 * type.extent(TIME) + 64) : type);
    }
    Signature wide = new Signature(inputs, batch.outputs());
    Op widened = widened(op, wide);
    Checks checks = new Checks();
    widened.check(inputs, checks);
    if (!checks.passed()) {
      // Its attributes or its constants fix the number of rows.
      return Optional.empty();
    }
    TensorType result = batch.output().withShape(widened.infer(inputs).get(0).shape());
    // Where the result does not grow its attributes fix its rows: a resize, for example.
    boolean grows = hasTime(result) && result.extent(TIME) > batch.output().extent(TIME);
    return grows ? Optional.of(new Signature(inputs, List.of(result))) : Optional.empty();
  }

  /** The same operator for tensors of other numbers of rows. */
  static Op widened(Op op, Signature other) {
    if (op instanceof Slice slice) {
      List<Integer> sizes = new ArrayList<>(slice.sizes());
      sizes.set(TIME, other.input(0).extent(TIME));
      return new Slice(slice.starts(), sizes, slice.steps());
    }
    return op;
  }

  static TensorType withRows(TensorType type, int rows) {
    List<Integer> shape = new ArrayList<>(type.shape());
    shape.set(TIME, rows);
    return type.withShape(shape);
  }

  /**
   * The operator that computes so many rows in the middle of a sequence from exactly the rows it
   * needs.
   */
  Op middle(Op op, Signature batch, boolean[] time, int outputRows) {
    if (op instanceof Slice slice && isCut(slice, batch.input(0))) {
      List<Integer> starts = new ArrayList<>(slice.starts());
      List<Integer> sizes = new ArrayList<>(slice.sizes());
      starts.set(TIME, 0);
      sizes.set(TIME, outputRows);
      return new Slice(starts, sizes, slice.steps());
    }
    if (op instanceof Reshape reshape) {
      List<Integer> shape = new ArrayList<>(reshape.shape());
      shape.set(TIME, outputRows);
      return new Reshape(shape);
    }
    Signature far = farFromEnds(op, batch, time).orElseThrow();
    int from = far.output().extent(TIME) / 2;
    return widened(op, far)
        .part(far, new Slab(TIME, from, from + outputRows))
        .map(Part::op)
        .orElseThrow();
  }
}
