package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import thimble.ir.TensorType;
import thimble.ir.op.ArgMax;
import thimble.ir.op.Reduce;
import thimble.ir.op.Softmax;

/** Reductions along axes, and what is built on them. */
final class ReductionRows {
  private ReductionRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(reduce("ReduceMean", Reduce.Kind.MEAN));
    rows.add(reduce("ReduceSum", Reduce.Kind.SUM));
    rows.add(reduce("ReduceMax", Reduce.Kind.MAX));
    rows.add(reduce("ReduceMin", Reduce.Kind.MIN));
    rows.add(reduce("ReduceProd", Reduce.Kind.PROD));
    rows.add(reduce("ReduceL1", Reduce.Kind.L1));
    rows.add(reduce("ReduceL2", Reduce.Kind.L2));
    rows.add(reduce("ReduceSumSquare", Reduce.Kind.SUM_SQUARE));
    rows.add(reduce("ReduceLogSum", Reduce.Kind.LOG_SUM));
    rows.add(reduce("ReduceLogSumExp", Reduce.Kind.LOG_SUM_EXP));
    rows.add(Row.of("ArgMax", 1, 1, site -> argMax(site, false)));
    rows.add(Row.of("ArgMin", 1, 1, site -> argMax(site, true)));
    rows.add(Row.of("Softmax", 1, 1, site -> softmax(site, site.input(0), false)));
    rows.add(Row.of("LogSoftmax", 1, 1, site -> softmax(site, site.input(0), true)));
    return rows;
  }

  private static Row reduce(String opType, Reduce.Kind kind) {
    // Axes are an attribute at first, an input since opset 13 (ReduceSum) and 18 (the others).
    return Row.of(
        opType, 1, 2, site -> reduce(site, kind, site.input(0), site.integers("axes", 1)));
  }

  static Operand reduce(Site site, Reduce.Kind kind, Operand x, Optional<long[]> axesStated) {
    Optional<long[]> stated = axesStated.filter(axes -> axes.length > 0);
    if (stated.isEmpty() && site.attributes().flag("noop_with_empty_axes", false)) {
      return x;
    }
    TreeSet<Integer> axes = new TreeSet<>();
    for (long axis : stated.orElse(IntStream.range(0, x.rank()).asLongStream().toArray())) {
      axes.add(site.axis(axis, x.rank()));
    }
    boolean keep = site.attributes().flag("keepdims", true);
    return Numbers.widened(
        site, List.of(x), wide -> reduce(site, kind, wide.get(0), List.copyOf(axes), keep));
  }

  /** The spatial axes of an image are reduced in channels-last order, where kernels are good. */
  private static Operand reduce(
      Site site, Reduce.Kind kind, Operand x, List<Integer> axes, boolean keep) {
    if (x.rank() == 0) {
      Operand one = site.add(new Reduce(kind, List.of(0), true), site.reshape(x, List.of(1)));
      return site.reshape(one, List.of());
    }
    if (x.rank() == 4 && axes.equals(List.of(2, 3))) {
      Operand last = Shaping.channelsLast(site, x);
      Operand y = site.add(new Reduce(kind, List.of(1, 2), keep), last);
      return keep ? Shaping.channelsFirst(site, y) : y;
    }
    return site.add(new Reduce(kind, axes, keep), x);
  }

  private static Operand argMax(Site site, boolean minimum) {
    Operand x = site.input(0);
    if (x.rank() == 0) {
      throw site.senseless("a scalar has no axis");
    }
    Attributes attributes = site.attributes();
    return site.add(
        new ArgMax(
            site.axis(attributes.integer("axis", 0), x.rank()),
            attributes.flag("keepdims", true),
            attributes.flag("select_last_index", false),
            minimum),
        x);
  }

  /**
   * Along one axis since opset 13. Before, over everything from the axis on: the same where the
   * rest is 1, else on a matrix in between.
   */
  static Operand softmax(Site site, Operand x, boolean log) {
    long opset =
        site.node().domain().isEmpty() ? site.opset() : site.attributes().integer("opset", 13);
    boolean flattens = opset < 13;
    int axis = site.axis(site.attributes().integer("axis", flattens ? 1 : -1), x.rank());
    TensorType type = x.type();
    if (!flattens || type.product(axis + 1, x.rank()) == 1) {
      return site.add(new Softmax(axis, log), x);
    }
    List<Integer> matrix = List.of(type.product(0, axis), type.product(axis, x.rank()));
    Operand y = site.add(new Softmax(1, log), site.reshape(x, matrix));
    return site.reshape(y, x.shape());
  }
}
