package thimble.targets.hls;

import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.op.Conv2d;
import thimble.ir.op.ConvTranspose2d;
import thimble.ir.op.DeformConv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Window2d;

/** Convolutions of all sorts, and fully connected layers. */
final class Convolutions {
  private Convolutions() {}

  static Optional<Stage> conv(Layer layer) {
    Conv2d conv = (Conv2d) layer.op();
    TensorType x = layer.input(0);
    if (!layer.hasKnownParameters()) {
      return Optional.empty();
    }
    int filters = layer.output().extent(-1);
    short[] weight = weight(layer, 0, filters);
    return Optional.of(
        new DotStage(
            Layer.shape(conv.window(), x),
            x.extent(-1),
            filters,
            conv.groups(),
            x.quant().zeroPoint(),
            weight,
            Sums.of(layer, rows(weight, filters), bias(layer))));
  }

  static Optional<Stage> dense(Layer layer) {
    TensorType x = layer.input(0);
    if (!layer.hasKnownParameters()) {
      return Optional.empty();
    }
    int filters = layer.output().extent(-1);
    short[] weight = weight(layer, 0, filters);
    int depth = weight.length / filters;
    return Optional.of(
        new DotStage(
            new WindowShape(Window2d.pointwise(), 1, x.count() / depth, 1),
            depth,
            filters,
            1,
            x.quant().zeroPoint(),
            weight,
            Sums.of(layer, rows(weight, filters), bias(layer))));
  }

  static Optional<Stage> depthwise(Layer layer) {
    DepthwiseConv2d depthwise = (DepthwiseConv2d) layer.op();
    Window2d window = depthwise.window();
    TensorType x = layer.input(0);
    if (!layer.hasKnownParameters()) {
      return Optional.empty();
    }
    WindowShape shape = Layer.shape(window, x);
    int filters = layer.output().extent(-1);
    short[] weight = weight(layer, -1, filters);
    short[][] byFilter = columns(weight, filters);
    int channels = filters / depthwise.multiplier();
    int zero = x.quant().zeroPoint();
    Sums sums = Sums.of(layer, byFilter, bias(layer));
    return Optional.of(
        depthwise.multiplier() == 1
            ? new DepthwiseStage(shape, filters, zero, weight, sums)
            : new DotStage(shape, channels, filters, channels, zero, joined(byFilter), sums));
  }

  /**
   * Every output pixel meets the mirrored kernel in an image with {@code stride - 1} pixels of the
   * zero point between those of the input.
   */
  static Optional<Stage> transposed(Layer layer) {
    ConvTranspose2d conv = (ConvTranspose2d) layer.op();
    TensorType x = layer.input(0);
    if (!layer.hasKnownParameters()) {
      return Optional.empty();
    }
    TensorType y = layer.output();
    Window2d window = conv.window();
    int reachY = (window.kernelHeight() - 1) * window.dilationY();
    int reachX = (window.kernelWidth() - 1) * window.dilationX();
    int height = Layer.height(y) + reachY;
    int width = Layer.width(y) + reachX;
    int channels = x.extent(-1);
    int[] rows = spread(height, window.strideY(), reachY - window.padTop(), Layer.height(x));
    int[] columns = spread(width, window.strideX(), reachX - window.padLeft(), Layer.width(x));
    SourceMap map =
        SourceMap.of(
            x.count(),
            scaled(spread(x.extent(0), 1, 0, x.extent(0)), x.count() / x.extent(0)),
            scaled(rows, Layer.width(x) * channels),
            scaled(columns, channels),
            scaled(spread(channels, 1, 0, channels), 1));
    int filters = y.extent(-1);
    int taps = window.kernelHeight() * window.kernelWidth();
    short[] weight = mirrored(weight(layer, 0, filters), filters, taps);
    int zero = x.quant().zeroPoint();
    Stage dots =
        new DotStage(
            new WindowShape(dense(window), x.extent(0), height, width),
            channels,
            filters,
            conv.groups(),
            zero,
            weight,
            Sums.of(layer, rows(weight, filters), bias(layer)));
    return Optional.of(
        new PrefixedStage(
            folding -> new MoveUnit(map, folding.simd(), layer.padded().bits(), zero), dots));
  }

  /** The same taps, at every cell of an image that needs no padding. */
  private static Window2d dense(Window2d window) {
    return new Window2d(
        window.kernelHeight(),
        window.kernelWidth(),
        1,
        1,
        window.dilationY(),
        window.dilationX(),
        0,
        0,
        0,
        0);
  }

  /** A convolution, plain, grouped or depthwise, of what the taps read. */
  static Optional<Stage> deformable(Layer narrow) {
    Layer layer = narrow.wide();
    TensorType x = layer.input(0);
    DeformConv2d conv = (DeformConv2d) layer.op();
    boolean known = layer.isConstant(1) && layer.isConstant(2);
    boolean streamed = !layer.isConstant(0) && !layer.isConstant(DeformConv2d.OFFSET);
    boolean masked = conv.masked() && layer.isConstant(DeformConv2d.MASK);
    if (!known || !streamed || masked || !Layer.isOneImage(x)) {
      return Optional.empty();
    }
    int filters = layer.output().extent(-1);
    int channels = x.extent(-1);
    short[] weight = weight(layer, 0, filters);
    short[][] byFilter = rows(weight, filters);
    int zero = x.quant().zeroPoint();
    Sums sums = Sums.of(layer, byFilter, bias(layer));
    boolean depthwise = conv.groups() == channels && filters == channels;
    WindowShape shape = Layer.shape(conv.window(), x);
    Stage products =
        depthwise
            ? new DepthwiseStage(shape, channels, zero, joined(transposed(byFilter)), sums)
            : new DotStage(shape, channels, filters, conv.groups(), zero, weight, sums);
    return Optional.of(
        new DeformStage(DeformTaps.of(layer), depthwise ? 1 : conv.groups(), depthwise, products));
  }

  /** Where the rows of a spread image come from; -1 where from nowhere. */
  private static int[] spread(int extent, int stride, int before, int input) {
    int[] from = new int[extent];
    for (int i = 0; i < extent; i++) {
      int at = i - before;
      boolean there = at >= 0 && at % stride == 0 && at / stride < input;
      from[i] = there ? at / stride : -1;
    }
    return from;
  }

  private static int[] scaled(int[] from, int pitch) {
    int[] scaled = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      scaled[i] = from[i] < 0 ? SourceMap.NOWHERE : from[i] * pitch;
    }
    return scaled;
  }

  /** Weights without their zero points. */
  private static short[] weight(Layer layer, int axis, int filters) {
    TensorType type = layer.input(1);
    byte[] stored = layer.constant(1).byteArray();
    short[] weight = new short[stored.length];
    for (int i = 0; i < weight.length; i++) {
      int filter = axis == 0 ? i / (stored.length / filters) : i % filters;
      weight[i] = (short) (stored[i] - type.quant().zeroPoint(filter));
    }
    return weight;
  }

  private static int[] bias(Layer layer) {
    return layer.constant(2).intArray();
  }

  private static short[][] rows(short[] weight, int filters) {
    int length = weight.length / filters;
    short[][] rows = new short[filters][length];
    for (int filter = 0; filter < filters; filter++) {
      System.arraycopy(weight, filter * length, rows[filter], 0, length);
    }
    return rows;
  }

  private static short[][] columns(short[] weight, int filters) {
    short[][] columns = new short[filters][weight.length / filters];
    for (int i = 0; i < weight.length; i++) {
      columns[i % filters][i / filters] = weight[i];
    }
    return columns;
  }

  private static short[][] transposed(short[][] rows) {
    return columns(joined(rows), rows[0].length);
  }

  private static short[] joined(short[][] rows) {
    short[] all = new short[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, all, row * rows[row].length, rows[row].length);
    }
    return all;
  }

  /** [filter][tap][channel] with the taps in the opposite order. */
  private static short[] mirrored(short[] weight, int filters, int taps) {
    int channels = weight.length / filters / taps;
    short[] mirrored = new short[weight.length];
    for (int i = 0; i < weight.length; i++) {
      int filter = i / (taps * channels);
      int tap = i / channels % taps;
      mirrored[(filter * taps + taps - 1 - tap) * channels + i % channels] = weight[i];
    }
    return mirrored;
  }
}
