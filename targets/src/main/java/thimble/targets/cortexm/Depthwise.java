package thimble.targets.cortexm;

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
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;
import thimble.targets.Unrolling;

/**
 * Depthwise convolution of int8, or int16, by pairs of int16: {@link DepthwiseModel} says how. It
 * needs four channels, symmetric weights known at compile time, neighbouring columns (no dilation
 * along a row) and at least one row of the image under every position of the kernel.
 */
final class Depthwise {
  /** What a strip may take of RAM; images that are wider are computed in blocks of columns. */
  private static final int STRIP_BYTES = 1024;

  private Depthwise() {}

  static Optional<Kernel> find(
      DepthwiseConv2d op,
      Signature signature,
      List<Optional<TensorData>> constants,
      Unrolling unrolling) {
    if (!fits(op, signature, constants)) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    Window2d window = op.window();
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    int dstWidth = width(y);
    byte[] weight = constants.get(1).orElseThrow().byteArray();
    TensorData bias = constants.get(2).orElseThrow();
    boolean wide = x.element() == ElementType.S16;
    Optional<Rescale.Table> table =
        wide
            ? words(reference, bias, weight)
            : Optional.of(
                bytes(reference, bias.intArray(), weight, isTight(window, dstWidth, unrolling)));
    if (table.isEmpty()) {
      return Optional.empty();
    }
    Rescale.Table channels = table.get();
    boolean packed = signature.input(1).element() == ElementType.S4;
    boolean column = dstWidth == 1 && width(x) == 1 && window.kernelWidth() == 1 && !wide;
    if (column && op.multiplier() == 1) {
      return ColumnModel.kernel(
          op, signature, reference, channels, weight, packed, !everyRow(window, x, y, true));
    }
    DepthwiseModel model =
        DepthwiseModel.of(
            window, packed, dstWidth, op.multiplier() > 1, channels.rescaling(), unrolling);
    int block = block(model, dstWidth);
    List<Argument> arguments =
        new ArrayList<>(
            List.of(
                new Argument.SourceRows(0),
                new Argument.Int("srcWidth", width(x)),
                new Argument.Int("srcChannels", x.extent(-1)),
                new Argument.Int("srcZero", reference.integer("srcZero")),
                new Argument.Table("packed", pack(model, channels, weight)),
                new Argument.Int("filters", op.multiplier()),
                new Argument.Int("padLeft", window.padLeft()),
                new Argument.Int("block", block),
                new Argument.Scratch("strip", ElementType.S32, model.stripWords(block)),
                new Argument.Sink(0),
                new Argument.Int("dstWidth", dstWidth)));
    arguments.addAll(channels.arguments(reference));
    KernelCall call = new KernelCall(CortexMLibrary.NAME, model.label(), arguments);
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            call,
            op.access(signature),
            Set.of(),
            Optional.of(new KernelTemplate("cortexm/depthwise", model.label(), model)),
            new DepthwiseCost(
                    model, window, width(x), dstWidth, x.extent(-1), op.multiplier(), block)
                .row()));
  }

  /** Whether weights stay in registers while so many outputs are summed that none is left. */
  private static boolean isTight(Window2d window, int dstWidth, Unrolling unrolling) {
    return DepthwiseModel.isSmall(window) && dstWidth > 4 && unrolling != Unrolling.SMALL;
  }

  private static Rescale.Table bytes(
      ReferenceCall reference, int[] bias, byte[] weight, boolean tight) {
    Rescaling.Channels rule =
        Rescaling.channels(reference, bias, weight, weight.length / bias.length, bias.length, 1);
    return HighRescaling.find(reference, rule, weight, tight)
        .map(Rescale.Table.class::cast)
        .orElse(rule);
  }

  /** Of int16, where sums fit 32 bits. */
  private static Optional<Rescale.Table> words(
      ReferenceCall reference, TensorData bias, byte[] weight) {
    int channels = bias.count();
    WideRescaling.Channels found =
        WideRescaling.channels(
            reference, (long[]) bias.array(), weight, weight.length / channels, channels, 1);
    return found.rescaling().isLong() ? Optional.empty() : Optional.of(found);
  }

  private static boolean fits(
      DepthwiseConv2d op, Signature signature, List<Optional<TensorData>> constants) {
    TensorType x = signature.input(0);
    Window2d window = op.window();
    return List.of("s8", "s4", "s16").contains(op.kernel(signature).method())
        && constants.get(1).isPresent()
        && constants.get(2).isPresent()
        && x.extent(-1) >= DepthwiseModel.LANES
        && window.dilationX() == 1
        && !window.isPointwise()
        && everyRow(window, x, signature.output(), false);
  }

  private static int width(TensorType type) {
    return type.rank() == 3 ? 1 : type.extent(2);
  }

  /**
   * Whether every output row reads some row of the image.
   *
   * @param all whether it shall read as many as the kernel has
   */
  private static boolean everyRow(Window2d window, TensorType x, TensorType y, boolean all) {
    RowWindow rows = window.rows(x.extent(1));
    for (int row = 0; row < y.extent(1); row++) {
      int found = 0;
      for (int tap = 0; tap < window.kernelHeight(); tap++) {
        found += rows.row(row, tap) >= 0 ? 1 : 0;
      }
      if (found < (all ? window.kernelHeight() : 1)) {
        return false;
      }
    }
    return true;
  }

  /** Columns of output that one strip serves: all of them, or some passes that fit. */
  private static int block(DepthwiseModel model, int dstWidth) {
    int blocks = 1;
    int block = dstWidth;
    int pass = model.pass().count();
    while (model.looped()
        && block > pass
        && model.stripWords(block) * Integer.BYTES > STRIP_BYTES) {
      blocks++;
      block = ((dstWidth + blocks - 1) / blocks + pass - 1) / pass * pass;
    }
    return block;
  }

  /** For each output channel: weights as bytes, then its entry in the table of rescalings. */
  private static TensorData pack(DepthwiseModel model, Rescale.Table rescaling, byte[] weight) {
    int channels = rescaling.channels();
    int[] taps = new int[weight.length / channels];
    int[] packed = new int[channels * model.packedWords()];
    for (int channel = 0; channel < channels; channel++) {
      for (int tap = 0; tap < taps.length; tap++) {
        taps[tap] = weight[tap * channels + channel];
      }
      int at = channel * model.packedWords();
      System.arraycopy(model.packWeights(taps), 0, packed, at, model.weightWords());
      int[] entry = rescaling.entry(channel);
      System.arraycopy(entry, 0, packed, at + model.weightWords(), entry.length);
    }
    return TensorData.ints(packed);
  }
}
