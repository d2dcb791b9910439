package thimble.targets.cortexm;

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
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Depthwise convolution of int8 by pairs of int16: {@link DepthwiseModel} says how. It needs four
 * channels, symmetric weights known at compile time, neighbouring columns (no dilation along a row)
 * and at least one row of the image under every position of the kernel.
 */
final class Depthwise {
  /** What a strip may take of RAM; images that are wider are computed in blocks of columns. */
  private static final int STRIP_BYTES = 1024;

  private Depthwise() {}

  static Optional<Kernel> find(
      DepthwiseConv2d op, Signature signature, List<Optional<TensorData>> constants) {
    if (!fits(op, signature, constants)) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    Window2d window = op.window();
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    int dstWidth = width(y);
    DepthwiseModel model =
        DepthwiseModel.of(
            window.kernelHeight(),
            window.kernelWidth(),
            window.strideX(),
            dstWidth,
            Rescaling.of(reference));
    int block = block(model, dstWidth);
    KernelCall call =
        new KernelCall(
            CortexMLibrary.NAME,
            model.label(),
            List.of(
                new Argument.SourceRows(0),
                new Argument.Int("srcWidth", width(x)),
                new Argument.Int("srcChannels", x.extent(-1)),
                new Argument.Int("srcZero", reference.integer("srcZero")),
                new Argument.Table("packed", pack(model, reference, constants)),
                new Argument.Int("filters", op.multiplier()),
                new Argument.Int("padLeft", window.padLeft()),
                new Argument.Int("block", block),
                new Argument.Scratch("strip", ElementType.S32, model.stripWords(block)),
                new Argument.Sink(0),
                new Argument.Int("dstWidth", dstWidth)));
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            call,
            op.access(signature),
            Set.of(),
            Optional.of(new KernelTemplate("cortexm/depthwise", model.label(), model)),
            cost(op, signature, dstWidth)));
  }

  private static Cost cost(DepthwiseConv2d op, Signature signature, int dstWidth) {
    double macs = (double) op.macs(signature) / signature.output().rows();
    double sums = (double) dstWidth * signature.output().extent(-1);
    return new Cost.Linear(100, 1.6 * macs + 18 * sums);
  }

  private static boolean fits(
      DepthwiseConv2d op, Signature signature, List<Optional<TensorData>> constants) {
    TensorType x = signature.input(0);
    Window2d window = op.window();
    return x.element() == ElementType.S8
        && signature.input(1).quant().isSymmetric()
        && constants.get(1).isPresent()
        && constants.get(2).isPresent()
        && x.extent(-1) >= DepthwiseModel.LANES
        && window.dilationX() == 1
        && !window.isPointwise()
        && everyRowReadsSomething(window, x, signature.output());
  }

  private static int width(TensorType type) {
    return type.rank() == 3 ? 1 : type.extent(2);
  }

  private static boolean everyRowReadsSomething(Window2d window, TensorType x, TensorType y) {
    RowWindow rows = window.rows(x.extent(1));
    for (int row = 0; row < y.extent(1); row++) {
      boolean reads = false;
      for (int tap = 0; tap < window.kernelHeight(); tap++) {
        reads |= rows.row(row, tap) >= 0;
      }
      if (!reads) {
        return false;
      }
    }
    return true;
  }

  /** Columns of output that one strip serves: all of them, or an even number that fits. */
  private static int block(DepthwiseModel model, int dstWidth) {
    int blocks = 1;
    int block = dstWidth;
    while (model.looped() && block > 2 && model.stripWords(block) * Integer.BYTES > STRIP_BYTES) {
      blocks++;
      block = ((dstWidth + blocks - 1) / blocks + 1) / 2 * 2;
    }
    return block;
  }

  /** For each output channel: weights as bytes, then its entry in the table of rescalings. */
  private static TensorData pack(
      DepthwiseModel model, ReferenceCall reference, List<Optional<TensorData>> constants) {
    byte[] weight = constants.get(1).orElseThrow().byteArray();
    int[] bias = constants.get(2).orElseThrow().intArray();
    int channels = bias.length;
    int[] taps = new int[weight.length / channels];
    int[] rescalings =
        Rescaling.table(reference, bias, weight, taps.length, channels, 1).intArray();
    int[] packed = new int[channels * model.packedWords()];
    for (int channel = 0; channel < channels; channel++) {
      for (int tap = 0; tap < taps.length; tap++) {
        taps[tap] = weight[tap * channels + channel];
      }
      int at = channel * model.packedWords();
      System.arraycopy(model.packWeights(taps), 0, packed, at, model.weightWords());
      System.arraycopy(
          rescalings, channel * Rescaling.ENTRY, packed, at + model.weightWords(), Rescaling.ENTRY);
    }
    return TensorData.ints(packed);
  }
}
