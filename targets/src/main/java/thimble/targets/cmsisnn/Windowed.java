package thimble.targets.cmsisnn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.ReferenceCall;
import thimble.targets.cmsisnn.WindowModel.Dimensions;
import thimble.targets.cmsisnn.WindowModel.Tile;

/** {@code arm_convolve_wrapper_s8} and {@code arm_depthwise_conv_wrapper_s8}. */
final class Windowed {
  /** Channels that the library's vector code takes at a time in depthwise layers. */
  private static final int VECTOR_CHANNELS = 124;

  private Windowed() {}

  static CmsisNnLibrary.Fit find(
      Conv2d op, Signature signature, List<Optional<TensorData>> constants, boolean vectors) {
    String refusal = refusal(op.kernel(signature), op.window(), signature, constants);
    if (!refusal.isEmpty()) {
      return CmsisNnLibrary.Fit.refused(refusal);
    }
    TensorType weight = signature.input(1);
    Window2d window = op.window();
    boolean pointwise = window.isPointwise() && op.groups() == 1;
    // Of all groups, as the library has it.
    int depth = window.kernelHeight() * window.kernelWidth() * signature.input(0).extent(-1);
    // For each of two outputs a vector of int16, for vectors four of int8: of whole words,
    // registers.
    int buffer =
        pointwise ? 0 : vectors ? 4 * roundUp(depth, 16) : 2 * roundUp(depth, 4) * Short.BYTES;
    Dimensions filter =
        new Dimensions(
            weight.extent(0), window.kernelHeight(), window.kernelWidth(), weight.extent(-1));
    return fit(op, signature, constants, window, filter, pointwise, buffer, 0, "conv");
  }

  static CmsisNnLibrary.Fit find(
      DepthwiseConv2d op,
      Signature signature,
      List<Optional<TensorData>> constants,
      boolean vectors) {
    String refusal = refusal(op.kernel(signature), op.window(), signature, constants);
    if (!refusal.isEmpty()) {
      return CmsisNnLibrary.Fit.refused(refusal);
    }
    Window2d window = op.window();
    int channels = signature.output().extent(-1);
    int taps = window.kernelHeight() * window.kernelWidth();
    // With one input channel the vector code makes it a convolution and turns the weights around.
    int buffer =
        vectors
            ? Math.max(4 * VECTOR_CHANNELS * taps, 4 * roundUp(taps, 16) + taps * channels)
            : needsNone(op, signature) ? 0 : channels * taps * Short.BYTES;
    Dimensions filter = new Dimensions(1, window.kernelHeight(), window.kernelWidth(), channels);
    return fit(
        op, signature, constants, window, filter, false, buffer, op.multiplier(), "depthwise");
  }

  /** The library's 3x3 code and its plain code work without a buffer. */
  private static boolean needsNone(DepthwiseConv2d op, Signature signature) {
    Window2d window = op.window();
    boolean fast =
        op.multiplier() == 1
            && signature.input(0).extent(0) == 1
            && window.dilationX() == 1
            && window.dilationY() == 1;
    boolean square = window.kernelHeight() == 3 && window.kernelWidth() == 3;
    return !fast || square && window.padTop() <= 1 && window.padLeft() <= 1;
  }

  private static String refusal(
      KernelCall call, Window2d window, Signature signature, List<Optional<TensorData>> constants) {
    if (!call.method().equals("s8")) {
      return "it is not of int8";
    }
    if (!signature.input(1).quant().isSymmetric()) {
      return "its weights have a zero point";
    }
    if (constants.get(1).isEmpty() || constants.get(2).isEmpty()) {
      return "its weights are computed";
    }
    boolean crops =
        window.padTop() < 0
            || window.padLeft() < 0
            || window.padBottom() < 0
            || window.padRight() < 0;
    return crops ? "its window leaves out cells at the border" : "";
  }

  private static CmsisNnLibrary.Fit fit(
      Op op,
      Signature signature,
      List<Optional<TensorData>> constants,
      Window2d window,
      Dimensions filter,
      boolean rows,
      int bufferBytes,
      int multiplier,
      String name) {
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    WindowModel model =
        new WindowModel(
            multiplier > 0,
            rows,
            bufferBytes,
            rows ? new Dimensions(1, 1, 0, filter.channels()) : dimensions(signature.input(0)),
            filter,
            rows ? new Dimensions(1, 1, 0, filter.count()) : dimensions(signature.output()),
            new Tile(window.strideX(), window.strideY()),
            new Tile(window.padLeft(), window.padTop()),
            new Tile(window.dilationX(), window.dilationY()),
            -reference.integer("srcZero"),
            reference.integer("dstZero"),
            multiplier,
            reference.integer("clampLow"),
            reference.integer("clampHigh"));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    if (rows) {
      TensorType y = signature.output();
      arguments.add(new Argument.PerRow("pixels", y.count() / y.rows() / y.extent(-1)));
    }
    arguments.add(new Argument.Table("weight", constants.get(1).orElseThrow()));
    arguments.add(new Argument.Table("bias", constants.get(2).orElseThrow()));
    arguments.add(new Argument.Table("multiplier", TensorData.ints(reference.ints("multiplier"))));
    arguments.add(new Argument.Table("shift", TensorData.ints(reference.ints("shift"))));
    if (bufferBytes > 0) {
      arguments.add(new Argument.Scratch("buffer", ElementType.S32, roundUp(bufferBytes, 4) / 4));
    }
    arguments.add(new Argument.Sink(0));
    double macs = op.macs(signature) / (double) signature.output().count();
    return CmsisNnLibrary.Fit.of(
        signature,
        new KernelCall(CmsisNnLibrary.NAME, "cmsisnn_" + name, arguments),
        rows ? op.access(signature) : Access.whole(),
        Set.of(),
        "window",
        model,
        40 + (multiplier > 0 ? 6.5 : 1.8) * macs);
  }

  /** A sequence is an image that is one column wide. */
  static Dimensions dimensions(TensorType type) {
    return new Dimensions(
        type.extent(0), type.extent(1), type.rank() == 3 ? 1 : type.extent(2), type.extent(-1));
  }

  static int roundUp(int count, int unit) {
    return (count + unit - 1) / unit * unit;
  }
}
