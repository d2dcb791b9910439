package thimble.ir.op;

import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** What convolutions and fully connected layers ask of their weight and bias. */
final class Filters {
  private Filters() {}

  /** C4: the weight has the window's extents; C8: sequences have no width. */
  static void checkWindow(
      Window2d window, TensorType x, int weightHeight, int weightWidth, Checks checks) {
    checks
        .require(
            weightHeight == window.kernelHeight() && weightWidth == window.kernelWidth(),
            "C4",
            "kernel "
                + window.kernelHeight()
                + "x"
                + window.kernelWidth()
                + " but weight "
                + weightHeight
                + "x"
                + weightWidth)
        .require(Images.fits(window, x), "C8", "a sequence has no width");
  }

  /** C6: channels divide into groups; C5: x has the channels that the weight expects. */
  static void checkGroups(TensorType x, TensorType weight, int groups, Checks checks) {
    checks
        .require(
            groups > 0 && Images.channels(x) == (long) weight.extent(3) * groups,
            "C5",
            "x has "
                + Images.channels(x)
                + " channels, weight expects "
                + weight.extent(3)
                + " in "
                + groups
                + " groups")
        .require(
            groups > 0 && weight.extent(0) % groups == 0,
            "C6",
            weight.extent(0) + " output channels do not divide into " + groups + " groups");
  }

  /**
   * C7: one bias for each output channel; C9: types that a kernel exists for.
   *
   * @param channelAxis the weight's axis of output channels
   */
  static void checkTypes(
      TensorType x, TensorType weight, int channelAxis, TensorType bias, Checks checks) {
    int channels = weight.extent(channelAxis);
    checks
        .require(
            bias.count() == channels,
            "C7",
            "bias has " + bias.count() + " elements for " + channels + " output channels")
        .require(
            isFloat(x, weight, bias) || isQuantized(x, weight, channelAxis, bias),
            "C9",
            "no kernel for " + x + " with weight " + weight + " and bias " + bias);
  }

  private static boolean isFloat(TensorType x, TensorType weight, TensorType bias) {
    return x.element() == ElementType.F32
        && weight.element() == ElementType.F32
        && bias.element() == ElementType.F32;
  }

  private static boolean isQuantized(
      TensorType x, TensorType weight, int channelAxis, TensorType bias) {
    return Quantized.isActivation(x)
        && weight.isQuantized()
        && (weight.element() == ElementType.S8
            || weight.element() == ElementType.S4
                && weight.quant().isSymmetric()
                && x.element() == ElementType.S8)
        && (weight.quant().isPerTensor() || weight.quant().axis() == channelAxis)
        && bias.element() == (x.element() == ElementType.S16 ? ElementType.S64 : ElementType.S32);
  }

  /**
   * The kernel method for these types: {@code f32}, {@code s8} or {@code s16}, {@code s8Asymmetric}
   * or {@code s16Asymmetric} where a weight's zero point is not 0, {@code s4} for weights of 4
   * bits.
   */
  static String method(Signature signature) {
    TensorType weight = signature.input(1);
    return switch (weight.element()) {
      case F32 -> "f32";
      case S4 -> "s4";
      default ->
          signature.input(0).element().text() + (weight.quant().isSymmetric() ? "" : "Asymmetric");
    };
  }

  /**
   * Of quantized types, per output channel: {@code int[] weightZero} (only where {@link #method} is
   * asymmetric), {@code int[] multiplier, int[] shift}.
   */
  static void addChannelTables(Signature signature, int channelAxis, Arguments arguments) {
    TensorType weight = signature.input(1);
    if (weight.element() == ElementType.F32) {
      return;
    }
    int channels = weight.extent(channelAxis);
    if (!weight.quant().isSymmetric()) {
      int[] zeros = new int[channels];
      for (int channel = 0; channel < channels; channel++) {
        zeros[channel] = weight.quant().zeroPoint(channel);
      }
      arguments.table("weightZero", TensorData.ints(zeros));
    }
    Requantization requantization =
        Requantization.perChannel(signature.input(0), weight, signature.output(), channels);
    arguments.add(requantization.multipliers()).add(requantization.shifts());
  }

  /**
   * {@code float clampLow, float clampHigh}; of quantized types {@code int srcZero, int dstZero,
   * int clampLow, int clampHigh}.
   */
  static void addLimits(Signature signature, Clamp activation, Arguments arguments) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    if (x.element() == ElementType.F32) {
      arguments.real("clampLow", activation.low()).real("clampHigh", activation.high());
      return;
    }
    arguments
        .integer("srcZero", x.quant().zeroPoint())
        .integer("dstZero", y.quant().zeroPoint())
        .integer("clampLow", activation.storedLow(y))
        .integer("clampHigh", activation.storedHigh(y));
  }
}
