package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Binary;
import thimble.ir.op.Cast;
import thimble.ir.op.Clip;
import thimble.ir.op.Compare;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Dequantize;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Logical;
import thimble.ir.op.Lookup;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Not;
import thimble.ir.op.Op;
import thimble.ir.op.PRelu;
import thimble.ir.op.Pad;
import thimble.ir.op.Quantize;
import thimble.ir.op.Reduce;
import thimble.ir.op.Requantize;
import thimble.ir.op.Slice;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;
import thimble.ir.op.Where;
import thimble.ir.op.Window2d;

/** What operators become for images whose height and width have changed places. */
final class TurnRules {
  /** Each element by itself, whatever its place. */
  private static final Set<Class<? extends Op>> ELEMENTWISE =
      Set.of(
          Add.class,
          Binary.class,
          Cast.class,
          Clip.class,
          Compare.class,
          Dequantize.class,
          FullyConnected.class,
          Logical.class,
          Lookup.class,
          Multiply.class,
          Not.class,
          PRelu.class,
          Quantize.class,
          Requantize.class,
          Subtract.class,
          Unary.class,
          Where.class);

  private TurnRules() {}

  /**
   * The operator on turned images.
   *
   * @param turns whether its result is turned too
   */
  record Turned(Op op, boolean turns) {}

  /** An axis of an image where height and width have changed places. */
  static int axis(int axis) {
    return axis == 1 ? 2 : axis == 2 ? 1 : axis;
  }

  static <T> List<T> axes(List<T> perAxis) {
    List<T> turned = new ArrayList<>();
    for (int i = 0; i < perAxis.size(); i++) {
      turned.add(perAxis.get(axis(i)));
    }
    return turned;
  }

  /**
   * @return empty where it must see the images as they were
   */
  static Optional<Turned> of(Op op) {
    if (op instanceof Transpose transpose) {
      // It reads its axes from where they are now, and gives what it gave.
      List<Integer> from = transpose.permutation().stream().map(TurnRules::axis).toList();
      return Optional.of(new Turned(new Transpose(from), false));
    }
    if (op instanceof Reduce reduce) {
      List<Integer> axes = reduce.axes().stream().map(TurnRules::axis).sorted().toList();
      boolean rows = reduce.axes().contains(1);
      boolean columns = reduce.axes().contains(2);
      Op turned = new Reduce(reduce.kind(), axes, reduce.keepDimensions());
      return reduce.keepDimensions() || rows || columns
          ? Optional.of(new Turned(turned, reduce.keepDimensions()))
          : Optional.empty();
    }
    if (ELEMENTWISE.contains(op.getClass())) {
      return Optional.of(new Turned(op, true));
    }
    return window(op).or(() -> along(op)).map(turned -> new Turned(turned, true));
  }

  private static Optional<Op> window(Op op) {
    if (op instanceof Conv2d conv) {
      return Optional.of(new Conv2d(turned(conv.window()), conv.groups(), conv.activation()));
    }
    if (op instanceof DepthwiseConv2d conv) {
      return Optional.of(
          new DepthwiseConv2d(turned(conv.window()), conv.multiplier(), conv.activation()));
    }
    if (op instanceof MaxPool2d pool) {
      return Optional.of(new MaxPool2d(turned(pool.window())));
    }
    if (op instanceof AveragePool2d pool) {
      return Optional.of(
          new AveragePool2d(
              turned(pool.window()),
              pool.countPadding(),
              pool.overhangRight(),
              pool.overhangBottom()));
    }
    return Optional.empty();
  }

  private static Optional<Op> along(Op op) {
    if (op instanceof Concat concat) {
      return Optional.of(new Concat(axis(concat.axis())));
    }
    if (op instanceof Softmax softmax) {
      return Optional.of(new Softmax(axis(softmax.axis()), softmax.log()));
    }
    if (op instanceof Slice slice) {
      return Optional.of(new Slice(axes(slice.starts()), axes(slice.sizes()), axes(slice.steps())));
    }
    if (op instanceof Pad pad) {
      return Optional.of(new Pad(axes(pad.before()), axes(pad.after()), pad.mode(), pad.value()));
    }
    return Optional.empty();
  }

  private static Window2d turned(Window2d window) {
    return new Window2d(
        window.kernelWidth(),
        window.kernelHeight(),
        window.strideX(),
        window.strideY(),
        window.dilationX(),
        window.dilationY(),
        window.padLeft(),
        window.padTop(),
        window.padRight(),
        window.padBottom());
  }
}
