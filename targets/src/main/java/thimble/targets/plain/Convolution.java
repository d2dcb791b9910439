package thimble.targets.plain;

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
import thimble.targets.cortexm.Rescaling;

/**
 * Convolutions of any window and fully connected layers of int8: four channels of two pixels are
 * summed in registers. Pointwise layers read pixels where they lie, others copy windows.
 */
final class Convolution {
  /** Working memory that windows may take; one window more than that must have. */
  private static final int WINDOWS_BYTES = 1024;

  /** Larger windows than that take the reference kernel. */
  private static final int MOST_WINDOW_BYTES = 8192;

  private final Op op;
  private final Signature signature;
  private final ReferenceCall reference;
  private final byte[] weight;
  private final int outputs;
  private final int depth;
  private final Rescaling.Channels channels;
  private final ChannelsModel model;

  private Convolution(Op op, Signature signature, List<Optional<TensorData>> constants) {
    this.op = op;
    this.signature = signature;
    reference = new ReferenceCall(op.kernel(signature));
    weight = constants.get(1).orElseThrow().byteArray();
    int[] bias = constants.get(2).orElseThrow().intArray();
    outputs = bias.length;
    depth = weight.length / outputs;
    channels = Rescaling.channels(reference, bias, weight, depth, 1, depth);
    model = ChannelsModel.of(outputs, channels.rescaling());
  }

  private static boolean fits(Op op, Signature signature, List<Optional<TensorData>> constants) {
    return op.kernel(signature).method().equals("s8")
        && constants.get(1).isPresent()
        && constants.get(2).isPresent();
  }

  static Optional<Kernel> find(
      FullyConnected op, Signature signature, List<Optional<TensorData>> constants) {
    if (!fits(op, signature, constants)) {
      return Optional.empty();
    }
    Convolution layer = new Convolution(op, signature, constants);
    return Optional.of(layer.pointwise(layer.reference.perRow("vectors").amount()));
  }

  static Optional<Kernel> find(
      Conv2d op, Signature signature, List<Optional<TensorData>> constants) {
    if (!fits(op, signature, constants) || op.groups() != 1) {
      return Optional.empty();
    }
    Convolution layer = new Convolution(op, signature, constants);
    if (op.window().isPointwise()) {
      return Optional.of(layer.pointwise(width(signature.output())));
    }
    return layer.depth <= MOST_WINDOW_BYTES
        ? Optional.of(layer.windows(op.window()))
        : Optional.empty();
  }

  private Kernel pointwise(int pixels) {
    List<Argument> arguments = new ArrayList<>(List.of(new Argument.Source(0)));
    arguments.add(new Argument.Int("depth", depth));
    addTables(arguments);
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.PerRow("pixels", pixels));
    return kernel("pointwise", arguments, new Cost.Linear(60, products(pixels)));
  }

  private Kernel windows(Window2d window) {
    TensorType x = signature.input(0);
    int dstWidth = width(signature.output());
    int most = WINDOWS_BYTES / depth;
    int block = Math.min(dstWidth, most < 2 ? 1 : most / 2 * 2);
    List<Argument> arguments = new ArrayList<>(List.of(new Argument.SourceRows(0)));
    arguments.add(new Argument.Int("srcWidth", width(x)));
    arguments.add(new Argument.Int("inputs", x.extent(-1)));
    arguments.add(new Argument.Int("pad", reference.integer("srcZero")));
    arguments.add(new Argument.Int("tapRows", window.kernelHeight()));
    arguments.add(new Argument.Int("taps", window.kernelWidth()));
    arguments.add(new Argument.Int("stride", window.strideX()));
    arguments.add(new Argument.Int("dilation", window.dilationX()));
    arguments.add(new Argument.Int("padLeft", window.padLeft()));
    arguments.add(new Argument.Scratch("windows", ElementType.S8, block * depth));
    arguments.add(new Argument.Int("block", block));
    addTables(arguments);
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.Int("dstWidth", dstWidth));
    int run = window.kernelWidth() * x.extent(-1);
    double copying = 14 + 8.0 * (run / 8) + 5.0 * (run % 8);
    double pixel = 20 + window.kernelHeight() * copying;
    double blocks = Math.ceil((double) dstWidth / block);
    double products = block == 1 ? dstWidth * products(1) : products(dstWidth);
    return kernel(
        "conv", arguments, new Cost.Linear(60, products + dstWidth * pixel + blocks * 50));
  }

  private void addTables(List<Argument> arguments) {
    arguments.add(new Argument.Table("weight", packed()));
    arguments.add(new Argument.Table("channels", table()));
    arguments.add(new Argument.Int("outputs", outputs));
    arguments.addAll(channels.rescaling().arguments(reference));
  }

  private Kernel kernel(String stem, List<Argument> arguments, Cost cost) {
    String label = stem + "_plain" + model.suffix();
    return new Kernel(
        PlainLibrary.NAME,
        new KernelCall(PlainLibrary.NAME, label, arguments),
        op.access(signature),
        Set.of(),
        Optional.of(
            new KernelTemplate(
                PlainLibrary.NAME + "/" + stem, label, model, "dsp", List.of(model.template()))),
        cost);
  }

  /** Instructions for so many pixels beside each other. */
  private double products(int pixels) {
    double rescaled = model.outputs() * (channels.rescaling().instructions() + 5);
    double two = 32 + 14.0 * depth + depth / 4 * 4 + depth % 4 * 4 + 2 * rescaled;
    double one = 26 + 9.0 * depth + depth / 4 * 2 + depth % 4 * 2 + rescaled;
    return pixels / 2 * (20 + groups() * two) + pixels % 2 * (20 + groups() * one);
  }

  private static int width(TensorType type) {
    return type.rank() == 3 ? 1 : type.extent(2);
  }

  private int groups() {
    return (outputs + ChannelsModel.GROUP - 1) / ChannelsModel.GROUP;
  }

  /** The channel of a lane: the last group begins where it still fits. */
  private int channel(int group, int lane) {
    int first = Math.min(group * ChannelsModel.GROUP, outputs - ChannelsModel.GROUP);
    return Math.max(0, first) + lane;
  }

  /** Group by group, input by input the weights of four channels, zeros where there are fewer. */
  private TensorData packed() {
    byte[] packed = new byte[groups() * ChannelsModel.GROUP * depth];
    int to = 0;
    for (int group = 0; group < groups(); group++) {
      for (int k = 0; k < depth; k++) {
        for (int lane = 0; lane < ChannelsModel.GROUP; lane++) {
          int channel = channel(group, lane);
          packed[to++] = channel < outputs ? weight[channel * depth + k] : 0;
        }
      }
    }
    return TensorData.bytes(packed);
  }

  private TensorData table() {
    int words = channels.rescaling().entryWords();
    int[] table = new int[groups() * ChannelsModel.GROUP * words];
    for (int group = 0; group < groups(); group++) {
      for (int lane = 0; lane < ChannelsModel.GROUP && channel(group, lane) < outputs; lane++) {
        int[] entry = channels.entry(channel(group, lane));
        System.arraycopy(
            entry, 0, table, (group * ChannelsModel.GROUP + lane) * words, entry.length);
      }
    }
    return TensorData.ints(table);
  }
}
