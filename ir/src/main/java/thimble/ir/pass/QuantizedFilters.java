package thimble.ir.pass;

import java.util.List;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.pass.LowerQuantized.Lowering;
import thimble.ir.pass.LowerQuantized.Target;

/**
 * Convolutions and fully connected layers in integers: x int8, weight int8 symmetric per tensor or
 * per output channel, bias int32 of scale {@code S_x * S_w[c]}.
 */
final class QuantizedFilters {
  /** Relative difference of scales below which a stored bias is taken as it is. */
  private static final double SAME_SCALE = 1e-6;

  private QuantizedFilters() {}

  static Optional<Lowering> lowering(GraphEdit edit, Target target) {
    Filter filter = Filter.of(edit, target.source()).orElseThrow();
    Optional<String> x = LowerQuantized.storedS8(edit, target.source().inputs().get(0));
    Optional<Constant> weight =
        Constants.dequantized(edit, filter.weightId())
            .filter(w -> isUsable(w, filter.outputAxis()));
    if (x.isEmpty() || weight.isEmpty() || target.type().element() != ElementType.S8) {
      return Optional.empty();
    }
    Quantization input = edit.type(x.get()).quant();
    double[] scales = new double[filter.outputChannels()];
    for (int channel = 0; channel < scales.length; channel++) {
      scales[channel] = (double) input.scale() * weight.get().value().type().quant().scale(channel);
    }
    Optional<int[]> bias = bias(edit, filter.biasId(), scales);
    if (bias.isEmpty()) {
      return Optional.empty();
    }
    String weightId = symmetric(edit, weight.get());
    String biasId =
        edit.addConstant(
            filter.biasId() + ".s32",
            TensorType.of(ElementType.S32, scales.length),
            TensorData.ints(bias.get()));
    return Optional.of(
        new Lowering(target.source().op(), List.of(x.get(), weightId, biasId), target.type()));
  }

  /**
   * Whether a stored weight can be held symmetric int8: its zero points are 0, or small enough that
   * every number minus its zero point still fits.
   */
  private static boolean isUsable(Constant weight, int outputAxis) {
    TensorType type = weight.value().type();
    boolean narrow = type.element() == ElementType.S8 || type.element() == ElementType.S4;
    if (!narrow || !type.quant().isPerTensor() && type.quant().axis() != outputAxis) {
      return false;
    }
    for (int i = 0; !type.quant().isSymmetric() && i < weight.data().count(); i++) {
      long centred = weight.data().integer(i) - zeroPoint(type, i);
      if (centred < ElementType.S8.min() || centred > ElementType.S8.max()) {
        return false;
      }
    }
    return true;
  }

  private static int zeroPoint(TensorType type, int index) {
    Quantization quantization = type.quant();
    return quantization.isPerTensor()
        ? quantization.zeroPoint()
        : quantization.zeroPoint(
            index
                / type.product(quantization.axis() + 1, type.rank())
                % type.extent(quantization.axis()));
  }

  private static String symmetric(GraphEdit edit, Constant weight) {
    TensorType type = weight.value().type();
    if (type.quant().isSymmetric()) {
      return weight.value().id();
    }
    byte[] centred = new byte[weight.data().count()];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = (byte) (weight.data().integer(i) - zeroPoint(type, i));
    }
    Quantization quantization = type.quant();
    List<Integer> zeros = quantization.zeroPoints().stream().map(zeroPoint -> 0).toList();
    return edit.addConstant(
        weight.value().id() + ".symmetric",
        type.withQuantization(new Quantization(quantization.scales(), zeros, quantization.axis())),
        TensorData.bytes(centred));
  }

  /** The bias in units of the accumulator: as stored where it has its scale, else rounded to it. */
  private static Optional<int[]> bias(GraphEdit edit, String id, double[] scales) {
    Optional<Constant> stored = Constants.dequantized(edit, id);
    if (stored.isPresent()) {
      return Optional.of(requantized(stored.get(), scales));
    }
    Optional<float[]> real = Constants.floats(edit, id);
    if (real.isEmpty()) {
      return Optional.empty();
    }
    int[] bias = new int[scales.length];
    for (int channel = 0; channel < bias.length; channel++) {
      bias[channel] = saturate(real.get()[channel] / scales[channel]);
    }
    return Optional.of(bias);
  }

  private static int[] requantized(Constant stored, double[] scales) {
    Quantization quantization = stored.value().type().quant();
    int[] bias = new int[scales.length];
    for (int channel = 0; channel < bias.length; channel++) {
      long centred = stored.data().integer(channel) - quantization.zeroPoint(channel);
      double factor = quantization.scale(channel) / scales[channel];
      boolean same = Math.abs(factor - 1) < SAME_SCALE;
      bias[channel] = saturate(same ? centred : centred * factor);
    }
    return bias;
  }

  /** Rounded half away from zero, within int32. */
  private static int saturate(double value) {
    double rounded = Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, rounded));
  }
}
