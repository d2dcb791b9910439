package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Argument;
import thimble.ir.op.Conv2d;
import thimble.ir.op.KernelCall;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Chooses a convolution's kernel, lays its weights out and computes everything that its template
 * says. Where the windows of a block fit into little working memory they are widened once and meet
 * all output channels ({@code conv}); larger ones are read as bytes ({@code conv_bytes}).
 */
final class Convolution {
  /** Working memory that a kernel may take; or one part in so many of what it works on. */
  private static final int SCRATCH_BYTES = 1024;

  private static final int SCRATCH_SHARE = 50;

  /** More than this none takes: the reference kernel does. */
  private static final int MOST_SCRATCH_BYTES = 8192;

  /** A load's offset is less than this. */
  private static final int MOST_OFFSET = 4096;

  /** The same of a load of two words. */
  private static final int MOST_PAIR_OFFSET = 1024;

  private final Conv2d op;
  private final Signature signature;
  private final ReferenceCall reference;
  private final byte[] weight;

  /** Whether two channels share bytes of weights of 4 bits; a single one has bytes of its own. */
  private final boolean packed;

  private final Rescaling.Channels channels;
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
    window = op.window();
    TensorType x = signature.input(0);
    inputs = x.extent(-1);
    outputs = signature.output().extent(-1);
    packed = weight.element() == ElementType.S4 && outputs > 1;
    depth = signature.input(1).product(1, 4);
    steps = roundUp(depth, 4);
    sourceWidth = x.rank() == 3 ? 1 : x.extent(2);
    width = x.rank() == 3 ? 1 : signature.output().extent(2);
    channels = Rescaling.channels(reference, bias.intArray(), this.weight, depth, 1, depth);
  }

  static Optional<Kernel> find(
      Conv2d op, Signature signature, List<Optional<TensorData>> constants) {
    boolean fits =
        List.of("s8", "s4").contains(op.kernel(signature).method())
            && op.groups() == 1
            && constants.get(1).isPresent()
            && constants.get(2).isPresent();
    return fits
        ? new Convolution(op, signature, constants.get(1).get(), constants.get(2).get()).kernel()
        : Optional.empty();
  }

  /** A way to compute it. */
  private record Candidate(Cost cost, int scratchBytes, Function<Cost, Kernel> makes) {
    Kernel kernel() {
      return makes.apply(cost);
    }
  }

  /** The cheapest that keeps within the working memory; where none does the most frugal. */
  private Optional<Kernel> kernel() {
    List<Candidate> candidates = window.isPointwise() ? pointwise() : windowed();
    // Forms are compared by what the whole layer takes: pixels of a pointwise one are one long row.
    int rows = signature.output().extent(1);
    return candidates.stream()
        .filter(candidate -> candidate.scratchBytes() <= MOST_SCRATCH_BYTES)
        .min(
            Comparator.comparingInt(
                    (Candidate candidate) -> Math.max(modest(), candidate.scratchBytes()))
                .thenComparingDouble(candidate -> candidate.cost().instructions(rows)))
        .map(Candidate::kernel);
  }

  /** Working memory that does not count. */
  private int modest() {
    int operands = signature.input(0).bytes() + signature.output().bytes();
    return Math.max(SCRATCH_BYTES, operands / SCRATCH_SHARE);
  }

  private List<Candidate> pointwise() {
    List<Candidate> candidates = new ArrayList<>();
    for (boolean bytes : List.of(false, true)) {
      for (int most = 3; most >= 2; most--) {
        if (width >= most) {
          candidates.add(copying(most, bytes));
        }
      }
    }
    boolean room = candidates.stream().anyMatch(candidate -> candidate.scratchBytes() <= modest());
    // Read where they lie, pixels need a function for each number of channels.
    for (Block block : room ? List.<Block>of() : Block.ALL) {
      if (fits(block) && inputs % 4 == 0) {
        reading(block).ifPresent(candidates::add);
      }
    }
    return candidates;
  }

  private boolean fits(Block block) {
    return block.channels() <= outputs
        && block.pixels() <= width
        && !(packed && block.channels() % 2 != 0);
  }

  private List<Candidate> windowed() {
    List<Candidate> candidates = new ArrayList<>();
    for (Block block : Block.ALL) {
      if (fits(block)) {
        candidates.add(widening(block));
        wideningRows(block).ifPresent(candidates::add);
        reading(block).ifPresent(candidates::add);
      }
    }
    return candidates;
  }

  /** Blocks of up to three pixels are copied to working memory, where depths lie side by side. */
  private Candidate copying(int most, boolean bytes) {
    int abreast = Math.min(2, outputs);
    Block block = new Block(abreast, most);
    boolean twos = most == 2 || width % 3 != 0;
    PointwiseModel model =
        new PointwiseModel(
            most == 3 ? Optional.of(channels(block, bytes, 0)) : Optional.empty(),
            twos ? Optional.of(channels(new Block(abreast, 2), bytes, 0)) : Optional.empty(),
            inputs % 4 == 0);
    int elements = most * steps;
    Argument scratch =
        bytes
            ? new Argument.Scratch("windows", ElementType.S8, elements)
            : new Argument.Scratch("windows", ElementType.S32, elements / 2);
    return new Candidate(
        new ConvCost.Pointwise(model.wide(), model.narrow(), inputs, outputs, width),
        bytes ? elements : 2 * elements,
        cost -> pointwise(model, scratch, cost));
  }

  private Kernel pointwise(PointwiseModel model, Argument scratch, Cost cost) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(new Argument.Table("weight", packed(model.block(), 1)));
    arguments.add(new Argument.Table("channels", channels.table()));
    arguments.add(new Argument.Int("inputs", inputs));
    arguments.add(new Argument.Int("outputs", outputs));
    arguments.addAll(model.rescaling().arguments(reference));
    arguments.add(scratch);
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.PerRow("pixels", width));
    return kernel(
        arguments,
        new KernelTemplate(
            CortexMLibrary.NAME + "/pointwise", model.label(), model, "dsp", model.helpers()),
        cost);
  }

  private Candidate widening(Block block) {
    ConvModel model = model(block, channels(block, false, 0));
    // Windows that do not lie side by side in memory, in multiples of 4, are gathered first.
    int lineBytes = roundUp(steps, 8);
    List<Argument> scratch =
        List.of(
            new Argument.Scratch("windows", ElementType.S32, block.pixels() * steps / 2),
            new Argument.Scratch("line", ElementType.S8, lineBytes));
    return new Candidate(
        costs(model, 1).windows(),
        block.pixels() * steps * 2 + lineBytes,
        cost -> kernel("conv", model, 1, scratch, cost));
  }

  /** Pixels of a row share it where their windows begin at the same place of a group of 4. */
  private Optional<Candidate> wideningRows(Block block) {
    ConvModel model = model(block, channels(block, false, 2 * window.strideX() * inputs));
    boolean possible =
        window.dilationX() == 1
            && inputs % 4 == 0
            && (block.pixels() - 1) * 2 * model.pixelBytes() < MOST_PAIR_OFFSET;
    int height = window.kernelHeight();
    int bytes = height * model.spanBytes();
    return possible
        ? Optional.of(
            new Candidate(
                costs(model, height).rows(),
                bytes * 2,
                cost ->
                    kernel(
                        "conv_rows",
                        model,
                        height,
                        List.of(new Argument.Scratch("windows", ElementType.S32, bytes / 2)),
                        cost)))
        : Optional.empty();
  }

  private Optional<Candidate> reading(Block block) {
    ConvModel model = model(block, channels(block, true, window.strideX() * inputs));
    boolean possible =
        block.channels() <= 2
            && window.dilationX() == 1
            && (block.pixels() - 1) * model.pixelBytes() < MOST_OFFSET;
    int height = window.kernelHeight();
    int lineBytes = model.pointwise() ? 0 : roundUp(height * model.spanBytes(), 8);
    List<Argument> scratch =
        lineBytes > 0
            ? List.of(new Argument.Scratch("line", ElementType.S8, lineBytes))
            : List.of();
    return possible
        ? Optional.of(
            new Candidate(
                costs(model, height).bytes(),
                lineBytes,
                cost -> kernel("conv_bytes", model, height, scratch, cost)))
        : Optional.empty();
  }

  /**
   * @param runs that a pixel's inputs are
   */
  private ConvCost.Layer costs(ConvModel model, int runs) {
    return new ConvCost.Layer(model, outputs, runs, absent(), width);
  }

  /** Rows of the window that lie outside, on average. */
  private double absent() {
    RowWindow rows = window.rows(signature.input(0).extent(1));
    int height = signature.output().extent(1);
    int absent = 0;
    for (int row = 0; row < height; row++) {
      for (int tap = 0; tap < window.kernelHeight(); tap++) {
        absent += rows.row(row, tap) < 0 ? 1 : 0;
      }
    }
    return (double) absent / height;
  }

  private ChannelsModel channels(Block block, boolean bytes, int pixelBytes) {
    return new ChannelsModel(block, bytes, pixelBytes, packed, channels.rescaling());
  }

  private Kernel kernel(String stem, ConvModel model, int runs, List<Argument> scratch, Cost cost) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(model.pointwise() ? new Argument.Source(0) : new Argument.SourceRows(0));
    arguments.add(new Argument.Table("weight", packed(model.channels().block(), runs)));
    arguments.add(new Argument.Table("channels", channels.table()));
    arguments.add(new Argument.Int("outputs", outputs));
    // Not in the model, so that layers of equal shape share a function.
    if (!model.pointwise()) {
      arguments.add(new Argument.Int("pad", reference.integer("srcZero")));
    }
    arguments.addAll(model.rescaling().arguments(reference));
    arguments.addAll(scratch);
    arguments.add(new Argument.Sink(0));
    if (model.pointwise()) {
      arguments.add(new Argument.PerRow("pixels", width));
    }
    String label =
        "conv%dx%d_%dx%d".formatted(window.kernelHeight(), window.kernelWidth(), inputs, outputs);
    return kernel(
        arguments,
        new KernelTemplate(
            CortexMLibrary.NAME + "/" + stem,
            label,
            model,
            "dsp",
            List.of(model.channels().template())),
        cost);
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

  private ConvModel model(Block block, ChannelsModel channels) {
    boolean pointwise = window.isPointwise();
    return new ConvModel(
        "Convolution %dx%d of %d channels"
            .formatted(window.kernelHeight(), window.kernelWidth(), inputs),
        channels,
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
            pointwise ? 0 : sourceWidth,
            window.kernelWidth() * inputs),
        pointwise ? 0 : width);
  }

  /**
   * The order in which {@link ChannelsModel} reads weights: blocks of channels; in a block its
   * runs; in a run for every four steps those of each channel, or of two channels in the halves of
   * bytes. Runs are filled up with zeros to a multiple of 4; the last block begins where it still
   * fits.
   *
   * @param runs of equal length that a channel's weights are
   */
  private TensorData packed(Block block, int runs) {
    int run = depth / runs;
    int words = roundUp(run, 4) / 4;
    int blocks = roundUp(outputs, block.channels()) / block.channels();
    int abreast = packed ? 2 : 1;
    int[] table = new int[blocks * runs * words * block.channels() / abreast];
    int to = 0;
    for (int i = 0; i < blocks; i++) {
      int first = Math.min(i * block.channels(), outputs - block.channels());
      for (int part = 0; part < runs; part++) {
        for (int step = 0; step < run; step += 4) {
          for (int channel = first; channel < first + block.channels(); channel += abreast) {
            int at = channel * depth + part * run + step;
            int count = Math.min(4, run - step);
            table[to++] = packed ? halves(at, at + depth, count) : word(at, count);
          }
        }
      }
    }
    return TensorData.ints(table);
  }

  private int halves(int lower, int upper, int count) {
    return word(lower, count) & 0x0F0F0F0F | (word(upper, count) & 0x0F0F0F0F) << 4;
  }

  private int word(int at, int count) {
    int word = 0;
    for (int i = 0; i < count; i++) {
      word |= (weight[at + i] & 0xFF) << 8 * i;
    }
    return word;
  }

  private static int roundUp(int value, int step) {
    return (value + step - 1) / step * step;
  }
}
