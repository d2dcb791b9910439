package thimble.ir.pass;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.pass.LowerQuantized.Lowering;
import thimble.ir.pass.LowerQuantized.Target;

/**
 * Convolutions and fully connected layers in integers: x int8, weight int8 symmetric per tensor or
 * per output channel, bias int32 of scale {@code S_x * S_w[c]}; or x int16, bias int64, and weights
 * with zero points too.
 */
final class QuantizedFilters {
  /** Relative difference of scales below which a stored bias is taken as it is. */
  private static final double SAME_SCALE = 1e-6;

  private static final double MOST_BIAS = 1L << 46;

  private QuantizedFilters() {}

  static Optional<Lowering> lowering(GraphEdit edit, Target target) {
    return lowering(edit, target, Filter.of(edit, target.source()).orElseThrow());
  }

  /** As a convolution; its offsets, and its mask if there is one, are dequantized too. */
  static Optional<Lowering> deformable(GraphEdit edit, Target target) {
    List<String> inputs = target.source().inputs();
    List<String> stored =
        inputs.subList(3, inputs.size()).stream()
            .flatMap(id -> LowerQuantized.stored(edit, id).stream())
            .toList();
    if (target.type().element() != ElementType.S8 || stored.size() != inputs.size() - 3) {
      return Optional.empty();
    }
    TensorType weight = edit.type(inputs.get(1));
    Filter filter = new Filter(target.source(), 0, weight, weight.product(1, weight.rank()));
    return lowering(edit, target, filter)
        .map(
            plain ->
                new Lowering(
                    plain.op(),
                    Stream.concat(plain.inputs().stream(), stored.stream()).toList(),
                    plain.natural()));
  }

  private static Optional<Lowering> lowering(GraphEdit edit, Target target, Filter filter) {
    Optional<String> x =
        LowerQuantized.stored(edit, target.source().inputs().get(0))
            .filter(stored -> edit.type(stored).element() == target.type().element());
    Optional<Constant> weight =
        Constants.dequantized(edit, filter.weightId())
            .filter(w -> isPerChannel(w.value().type(), filter.outputAxis()));
    boolean wide = target.type().element() == ElementType.S16;
    if (x.isEmpty()
        || weight.isEmpty()
        || !wide && (target.type().element() != ElementType.S8 || !canBeCentred(weight.get()))) {
      return Optional.empty();
    }
    Quantization input = edit.type(x.get()).quant();
    double[] scales = new double[filter.outputChannels()];
    for (int channel = 0; channel < scales.length; channel++) {
      scales[channel] = (double) input.scale() * weight.get().value().type().quant().scale(channel);
    }
    Optional<long[]> bias = bias(edit, filter.biasId(), scales);
    if (bias.isEmpty()) {
      return Optional.empty();
    }
    Constant bytes = wide ? inBytes(edit, weight.get()) : weight.get();
    String weightId = canBeCentred(bytes) ? symmetric(edit, bytes) : bytes.value().id();
    String biasId = bias(edit, filter.biasId(), bias.get(), wide);
    return Optional.of(
        new Lowering(target.source().op(), List.of(x.get(), weightId, biasId), target.type()));
  }

  /** Weights of 4 bits as int8: no kernel takes them beside int16. */
  private static Constant inBytes(GraphEdit edit, Constant weight) {
    TensorType type = weight.value().type();
    if (type.element() == ElementType.S8) {
      return weight;
    }
    TensorType bytes =
        TensorType.quantized(ElementType.S8, type.shape(), type.quantization().orElseThrow());
    String id =
        edit.addConstant(
            weight.value().id() + ".s8", bytes, TensorData.bytes(weight.data().byteArray()));
    return edit.constant(id).orElseThrow();
  }

  private static String bias(GraphEdit edit, String name, long[] values, boolean wide) {
    if (wide) {
      return edit.addConstant(
          name + ".s64",
          TensorType.of(ElementType.S64, values.length),
          TensorData.wrap(ElementType.S64, values));
    }
    int[] saturated = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      saturated[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, values[i]));
    }
    return edit.addConstant(
        name + ".s32", TensorType.of(ElementType.S32, values.length), TensorData.ints(saturated));
  }

  private static boolean isPerChannel(TensorType weight, int outputAxis) {
    return (weight.element() == ElementType.S8 || weight.element() == ElementType.S4)
        && (weight.quant().isPerTensor() || weight.quant().axis() == outputAxis);
  }

  /**
   * Whether a stored weight can be held symmetric int8: its zero points are 0, or small enough that
   * every number minus its zero point still fits.
   */
  private static boolean canBeCentred(Constant weight) {
    TensorType type = weight.value().type();
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
  private static Optional<long[]> bias(GraphEdit edit, String id, double[] scales) {
    Optional<Constant> stored = Constants.dequantized(edit, id);
    if (stored.isPresent()) {
      return Optional.of(requantized(stored.get(), scales));
    }
    Optional<float[]> real = Constants.floats(edit, id);
    if (real.isEmpty()) {
      return Optional.empty();
    }
    long[] bias = new long[scales.length];
    for (int channel = 0; channel < bias.length; channel++) {
      bias[channel] = saturate(real.get()[channel] / scales[channel]);
    }
    return Optional.of(bias);
  }

  private static long[] requantized(Constant stored, double[] scales) {
    Quantization quantization = stored.value().type().quant();
    long[] bias = new long[scales.length];
    for (int channel = 0; channel < bias.length; channel++) {
      long centred = stored.data().integer(channel) - quantization.zeroPoint(channel);
      double factor = quantization.scale(channel) / scales[channel];
      boolean same = Math.abs(factor - 1) < SAME_SCALE;
      bias[channel] = saturate(same ? centred : centred * factor);
    }
    return bias;
  }

  /** Rounded half away from zero; so far from 64 bits that a sum of products has room. */
  private static long saturate(double value) {
    double rounded = Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
    return (long) Math.max(-MOST_BIAS, Math.min(MOST_BIAS, rounded));
  }
}
