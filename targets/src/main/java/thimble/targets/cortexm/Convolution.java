package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Argument;
import thimble.ir.op.Conv2d;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;

/**
 * Chooses a convolution's kernel, lays its weights out and computes everything that its template
 * says.
 */
final class Convolution {
  /** Working memory that a kernel may take. */
  private static final int SCRATCH_BYTES = 1024;

  private final Conv2d op;
  private final Signature signature;
  private final ReferenceCall reference;
  private final byte[] weight;
  private final int[] bias;
  private final Window2d window;
  private final int inputs;
  private final int outputs;
  private final int depth;
  private final int steps;
  private final int sourceWidth;
  private final int width;

  private Convolution(Conv2d op, Signature signature, TensorData weight, TensorData bias) {
    this.op = op;
    this.signature = signature;
    this.reference = new ReferenceCall(op.kernel(signature));
    this.weight = weight.byteArray();
    this.bias = bias.intArray();
    window = op.window();
    TensorType x = signature.input(0);
    inputs = x.extent(-1);
    outputs = signature.output().extent(-1);
    depth = signature.input(1).product(1, 4);
    steps = (depth + 3) / 4 * 4;
    sourceWidth = x.rank() == 3 ? 1 : x.extent(2);
    width = x.rank() == 3 ? 1 : signature.output().extent(2);
  }

  static Optional<Kernel> find(
      Conv2d op, Signature signature, List<Optional<TensorData>> constants) {
    boolean fits =
        op.kernel(signature).method().equals("s8")
            && op.groups() == 1
            && constants.get(1).isPresent()
            && constants.get(2).isPresent();
    return fits
        ? new Convolution(op, signature, constants.get(1).get(), constants.get(2).get()).kernel()
        : Optional.empty();
  }

  private Optional<Kernel> kernel() {
    return Block.ALL.stream()
        .filter(this::fits)
        .min(Comparator.comparingDouble(this::instructions))
        .map(this::expanded);
  }

  private boolean fits(Block block) {
    return block.channels() <= outputs
        && block.pixels() <= width
        && scratchBytes(block) <= SCRATCH_BYTES;
  }

  private int scratchBytes(Block block) {
    return block.pixels() * steps * 2 + lineBytes();
  }

  /** Windows that do not lie side by side in memory, in multiples of 4, are gathered first. */
  private int lineBytes() {
    return window.isPointwise() ? 0 : (steps + 7) / 8 * 8;
  }

  /** Instructions for a row, estimated: what the last blocks compute again counts. */
  private double instructions(Block block) {
    int pixels = (width + block.pixels() - 1) / block.pixels() * block.pixels();
    int channels = (outputs + block.channels() - 1) / block.channels() * block.channels();
    double perSum = steps * block.perMac() + 11 + 20.0 / (block.channels() * block.pixels());
    double expansion = 1.5 * steps + 20;
    return pixels * (channels * perSum + expansion);
  }

  private Kernel expanded(Block block) {
    boolean pointwise = window.isPointwise();
    ConvModel model =
        new ConvModel(
            title(),
            block,
            outputs,
            inputs,
            depth,
            steps,
            pointwise,
            new ConvModel.Taps(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideX(),
                window.dilationX(),
                window.padLeft(),
                sourceWidth,
                window.kernelWidth() * inputs,
                reference.integer("srcZero")),
            pointwise ? 0 : width,
            Rescaling.of(reference));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(pointwise ? new Argument.Source(0) : new Argument.SourceRows(0));
    arguments.add(new Argument.Table("weight", packedWeight()));
    arguments.add(
        new Argument.Table("channels", Rescaling.table(reference, bias, weight, depth, 1, depth)));
    arguments.add(new Argument.Scratch("windows", ElementType.S32, block.pixels() * steps / 2));
    if (!pointwise) {
      arguments.add(new Argument.Scratch("line", ElementType.S8, lineBytes()));
    }
    arguments.add(new Argument.Sink(0));
    if (pointwise) {
      arguments.add(new Argument.PerRow("pixels", width));
    }
    String label =
        "conv%dx%d_%dx%d".formatted(window.kernelHeight(), window.kernelWidth(), inputs, outputs);
    return new Kernel(
        CortexMLibrary.NAME,
        new KernelCall(CortexMLibrary.NAME, label, arguments),
        op.access(signature),
        Set.of(),
        Optional.of(new KernelTemplate("cortexm/conv", label, model)));
  }

  private String title() {
    return "Convolution %dx%d, %d channels to %d"
        .formatted(window.kernelHeight(), window.kernelWidth(), inputs, outputs);
  }

  /** [O, kh, kw, C] with each channel's weights rounded up to a multiple of 4 by zeros. */
  private TensorData packedWeight() {
    byte[] packed = new byte[outputs * steps];
    for (int channel = 0; channel < outputs; channel++) {
      System.arraycopy(weight, channel * depth, packed, channel * steps, depth);
    }
    return TensorData.bytes(packed);
  }
}
