package thimble.targets.mve;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
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

/**
 * Depthwise convolutions. A column of the window is one word of a channel for every four rows; four
 * words, wherever they lie, are gathered into a vector and meet sixteen weights at once: one vector
 * for windows of up to 4x4 and 16x1, two for 8x4...
 */
final class Depthwise {
  /** Channels that are turned at once: the bytes of a vector. */
  private static final int LANES = 16;

  /** Bytes of a column of four rows. */
  private static final int COLUMN_BYTES = 4 * LANES;

  private static final int STRIP_BYTES = 1024;

  /** Windows that need more working memory take the kernels of others. */
  private static final int MOST_STRIP_BYTES = 4096;

  private final DepthwiseConv2d op;
  private final Signature signature;
  private final Window2d window;
  private final ReferenceCall reference;
  private final byte[] weight;
  private final int[] bias;
  private final int channels;

  /** Whether weights have 4 bits: two channels, or two rows, share bytes. */
  private final boolean halves;

  private Depthwise(DepthwiseConv2d op, Signature signature, List<Optional<TensorData>> constants) {
    this.op = op;
    this.signature = signature;
    window = op.window();
    reference = new ReferenceCall(op.kernel(signature));
    weight = constants.get(1).orElseThrow().byteArray();
    bias = constants.get(2).orElseThrow().intArray();
    channels = bias.length;
    halves = signature.input(1).element() == ElementType.S4;
  }

  static Optional<Kernel> find(
      DepthwiseConv2d op, Signature signature, List<Optional<TensorData>> constants) {
    boolean fits =
        List.of("s8", "s4").contains(op.kernel(signature).method())
            && op.multiplier() == 1
            && constants.get(1).isPresent()
            && constants.get(2).isPresent()
            && signature.output().extent(-1) >= Channels.GROUP
            && !op.window().isPointwise()
            && op.window().dilationX() == 1;
    return fits ? new Depthwise(op, signature, constants).kernel() : Optional.empty();
  }

  private Optional<Kernel> kernel() {
    int dstWidth = width(signature.output());
    if (isColumn()) {
      return Optional.of(column());
    }
    int block = block(dstWidth);
    if (stripBytes(block) > MOST_STRIP_BYTES || rowGroups() > DepthwiseModel.MOST_ROW_GROUPS) {
      return Optional.empty();
    }
    TensorType x = signature.input(0);
    List<Argument> arguments =
        List.of(
            new Argument.SourceRows(0),
            new Argument.Int("srcWidth", width(x)),
            new Argument.Int("srcChannels", channels),
            new Argument.Int("pad", reference.integer("srcZero")),
            new Argument.Int("tapRows", window.kernelHeight()),
            new Argument.Int("taps", window.kernelWidth()),
            new Argument.Int("stride", window.strideX()),
            new Argument.Int("padLeft", window.padLeft()),
            new Argument.Int("block", block),
            new Argument.Scratch("strip", ElementType.S8, stripBytes(block)),
            new Argument.Table("packed", packed()),
            new Argument.Int("times", times()),
            new Argument.Table(
                "channels", Channels.table(reference, bias, order(), this::weightSum)),
            new Argument.Int("zero", reference.integer("dstZero")),
            new Argument.Int("low", reference.integer("clampLow")),
            new Argument.Int("high", reference.integer("clampHigh")),
            new Argument.Sink(0),
            new Argument.Int("dstWidth", dstWidth));
    return Optional.of(kernel("depthwise", arguments, cost(dstWidth, block)));
  }

  /** Images one column wide have nothing to turn. */
  private boolean isColumn() {
    return channels >= LANES
        && window.kernelWidth() == 1
        && window.padLeft() == 0
        && width(signature.output()) == 1;
  }

  private Kernel column() {
    List<Argument> arguments =
        List.of(
            new Argument.SourceRows(0),
            new Argument.Int("srcChannels", channels),
            new Argument.Int("pad", reference.integer("srcZero")),
            new Argument.Int("tapRows", window.kernelHeight()),
            new Argument.Table("packed", packedByRow()),
            new Argument.Table(
                "channels", Channels.table16(reference, bias, order16(), this::weightSum)),
            new Argument.Int("zero", reference.integer("dstZero")),
            new Argument.Int("low", reference.integer("clampLow")),
            new Argument.Int("high", reference.integer("clampHigh")),
            new Argument.Sink(0));
    double perPart = 79 + 20.0 * window.kernelHeight();
    Cost cost = new Cost.Linear(40, order16().length / LANES * perPart);
    return kernel("depthwise_column", arguments, cost);
  }

  private Kernel kernel(String stem, List<Argument> arguments, Cost cost) {
    String label = stem + "_mve";
    return new Kernel(
        MveLibrary.NAME,
        new KernelCall(MveLibrary.NAME, label, arguments),
        op.access(signature),
        Set.of(),
        Optional.of(
            new KernelTemplate(
                MveLibrary.NAME + "/" + stem,
                label,
                DepthwiseModel.of(halves, Rounding.of(reference)),
                MveLibrary.NAME)),
        cost);
  }

  private Cost cost(int dstWidth, int block) {
    double parts = Math.ceil((double) channels / LANES);
    double blocks = Math.ceil((double) dstWidth / block);
    double columns = dstWidth * window.strideX() + blocks * window.kernelWidth();
    double perPixel = times() == 1 ? 24 : 20 + 15 * times();
    double turning = parts * (columns * 16 * rowGroups() + blocks * 60);
    double groups = order().length / (double) Channels.GROUP;
    return new Cost.Linear(
        60, 130 * (blocks - 1) + turning + groups * (blocks * 25 + dstWidth * perPixel));
  }

  private static int width(TensorType type) {
    return type.rank() == 3 ? 1 : type.extent(2);
  }

  /** Words of a channel for each column. */
  private int rowGroups() {
    return (window.kernelHeight() + 3) / 4;
  }

  /** Vectors of a window. */
  private int times() {
    return (window.kernelWidth() * rowGroups() + 3) / 4;
  }

  /** What the last window reads beyond its columns counts. */
  private int stripBytes(int pixels) {
    int words = (pixels - 1) * window.strideX() * rowGroups() + 4 * times();
    int columns = ((pixels - 1) * window.strideX() + window.kernelWidth()) * rowGroups();
    return Math.max(words, columns) * COLUMN_BYTES;
  }

  /** Pixels of a block: as even blocks as keep within the working memory. */
  private int block(int dstWidth) {
    int blocks = 1;
    int block = dstWidth;
    while (block > 1 && stripBytes(block) > STRIP_BYTES) {
      blocks++;
      block = (dstWidth + blocks - 1) / blocks;
    }
    return block;
  }

  /** The channels of all lanes, part by part; the last ones begin where they still fit. */
  private int[] order() {
    return IntStream.iterate(0, part -> part < channels, part -> part + LANES)
        .flatMap(this::part)
        .toArray();
  }

  private IntStream part(int from) {
    int lanes = Math.max(Channels.GROUP, Math.min(LANES, channels - from));
    int first = Math.min(from, channels - lanes);
    return IntStream.range(0, Channels.roundUp(lanes))
        .map(
            lane -> {
              int group = lane / Channels.GROUP * Channels.GROUP;
              return first + Math.min(group, lanes - Channels.GROUP) + lane % Channels.GROUP;
            });
  }

  /** The channels of parts of 16; the last one begins where it still fits. */
  private int[] order16() {
    int parts = (channels + LANES - 1) / LANES;
    return IntStream.range(0, parts * LANES)
        .map(lane -> Math.min(lane / LANES * LANES, channels - LANES) + lane % LANES)
        .toArray();
  }

  /** Part by part, row by row: the weights of 16 channels; of 4 bits, two rows share bytes. */
  private TensorData packedByRow() {
    int[] order = order16();
    int height = window.kernelHeight();
    int rows = halves ? (height + 1) / 2 * 2 : height;
    byte[] packed = new byte[order.length * rows];
    for (int part = 0; part < order.length; part += LANES) {
      for (int row = 0; row < height; row++) {
        int to = part * rows + row * LANES;
        System.arraycopy(weight, row * channels + order[part], packed, to, LANES);
      }
    }
    return TensorData.bytes(halves ? Channels.halves(packed) : packed);
  }

  private int weightSum(int channel) {
    int sum = 0;
    for (int tap = 0; tap < window.kernelHeight() * window.kernelWidth(); tap++) {
      sum += weight[tap * channels + channel];
    }
    return sum;
  }

  /**
   * Group by group, vector by vector, lane by lane: sixteen weights; of 4 bits, two lanes share
   * bytes.
   */
  private TensorData packed() {
    int[] order = order();
    byte[] packed = new byte[order.length * times() * LANES];
    int to = 0;
    for (int group = 0; group < order.length; group += Channels.GROUP) {
      for (int vector = 0; vector < times(); vector++) {
        for (int lane = group; lane < group + Channels.GROUP; lane++) {
          for (int word = 4 * vector; word < 4 * vector + 4; word++) {
            for (int row = 0; row < 4; row++) {
              packed[to++] = weight(word, row, order[lane]);
            }
          }
        }
      }
    }
    return TensorData.bytes(halves ? Channels.halves(packed) : packed);
  }

  /** Words go column by column, in a column from the first four rows on. */
  private byte weight(int word, int rowOfWord, int channel) {
    int column = word / rowGroups();
    int row = word % rowGroups() * 4 + rowOfWord;
    return column < window.kernelWidth() && row < window.kernelHeight()
        ? weight[(row * window.kernelWidth() + column) * channels + channel]
        : 0;
  }
}
