package thimble.targets.hls;

import java.util.List;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Lookup;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Signature;
import thimble.ir.op.Softmax;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;
import thimble.targets.ReferenceCall;

/** Operators as streaming hardware. */
public final class HlsLibrary {
  private static final int BITS = 8;
  private static final int LEAST = -128;
  private static final int MOST = 127;
  private static final int VALUES = 256;

  private HlsLibrary() {}

  /** Whether an operator only renames what streams: its words go on as they are. */
  public static boolean isRenaming(Op op) {
    return op instanceof Reshape;
  }

  /**
   * @param constants for each input its data, where it is known at compile time
   * @return empty where an operator cannot stream
   */
  public static Optional<Stage> stage(
      Op op, Signature signature, List<Optional<TensorData>> constants) {
    if (signature.inputs().stream().anyMatch(type -> type.element().isFloat())) {
      return Optional.empty();
    }
    if (op instanceof Conv2d conv) {
      return conv(conv, signature, constants);
    }
    if (op instanceof DepthwiseConv2d depthwise) {
      return depthwise(depthwise, signature, constants);
    }
    if (op instanceof FullyConnected dense) {
      return dense(dense, signature, constants);
    }
    if (op instanceof MaxPool2d pool) {
      return Optional.of(maxPool(pool, signature));
    }
    if (op instanceof AveragePool2d pool) {
      return averagePool(pool, signature);
    }
    if (op instanceof Add) {
      return add(op, signature);
    }
    if (op instanceof Lookup) {
      return constants.get(1).map(table -> lookup(signature, table.byteArray()));
    }
    if (op instanceof Softmax softmax) {
      return softmax(softmax, signature);
    }
    return Optional.empty();
  }

  private static int height(TensorType x) {
    return x.rank() == 4 || x.rank() == 3 ? x.extent(1) : 1;
  }

  private static int width(TensorType x) {
    return x.rank() == 4 ? x.extent(2) : 1;
  }

  private static boolean isOneImage(TensorType x) {
    return (x.rank() == 4 || x.rank() == 3) && x.extent(0) == 1;
  }

  private static Optional<Stage> conv(
      Conv2d conv, Signature signature, List<Optional<TensorData>> constants) {
    TensorType x = signature.input(0);
    if (!isOneImage(x) || !areKnown(constants) || !signature.input(1).quant().isSymmetric()) {
      return Optional.empty();
    }
    byte[] weight = constants.get(1).get().byteArray();
    int filters = signature.output().extent(-1);
    return Sums.of(conv, signature, rows(weight, filters), bias(constants), LEAST, MOST)
        .map(
            sums ->
                new DotStage(
                    conv.window(),
                    height(x),
                    width(x),
                    x.extent(-1),
                    filters,
                    conv.groups(),
                    x.quant().zeroPoint(),
                    weight,
                    sums));
  }

  private static Optional<Stage> dense(
      FullyConnected dense, Signature signature, List<Optional<TensorData>> constants) {
    TensorType x = signature.input(0);
    if (!areKnown(constants) || !signature.input(1).quant().isSymmetric()) {
      return Optional.empty();
    }
    byte[] weight = constants.get(1).get().byteArray();
    int filters = signature.output().extent(-1);
    int depth = x.extent(-1);
    return Sums.of(dense, signature, rows(weight, filters), bias(constants), LEAST, MOST)
        .map(
            sums ->
                new DotStage(
                    Window2d.pointwise(),
                    x.count() / depth,
                    1,
                    depth,
                    filters,
                    1,
                    x.quant().zeroPoint(),
                    weight,
                    sums));
  }

  private static Optional<Stage> depthwise(
      DepthwiseConv2d depthwise, Signature signature, List<Optional<TensorData>> constants) {
    TensorType x = signature.input(0);
    if (!isOneImage(x) || !areKnown(constants) || !signature.input(1).quant().isSymmetric()) {
      return Optional.empty();
    }
    byte[] weight = constants.get(1).get().byteArray();
    int filters = signature.output().extent(-1);
    byte[][] byFilter = columns(weight, filters);
    int multiplier = depthwise.multiplier();
    Window2d window = depthwise.window();
    int zero = x.quant().zeroPoint();
    return Sums.of(depthwise, signature, byFilter, bias(constants), LEAST, MOST)
        .map(
            sums ->
                multiplier == 1
                    ? new DepthwiseStage(window, height(x), width(x), filters, zero, weight, sums)
                    : new DotStage(
                        window,
                        height(x),
                        width(x),
                        filters / multiplier,
                        filters,
                        filters / multiplier,
                        zero,
                        joined(byFilter),
                        sums));
  }

  private static boolean areKnown(List<Optional<TensorData>> constants) {
    return constants.get(1).isPresent() && constants.get(2).isPresent();
  }

  private static int[] bias(List<Optional<TensorData>> constants) {
    return constants.get(2).get().intArray();
  }

  private static byte[][] rows(byte[] weight, int filters) {
    int length = weight.length / filters;
    byte[][] rows = new byte[filters][length];
    for (int filter = 0; filter < filters; filter++) {
      System.arraycopy(weight, filter * length, rows[filter], 0, length);
    }
    return rows;
  }

  private static byte[][] columns(byte[] weight, int filters) {
    byte[][] columns = new byte[filters][weight.length / filters];
    for (int i = 0; i < weight.length; i++) {
      columns[i % filters][i / filters] = weight[i];
    }
    return columns;
  }

  private static byte[] joined(byte[][] rows) {
    byte[] all = new byte[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, all, row * rows[row].length, rows[row].length);
    }
    return all;
  }

  private static Stage maxPool(MaxPool2d pool, Signature signature) {
    TensorType x = signature.input(0);
    Window2d window = pool.window();
    int channels = x.extent(-1);
    int pixels = window.outputHeight(height(x)) * window.outputWidth(width(x));
    int taps = window.kernelHeight() * window.kernelWidth();
    return new LanesStage(
        channels,
        lanes ->
            List.of(
                new WindowUnit(
                    window, height(x), width(x), channels / lanes, 1, lanes, BITS, LEAST),
                new PoolUnit(pixels, channels / lanes, taps, lanes, BITS, BITS, false)));
  }

  /** Sums, divided by a count that is the same everywhere. */
  private static Optional<Stage> averagePool(AveragePool2d pool, Signature signature) {
    TensorType x = signature.input(0);
    Window2d window = pool.window();
    boolean padded =
        window.padTop() > 0
            || window.padLeft() > 0
            || window.padBottom() > 0
            || window.padRight() > 0;
    if (padded) {
      return Optional.empty();
    }
    int channels = x.extent(-1);
    int taps = window.kernelHeight() * window.kernelWidth();
    int pixels = window.outputHeight(height(x)) * window.outputWidth(width(x));
    boolean global = pixels == 1 && taps == height(x) * width(x);
    int sumBits = Sums.bits((long) LEAST * taps, (long) MOST * taps);
    return Scale.of(
            sum ->
                Math.max(LEAST, Math.min(MOST, (sum > 0 ? sum + taps / 2 : sum - taps / 2) / taps)),
            1.0 / taps,
            (long) LEAST * taps,
            (long) MOST * taps,
            0,
            LEAST,
            MOST)
        .map(
            scale ->
                new LanesStage(
                    channels,
                    lanes -> {
                      int folds = channels / lanes;
                      Unit rescale =
                          new RescaleUnit(
                              pixels,
                              channels,
                              lanes,
                              lanes,
                              sumBits,
                              scale.keptBits(),
                              BITS,
                              0,
                              LEAST,
                              MOST,
                              new int[channels],
                              List.of(scale));
                      return global
                          ? List.of(new GlobalSumUnit(taps, folds, lanes, BITS, sumBits), rescale)
                          : List.of(
                              new WindowUnit(window, height(x), width(x), folds, 1, lanes, BITS, 0),
                              new PoolUnit(pixels, folds, taps, lanes, BITS, sumBits, true),
                              rescale);
                    }));
  }

  private static Optional<Stage> add(Op op, Signature signature) {
    TensorType a = signature.input(0);
    TensorType b = signature.input(1);
    TensorType y = signature.output();
    if (!a.shape().equals(b.shape())) {
      return Optional.empty();
    }
    byte[] wanted = pairs(op, a, b, y);
    int low = LEAST;
    int high = MOST;
    if (op.clamp().isPresent()) {
      low = op.clamp().get().storedLow(y);
      high = op.clamp().get().storedHigh(y);
    }
    double scale = y.quant().scale();
    return SumTables.of(
            wanted,
            a.quant().scale() / scale,
            a.quant().zeroPoint(),
            b.quant().scale() / scale,
            b.quant().zeroPoint(),
            y.quant().zeroPoint(),
            low,
            high)
        .map(
            tables ->
                new LanesStage(
                    a.extent(-1),
                    lanes -> List.of(new AddUnit(lanes, BITS, a.count() / lanes, BITS, tables))));
  }

  /** What an elementwise operator gives for every pair of inputs. */
  private static byte[] pairs(Op op, TensorType a, TensorType b, TensorType y) {
    byte[] first = new byte[VALUES * VALUES];
    byte[] second = new byte[VALUES * VALUES];
    for (int i = 0; i < first.length; i++) {
      first[i] = (byte) (i / VALUES + LEAST);
      second[i] = (byte) (i % VALUES + LEAST);
    }
    List<Integer> shape = List.of(VALUES, VALUES);
    Signature signature =
        new Signature(List.of(a.withShape(shape), b.withShape(shape)), List.of(y.withShape(shape)));
    return Evaluator.apply(
            op, signature, List.of(TensorData.bytes(first), TensorData.bytes(second)))
        .get(0)
        .byteArray();
  }

  private static Stage lookup(Signature signature, byte[] table) {
    TensorType x = signature.input(0);
    return new LanesStage(
        x.extent(-1),
        lanes -> List.of(new LookupUnit(lanes, BITS, x.count() / lanes, BITS, table)));
  }

  private static Optional<Stage> softmax(Softmax softmax, Signature signature) {
    TensorType x = signature.input(0);
    ReferenceCall reference = new ReferenceCall(softmax.kernel(signature));
    if (softmax.axis() != x.rank() - 1 || !reference.call().method().equals("s8Fixed")) {
      return Optional.empty();
    }
    int depth = x.extent(-1);
    return Optional.of(
        new LanesStage(
            1,
            lanes ->
                List.of(
                    new SoftmaxUnit(
                        x.count() / depth,
                        depth,
                        BITS,
                        reference.integer("dstBits"),
                        reference.integer("dstZero"),
                        reference.ints("exponential")))));
  }

  /** Says that an operator cannot stream. */
  public static ThimbleException refusal(Op op, Signature signature, String where) {
    return new ThimbleException(
        Code.T0201,
        "the FPGA back end cannot stream this " + op.name(),
        where,
        signature.inputs() + " -> " + signature.outputs(),
        "quantized networks of convolutions, pools, sums and fully connected layers stream;"
            + " docs/hls.md lists what does");
  }
}
