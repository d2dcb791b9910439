package thimble.targets.mve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Argument;
import thimble.ir.op.Conv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Convolutions of any window and fully connected layers: vectors of bytes times a matrix, sixteen
 * products an instruction, four output channels of two pixels at a time. Pointwise layers read
 * their pixels where they lie; others copy windows side by side.
 */
final class Products {
  /** Bytes of a vector register. */
  private static final int VECTOR = 16;

  /** Working memory that windows may take; one window more than that must have. */
  private static final int WINDOWS_BYTES = 1024;

  /** So many products of bytes and 16 times a weight stay below 2^31. */
  private static final int MOST_PACKED_DEPTH = 1 << 16;

  /** Larger windows than that take the kernels of others. */
  private static final int MOST_WINDOW_BYTES = 8192;

  private final Op op;
  private final Signature signature;
  private final ReferenceCall reference;
  private final byte[] weight;
  private final int[] bias;
  private final int outputs;
  private final int depth;

  /** Whether weights have 4 bits: two channels share bytes. */
  private final boolean halves;

  private Products(Op op, Signature signature, List<Optional<TensorData>> constants) {
    this.op = op;
    this.signature = signature;
    reference = new ReferenceCall(op.kernel(signature));
    weight = constants.get(1).orElseThrow().byteArray();
    bias = constants.get(2).orElseThrow().intArray();
    outputs = signature.output().extent(-1);
    depth = weight.length / outputs;
    halves = signature.input(1).element() == ElementType.S4;
  }

  private static boolean fits(Op op, Signature signature, List<Optional<TensorData>> constants) {
    // Sums of 4-bit weights are 16 times as large for a while.
    boolean small = signature.input(1).product(1, signature.input(1).rank()) <= MOST_PACKED_DEPTH;
    String method = op.kernel(signature).method();
    return (method.equals("s8") || method.equals("s4") && small)
        && signature.output().extent(-1) >= Channels.GROUP
        && constants.get(1).isPresent()
        && constants.get(2).isPresent();
  }

  static Optional<Kernel> find(
      FullyConnected op, Signature signature, List<Optional<TensorData>> constants) {
    if (!fits(op, signature, constants)) {
      return Optional.empty();
    }
    Products products = new Products(op, signature, constants);
    return Optional.of(products.pointwise(products.reference.perRow("vectors").amount()));
  }

  static Optional<Kernel> find(
      Conv2d op, Signature signature, List<Optional<TensorData>> constants) {
    if (!fits(op, signature, constants) || op.groups() != 1) {
      return Optional.empty();
    }
    Products products = new Products(op, signature, constants);
    if (op.window().isPointwise()) {
      return Optional.of(products.pointwise(width(signature.output())));
    }
    return roundUp(products.depth) <= MOST_WINDOW_BYTES
        ? Optional.of(products.convolution(op.window()))
        : Optional.empty();
  }

  private Kernel pointwise(int pixels) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(new Argument.Int("depth", depth));
    addTables(arguments);
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.PerRow("pixels", pixels));
    ProductsCost products = new ProductsCost(depth, outputs, halves, Rounding.of(reference));
    Cost cost = new ProductsCost.Call(products, pixels);
    return kernel(
        "pointwise", ProductsModel.of(depth, halves, Rounding.of(reference)), arguments, cost);
  }

  private Kernel convolution(Window2d window) {
    TensorType x = signature.input(0);
    int windowBytes = roundUp(depth);
    int dstWidth = width(signature.output());
    int block = block(dstWidth, windowBytes);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.SourceRows(0));
    arguments.add(new Argument.Int("srcWidth", width(x)));
    arguments.add(new Argument.Int("inputs", x.extent(-1)));
    arguments.add(new Argument.Int("pad", reference.integer("srcZero")));
    arguments.add(new Argument.Int("tapRows", window.kernelHeight()));
    arguments.add(new Argument.Int("taps", window.kernelWidth()));
    arguments.add(new Argument.Int("stride", window.strideX()));
    arguments.add(new Argument.Int("dilation", window.dilationX()));
    arguments.add(new Argument.Int("padLeft", window.padLeft()));
    arguments.add(new Argument.Scratch("windows", ElementType.S8, block * windowBytes));
    arguments.add(new Argument.Int("block", block));
    arguments.add(new Argument.Int("depth", windowBytes));
    addTables(arguments);
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.Int("dstWidth", dstWidth));
    Cost cost = new Cost.Linear(60, windows(window, dstWidth, block, windowBytes));
    return kernel(
        "conv", ProductsModel.of(windowBytes, halves, Rounding.of(reference)), arguments, cost);
  }

  /** Pixels go by twos: an odd number of them is one pixel more expensive. */
  private static int block(int dstWidth, int windowBytes) {
    int most = WINDOWS_BYTES / windowBytes;
    return dstWidth <= most ? dstWidth : most < 2 ? 1 : most / 2 * 2;
  }

  /** Windows are copied by rows of the kernel, those at the borders cell by cell. */
  private double windows(Window2d window, int dstWidth, int block, int windowBytes) {
    TensorType x = signature.input(0);
    ProductsCost products = new ProductsCost(windowBytes, outputs, halves, Rounding.of(reference));
    int run = window.kernelWidth() * x.extent(-1);
    double copy = run <= VECTOR ? 6 : 5 + 3 * Math.ceil((double) run / VECTOR);
    int last = width(x) - (window.kernelWidth() - 1) * window.dilationX() - 1;
    double all = 0;
    for (int from = 0; from < dstWidth; from += block) {
      int pixels = Math.min(block, dstWidth - from);
      int outside = 0;
      for (int pixel = from; pixel < from + pixels; pixel++) {
        int column = pixel * window.strideX() - window.padLeft();
        outside += column < 0 || column > last || window.dilationX() > 1 ? 1 : 0;
      }
      double row =
          64 + (pixels - outside) * copy + 3 * pixels + outside * (12 + 14 * window.kernelWidth());
      // One pixel at a time is a loop that makes nothing of it.
      double single = pixels == 1 ? 35.0 * groups() : 0;
      all += 60 + window.kernelHeight() * row + products.of(pixels) + single;
    }
    return all;
  }

  private void addTables(List<Argument> arguments) {
    boolean whole = op instanceof Conv2d conv && !conv.window().isPointwise();
    arguments.add(new Argument.Table("weight", packed(whole)));
    arguments.add(
        new Argument.Table("channels", Channels.table(reference, bias, order(), this::weightSum)));
    arguments.add(new Argument.Int("outputs", outputs));
    arguments.add(new Argument.Int("zero", reference.integer("dstZero")));
    arguments.add(new Argument.Int("low", reference.integer("clampLow")));
    arguments.add(new Argument.Int("high", reference.integer("clampHigh")));
  }

  private Kernel kernel(String stem, ProductsModel model, List<Argument> arguments, Cost cost) {
    String label = stem + "_mve";
    return new Kernel(
        MveLibrary.NAME,
        new KernelCall(MveLibrary.NAME, label, arguments),
        op.access(signature),
        Set.of(),
        Optional.of(
            new KernelTemplate(MveLibrary.NAME + "/" + stem, label, model, MveLibrary.NAME)),
        cost);
  }

  private static int width(TensorType type) {
    return type.rank() == 3 ? 1 : type.extent(2);
  }

  private static int roundUp(int bytes) {
    return (bytes + VECTOR - 1) / VECTOR * VECTOR;
  }

  /** The channels of all lanes: the last group begins where it still fits. */
  private int[] order() {
    return IntStream.range(0, groups() * Channels.GROUP)
        .map(
            lane -> {
              int first = lane / Channels.GROUP * Channels.GROUP;
              return Math.min(first, outputs - Channels.GROUP) + lane % Channels.GROUP;
            })
        .toArray();
  }

  private int groups() {
    return Channels.roundUp(outputs) / Channels.GROUP;
  }

  /**
   * Groups of four channels, in a group steps of 16 products, in a step channel by channel; of 4
   * bits two channels in the same 16 bytes, the first in the lower halves.
   *
   * @param fromFront whether steps are filled from the front, zeros in the last one; else the first
   *     step has what is left over from whole ones
   */
  private TensorData packed(boolean fromFront) {
    int steps = roundUp(depth) / VECTOR;
    int left = depth % VECTOR == 0 || fromFront ? VECTOR : depth % VECTOR;
    int[] order = order();
    byte[] packed = new byte[groups() * Channels.GROUP * steps * VECTOR];
    int to = 0;
    for (int group = 0; group < groups(); group++) {
      for (int step = 0; step < steps; step++) {
        int at = step == 0 ? 0 : left + (step - 1) * VECTOR;
        int count = Math.min(step == 0 ? left : VECTOR, depth - at);
        for (int lane = 0; lane < Channels.GROUP; lane++) {
          System.arraycopy(
              weight, order[group * Channels.GROUP + lane] * depth + at, packed, to, count);
          to += VECTOR;
        }
      }
    }
    return TensorData.bytes(halves ? Channels.halves(packed) : packed);
  }

  private int weightSum(int channel) {
    int sum = 0;
    for (int k = 0; k < depth; k++) {
      sum += weight[channel * depth + k];
    }
    return sum;
  }
}
