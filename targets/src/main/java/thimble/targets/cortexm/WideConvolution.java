package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * Convolutions and fully connected layers of int16. The windows of a few pixels are copied so that
 * fours of each alternate, and meet all output channels ({@link WideChannelsModel}).
 */
final class WideConvolution {
  /** More working memory than this none takes: the reference kernel does. */
  private static final int MOST_SCRATCH_BYTES = 8192;

  /** Working memory that does not count. */
  private static final int SCRATCH_BYTES = 1024;

  private final Op op;
  private final Signature signature;
  private final ReferenceCall reference;
  private final byte[] weight;
  private final int inputs;
  private final int outputs;
  private final int depth;
  private final WideRescaling.Channels channels;

  private WideConvolution(Op op, Signature signature, TensorData weight, TensorData bias) {
    this.op = op;
    this.signature = signature;
    this.weight = weight.byteArray();
    reference = new ReferenceCall(op.kernel(signature));
    inputs = signature.input(0).extent(-1);
    outputs = signature.output().extent(-1);
    depth = this.weight.length / outputs;
    channels =
        WideRescaling.channels(reference, (long[]) bias.array(), this.weight, depth, 1, depth);
  }

  static Optional<Kernel> find(
      Conv2d op, Signature signature, List<Optional<TensorData>> constants) {
    if (op.groups() != 1 || !fits(op, signature, constants)) {
      return Optional.empty();
    }
    WideConvolution layer =
        new WideConvolution(op, signature, constants.get(1).get(), constants.get(2).get());
    TensorType y = signature.output();
    return op.window().isPointwise()
        ? layer.pointwise(y.rank() == 3 ? 1 : y.extent(2))
        : layer.windowed(op.window());
  }

  static Optional<Kernel> find(
      FullyConnected op, Signature signature, List<Optional<TensorData>> constants) {
    if (!fits(op, signature, constants)) {
      return Optional.empty();
    }
    TensorType x = signature.input(0);
    return new WideConvolution(op, signature, constants.get(1).get(), constants.get(2).get())
        .pointwise(x.product(x.rowAxes(), x.rank() - 1));
  }

  private static boolean fits(Op op, Signature signature, List<Optional<TensorData>> constants) {
    return op.kernel(signature).method().equals("s16")
        && constants.get(1).isPresent()
        && constants.get(2).isPresent()
        && signature.output().count() > 0
        && constants.get(1).get().count() > 0;
  }

  /** A block of that many pixels. */
  private WideChannelsModel channels(int pixels) {
    int abreast = channels.rescaling().isLong() ? 1 : Math.min(pixels == 1 ? 4 : 2, outputs);
    return channels(abreast, pixels);
  }

  private WideChannelsModel channels(int abreast, int pixels) {
    // Of three channels there is no block.
    return new WideChannelsModel(
        new Block(abreast == 3 ? 2 : abreast, pixels), channels.rescaling());
  }

  /**
   * @param width pixels of a row
   */
  private Optional<Kernel> pointwise(int width) {
    int all = signature.output().count() / outputs;
    int most = most(Math.min(3, all));
    List<WideChannelsModel> models = new ArrayList<>(List.of(channels(most)));
    if (width % most != 0) {
      // Weights lie as the first function reads them.
      models.add(channels(models.get(0).block().channels(), 1));
    }
    WidePointwiseModel model = new WidePointwiseModel(models);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(new Argument.Table("weight", models.get(0).packed(weight, outputs, depth)));
    arguments.add(new Argument.Table("channels", channels.table()));
    arguments.add(new Argument.Int("inputs", inputs));
    arguments.add(new Argument.Int("outputs", outputs));
    arguments.addAll(channels.arguments(reference));
    arguments.add(new Argument.Scratch("windows", ElementType.S32, most * steps() / 2));
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.PerRow("pixels", width));
    double block = models.get(0).instructions(steps(), outputs) + copying(most);
    return most * steps() * 2 > MOST_SCRATCH_BYTES
        ? Optional.empty()
        : Optional.of(
            kernel(
                arguments,
                new KernelTemplate(
                    CortexMLibrary.NAME + "/wide_pointwise",
                    model.label(),
                    model,
                    "dsp",
                    model.helpers()),
                new Cost.Linear(40, block * width / most)));
  }

  private Optional<Kernel> windowed(Window2d window) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    int width = y.rank() == 3 ? 1 : y.extent(2);
    int pixels = most(Math.min(3, width));
    WideConvModel model =
        new WideConvModel(
            "Convolution %dx%d of %d channels"
                .formatted(window.kernelHeight(), window.kernelWidth(), inputs),
            channels(pixels),
            window.kernelHeight(),
            window.kernelWidth(),
            window.strideX(),
            window.dilationX(),
            window.padLeft(),
            x.rank() == 3 ? 1 : x.extent(2),
            inputs,
            width);
    int bytes = pixels * steps() * 2 + model.lineElements() * 2;
    if (bytes > MOST_SCRATCH_BYTES) {
      return Optional.empty();
    }
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.SourceRows(0));
    arguments.add(new Argument.Table("weight", model.channels().packed(weight, outputs, depth)));
    arguments.add(new Argument.Table("channels", channels.table()));
    arguments.add(new Argument.Int("outputs", outputs));
    arguments.add(new Argument.Int("pad", reference.integer("srcZero")));
    arguments.addAll(channels.arguments(reference));
    arguments.add(new Argument.Scratch("windows", ElementType.S32, pixels * steps() / 2));
    arguments.add(new Argument.Scratch("line", ElementType.S16, model.lineElements()));
    arguments.add(new Argument.Sink(0));
    String label =
        "wide%dx%d_%dx%d".formatted(window.kernelHeight(), window.kernelWidth(), inputs, outputs);
    double gathering = (model.direct() ? 1.6 : 3.5) * steps() + 25.0 * window.kernelHeight();
    double block = model.channels().instructions(steps(), outputs) + pixels * gathering;
    return Optional.of(
        kernel(
            arguments,
            new KernelTemplate(
                CortexMLibrary.NAME + "/wide_conv",
                label,
                model,
                "dsp",
                List.of(model.channels().template())),
            new Cost.Linear(40, block * ((width + pixels - 1) / pixels))));
  }

  /** Pixels of a block: as many as keep within the working memory. */
  private int most(int pixels) {
    int most = channels.rescaling().isLong() ? Math.min(2, pixels) : pixels;
    int modest =
        Math.max(SCRATCH_BYTES, (signature.input(0).bytes() + signature.output().bytes()) / 50);
    while (most > 1 && most * steps() * 2 > modest) {
      most--;
    }
    return most;
  }

  private int steps() {
    return (depth + 3) / 4 * 4;
  }

  private double copying(int pixels) {
    return pixels * (1.6 * steps() + 12);
  }

  private Kernel kernel(List<Argument> arguments, KernelTemplate template, Cost cost) {
    return new Kernel(
        CortexMLibrary.NAME,
        new KernelCall(CortexMLibrary.NAME, template.label(), arguments),
        op.access(signature),
        Set.of(),
        Optional.of(template),
        cost);
  }
}
