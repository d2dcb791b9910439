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

  /** The end of a row counts up to this many pixels. */
  private static final int SHORT_ROW = 8;

  /** A load's offset is less than this. */
  private static final int MOST_OFFSET = 4096;

  /** The same of a load of two words. */
  private static final int MOST_PAIR_OFFSET = 1024;

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

  /** Output pixels that one call may compute. */
  private final int pixels;

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
    steps = roundUp(depth, 4);
    sourceWidth = x.rank() == 3 ? 1 : x.extent(2);
    width = x.rank() == 3 ? 1 : signature.output().extent(2);
    pixels = window.isPointwise() ? signature.output().rows() * width : width;
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

  /** A way to compute it, and what a pixel costs in instructions, estimated. */
  private record Candidate(double instructions, int scratchBytes, Function<Cost, Kernel> makes) {
    Kernel kernel(int width) {
      return makes.apply(new Cost.Linear(40, instructions * width));
    }
  }

  /** The cheapest that keeps within the working memory; where none does the most frugal. */
  private Optional<Kernel> kernel() {
    List<Candidate> candidates = new ArrayList<>();
    for (Block block : Block.ALL) {
      if (block.channels() <= outputs && block.pixels() <= pixels && canWiden(block)) {
        candidates.add(widening(block));
      }
      if (block.channels() <= outputs && block.pixels() <= width) {
        if (canWidenRows(block)) {
          candidates.add(wideningRows(block));
        }
        if (canReadBytes(block)) {
          candidates.add(reading(block));
        }
      }
    }
    int operands = signature.input(0).bytes() + signature.output().bytes();
    int modest = Math.max(SCRATCH_BYTES, operands / SCRATCH_SHARE);
    return candidates.stream()
        .filter(candidate -> candidate.scratchBytes() <= MOST_SCRATCH_BYTES)
        .min(
            Comparator.comparingInt(
                    (Candidate candidate) -> Math.max(modest, candidate.scratchBytes()))
                .thenComparingDouble(Candidate::instructions))
        .map(candidate -> candidate.kernel(width));
  }

  /** Offsets within a block must fit into load instructions. */
  private boolean canWiden(Block block) {
    return (block.channels() - 1) * steps < MOST_OFFSET
        && (block.pixels() - 1) * 2 * steps < MOST_PAIR_OFFSET;
  }

  /** Pixels of a row share it where their windows begin at the same place of a group of 4. */
  private boolean canWidenRows(Block block) {
    ConvModel model = model(block);
    return !window.isPointwise()
        && window.dilationX() == 1
        && inputs % 4 == 0
        && (block.channels() - 1) * model.runSteps() < MOST_OFFSET
        && (block.pixels() - 1) * 2 * model.pixelBytes() < MOST_PAIR_OFFSET;
  }

  private boolean canReadBytes(Block block) {
    ConvModel model = model(block);
    return block.channels() == 2
        && window.dilationX() == 1
        && model.runSteps() < MOST_OFFSET
        && (block.pixels() - 1) * model.pixelBytes() < MOST_OFFSET;
  }

  private Candidate widening(Block block) {
    // Windows that do not lie side by side in memory, in multiples of 4, are gathered first.
    int lineBytes = window.isPointwise() ? 0 : roundUp(steps, 8);
    return new Candidate(
        instructions(block, block.perMac(), 1.5 * steps + 20),
        block.pixels() * steps * 2 + lineBytes,
        cost -> widened(block, lineBytes, cost));
  }

  private Candidate wideningRows(Block block) {
    int bytes = window.kernelHeight() * model(block).spanBytes();
    return new Candidate(
        instructions(
            block, block.perMac(), (1.5 * bytes + 15 * window.kernelHeight()) / block.pixels()),
        bytes * 2,
        cost ->
            kernel(
                "conv_rows",
                model(block),
                packedByRun(block),
                List.of(new Argument.Scratch("windows", ElementType.S32, bytes / 2)),
                cost));
  }

  private Candidate reading(Block block) {
    ConvModel model = model(block);
    int lineBytes =
        window.isPointwise() && !model.gathers()
            ? 0
            : roundUp(window.kernelHeight() * model.spanBytes(), 8);
    return new Candidate(
        instructions(block, block.perMacOfBytes(), model.gathers() ? 1.5 * steps + 20 : 10),
        lineBytes,
        cost -> read(block, lineBytes, cost));
  }

  /** For a pixel; what the last blocks of a row compute again counts. */
  private double instructions(Block block, double perMac, double gathering) {
    int channels = roundUp(outputs, block.channels());
    double perSum = steps * perMac + 11 + 20.0 / (block.channels() * block.pixels());
    return (double) roundUp(pixels, block.pixels()) / pixels * (channels * perSum + gathering);
  }

  private Kernel widened(Block block, int lineBytes, Cost cost) {
    List<Argument> scratch = new ArrayList<>();
    scratch.add(new Argument.Scratch("windows", ElementType.S32, block.pixels() * steps / 2));
    if (lineBytes > 0) {
      scratch.add(new Argument.Scratch("line", ElementType.S8, lineBytes));
    }
    return kernel("conv", model(block), packedByChannel(), scratch, cost);
  }

  private Kernel read(Block block, int lineBytes, Cost cost) {
    List<Argument> scratch = new ArrayList<>();
    if (lineBytes > 0) {
      scratch.add(new Argument.Scratch("line", ElementType.S8, lineBytes));
    }
    return kernel("conv_bytes", model(block), packedByRun(block), scratch, cost);
  }

  private Kernel kernel(
      String stem, ConvModel model, TensorData packed, List<Argument> scratch, Cost cost) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(model.pointwise() ? new Argument.Source(0) : new Argument.SourceRows(0));
    arguments.add(new Argument.Table("weight", packed));
    arguments.add(
        new Argument.Table("channels", Rescaling.table(reference, bias, weight, depth, 1, depth)));
    // Not in the model, so that layers of equal shape share a function.
    if (!model.pointwise()) {
      arguments.add(new Argument.Int("pad", reference.integer("srcZero")));
    }
    arguments.add(new Argument.Int("zero", reference.integer("dstZero")));
    arguments.addAll(scratch);
    arguments.add(new Argument.Sink(0));
    if (model.pointwise()) {
      arguments.add(new Argument.PerRow("pixels", width));
    }
    String label =
        "conv%dx%d_%dx%d".formatted(window.kernelHeight(), window.kernelWidth(), inputs, outputs);
    return new Kernel(
        CortexMLibrary.NAME,
        new KernelCall(CortexMLibrary.NAME, label, arguments),
        op.access(signature),
        Set.of(),
        Optional.of(new KernelTemplate(CortexMLibrary.NAME + "/" + stem, label, model)),
        cost);
  }

  private ConvModel model(Block block) {
    boolean pointwise = window.isPointwise();
    return new ConvModel(
        "Convolution %dx%d, %d channels to %d"
            .formatted(window.kernelHeight(), window.kernelWidth(), inputs, outputs),
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
            pointwise ? 0 : sourceWidth,
            window.kernelWidth() * inputs),
        pointwise ? 0 : width,
        narrow(block),
        Rescaling.of(reference).withoutZero());
  }

  /**
   * For calls of a pointwise kernel with fewer pixels than a block: they come where narrow rows are
   * streamed. And for the end of short rows: two pixels are cheaper than three that overlap.
   */
  private Optional<Block> narrow(Block block) {
    if (window.isPointwise() && block.pixels() > width) {
      Block wide = new Block(4, 1);
      return Optional.of(wide.channels() <= outputs && canWiden(wide) ? wide : new Block(2, 1));
    }
    boolean two = block.pixels() == 3 && width % 3 == 2 && width <= SHORT_ROW;
    return window.isPointwise() && two ? Optional.of(new Block(2, 2)) : Optional.empty();
  }

  /** [O, kh, kw, C] with each channel's weights rounded up to a multiple of 4 by zeros. */
  private TensorData packedByChannel() {
    byte[] packed = new byte[outputs * steps];
    for (int channel = 0; channel < outputs; channel++) {
      System.arraycopy(weight, channel * depth, packed, channel * steps, depth);
    }
    return TensorData.bytes(packed);
  }

  /** Blocks of channels; in a block for each row of the window the runs of its channels. */
  private TensorData packedByRun(Block block) {
    int run = window.kernelWidth() * inputs;
    int runSteps = roundUp(run, 4);
    int blocks = roundUp(outputs, block.channels()) / block.channels();
    byte[] packed = new byte[blocks * block.channels() * window.kernelHeight() * runSteps];
    int to = 0;
    for (int i = 0; i < blocks; i++) {
      int first = Math.min(i * block.channels(), outputs - block.channels());
      for (int tap = 0; tap < window.kernelHeight(); tap++) {
        for (int channel = first; channel < first + block.channels(); channel++) {
          System.arraycopy(weight, channel * depth + tap * run, packed, to, run);
          to += runSteps;
        }
      }
    }
    return TensorData.bytes(packed);
  }

  private static int roundUp(int value, int step) {
    return (value + step - 1) / step * step;
  }
}
