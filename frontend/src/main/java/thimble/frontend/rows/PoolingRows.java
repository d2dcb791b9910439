package thimble.frontend.rows;

import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Reduce;

/** Pooling over one and two spatial axes. */
final class PoolingRows {
  private PoolingRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of("AveragePool", 1, 1, site -> averagePool(site, site.input(0))),
        Row.of("MaxPool", 1, 1, PoolingRows::maxPool),
        Row.of("GlobalAveragePool", 1, 1, site -> global(site, Reduce.Kind.MEAN, site.input(0))),
        Row.of("GlobalMaxPool", 1, 1, site -> global(site, Reduce.Kind.MAX, site.input(0))));
  }

  /**
   * @param x [N, C, H, W] or [N, C, L]
   */
  static Operand averagePool(Site site, Operand x) {
    return Shaping.channelsFirst(
        site, averageLast(site, Shaping.channelsLast(site, image(site, x))));
  }

  /**
   * @param x [N, H, W, C] or [N, L, C]
   */
  static Operand averageLast(Site site, Operand x) {
    Windows windows = windows(site, x.shape().subList(1, x.rank() - 1));
    boolean countPadding = site.attributes().flag("count_include_pad", false);
    List<Integer> overhang = windows.overhang();
    return site.add(
        new AveragePool2d(
            windows.window(),
            countPadding,
            overhang.get(0),
            overhang.size() == 1 ? 0 : overhang.get(1)),
        x);
  }

  private static Operand maxPool(Site site) {
    if (site.node().outputs().size() > 1 && !site.node().outputs().get(1).isEmpty()) {
      throw site.unsupported("its second result, the indices, is read");
    }
    Operand x = image(site, site.stored(0));
    Op op = new MaxPool2d(windows(site, x.shape().subList(2, x.rank())).window());
    return Shaping.channelsFirst(site, site.move(op, Shaping.channelsLast(site, x)));
  }

  private static Operand image(Site site, Operand x) {
    if (x.rank() != 3 && x.rank() != 4) {
      throw site.unsupported("only one and two spatial axes are, not an input " + x.type());
    }
    return x;
  }

  private static Windows windows(Site site, List<Integer> spatial) {
    if (!site.attributes().has("kernel_shape")) {
      throw site.senseless("kernel_shape is missing");
    }
    List<Integer> kernel = Windows.numbers(site, "kernel_shape", spatial.size(), 1, 1);
    return Windows.of(site, spatial, kernel);
  }

  /**
   * Reduction of all spatial axes.
   *
   * @param x [N, C, ...]
   */
  static Operand global(Site site, Reduce.Kind kind, Operand x) {
    if (x.rank() < 3) {
      throw site.senseless("an input without spatial axes " + x.type());
    }
    List<Integer> axes = IntStream.range(1, x.rank() - 1).boxed().toList();
    Operand last = Shaping.channelsLast(site, x);
    return Shaping.channelsFirst(site, site.add(new Reduce(kind, axes, true), last));
  }
}
