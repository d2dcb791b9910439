package thimble.targets.plain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Argument;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;
import thimble.targets.cortexm.HighRescaling;
import thimble.targets.cortexm.Rescale;
import thimble.targets.cortexm.Rescaling;

/**
 * Depthwise convolutions of int8: cells of some channels are copied to a strip, whose places are
 * known, and some outputs of a channel summed in registers. See {@link DepthwiseModel}.
 */
final class Depthwise {
  private static final int STRIP_BYTES = 1024;

  /** Channels of a strip: what is copied for a cell is a few words. */
  private static final int LANES = 16;

  /** Windows whose code is written out. */
  private static final int MOST_TAPS = 64;

  /** Sums that stay in registers beside a row's weights. */
  private static final int BLOCK = 5;

  private static final int REGISTERS = 14;

  private final DepthwiseConv2d op;
  private final Signature signature;
  private final Window2d window;
  private final ReferenceCall reference;
  private final byte[] weight;
  private final Rescale.Table channels;
  private final int dstWidth;

  private final int mostBlock;

  private Depthwise(
      DepthwiseConv2d op,
      Signature signature,
      List<Optional<TensorData>> constants,
      int mostBlock) {
    this.mostBlock = mostBlock;
    this.op = op;
    this.signature = signature;
    window = op.window();
    reference = new ReferenceCall(op.kernel(signature));
    weight = constants.get(1).orElseThrow().byteArray();
    int[] bias = constants.get(2).orElseThrow().intArray();
    Rescaling.Channels rule =
        Rescaling.channels(reference, bias, weight, weight.length / bias.length, bias.length, 1);
    channels =
        HighRescaling.find(reference, rule, weight, true)
            .map(Rescale.Table.class::cast)
            .orElse(rule);
    dstWidth = width(signature.output());
  }

  /**
   * @param fewRegisters whether a single sum stays in a register
   */
  static Optional<Kernel> find(
      DepthwiseConv2d op,
      Signature signature,
      List<Optional<TensorData>> constants,
      boolean fewRegisters) {
    Window2d window = op.window();
    boolean fits =
        op.kernel(signature).method().equals("s8")
            && op.multiplier() == 1
            && window.kernelHeight() * window.kernelWidth() <= MOST_TAPS
            && constants.get(1).isPresent()
            && constants.get(2).isPresent();
    int block = fewRegisters ? 1 : BLOCK;
    return fits ? new Depthwise(op, signature, constants, block).kernel() : Optional.empty();
  }

  private Optional<Kernel> kernel() {
    DepthwiseModel model = model();
    if (model.stripBytes() > STRIP_BYTES) {
      return Optional.empty();
    }
    TensorType x = signature.input(0);
    List<Argument> arguments =
        new ArrayList<>(
            List.of(
                new Argument.SourceRows(0),
                new Argument.Int("srcWidth", width(x)),
                new Argument.Int("srcChannels", channels.channels()),
                new Argument.Int("pad", reference.integer("srcZero")),
                new Argument.Int("padLeft", window.padLeft()),
                new Argument.Scratch("strip", ElementType.S8, model.stripBytes()),
                new Argument.Table("packed", packed()),
                new Argument.Table("channels", table())));
    arguments.addAll(channels.arguments(reference));
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.Int("dstWidth", dstWidth));
    return Optional.of(
        new Kernel(
            PlainLibrary.NAME,
            new KernelCall(PlainLibrary.NAME, model.label(), arguments),
            op.access(signature),
            Set.of(),
            Optional.of(new KernelTemplate("plain/depthwise", model.label(), model)),
            new Cost.Linear(60, cost(model))));
  }

  /** The cheapest strip that keeps within the working memory. */
  private DepthwiseModel model() {
    DepthwiseModel best = null;
    for (int lanes = Math.min(LANES, channels.channels()); lanes > 0; lanes = lanes / 2) {
      for (int block = 1; block <= Math.min(dstWidth, mostBlock); block++) {
        for (int blocks = 1; blocks * block <= dstWidth; blocks++) {
          DepthwiseModel model =
              new DepthwiseModel(
                  window.kernelHeight(),
                  window.kernelWidth(),
                  window.strideX(),
                  window.dilationX(),
                  lanes,
                  block,
                  blocks,
                  channels.rescaling());
          boolean better = best == null || cost(model) < cost(best);
          if (best == null || model.stripBytes() <= STRIP_BYTES && better) {
            best = model;
          }
        }
      }
    }
    return best;
  }

  /** Instructions of a row. */
  private double cost(DepthwiseModel model) {
    double strips = Math.ceil((double) dstWidth / model.outputs());
    double parts = Math.ceil((double) channels.channels() / model.lanes());
    double copying = model.rows() * (8 + model.cells() * (10 + model.lanes() / 2.0));
    double products = model.block() * model.taps();
    double outputs = model.block() * (channels.rescaling().instructions() + 2);
    // A row's weights, the sums, a cell and the pointers: what does not fit waits on the stack.
    int beyond = Math.max(0, model.columns() + model.block() + 4 - REGISTERS);
    double block = model.steps().size() + products + outputs + 4.0 * beyond * model.rows();
    double lane = 4 + 4 * model.block() + model.blocks() * (block + (model.blocks() > 1 ? 33 : 0));
    return strips * (14 + parts * (14 + copying + model.lanes() * lane));
  }

  private static int width(TensorType type) {
    return type.rank() == 3 ? 1 : type.extent(2);
  }

  /** Channel by channel, row by row. */
  private TensorData packed() {
    int count = channels.channels();
    int taps = weight.length / count;
    byte[] packed = new byte[weight.length];
    for (int channel = 0; channel < count; channel++) {
      for (int tap = 0; tap < taps; tap++) {
        packed[channel * taps + tap] = weight[tap * count + channel];
      }
    }
    return TensorData.bytes(packed);
  }

  private TensorData table() {
    int words = channels.rescaling().entryWords();
    int[] table = new int[channels.channels() * words];
    for (int channel = 0; channel < channels.channels(); channel++) {
      System.arraycopy(channels.entry(channel), 0, table, channel * words, words);
    }
    return TensorData.ints(table);
  }
}
