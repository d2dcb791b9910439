package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Dequantize;

/**
 * QONNX, as Brevitas and QKeras export it: {@code Quant} rounds to integers of any width and gives
 * the reals that they stand for.
 *
 * <pre>
 *   weight -> Quant          becomes   stored integers -> Dequantize
 *   x -> Quant (4 bits)      becomes   x -> Quantize -> Clip to 4 bits -> Dequantize
 * </pre>
 *
 * Weights of up to 4 bits are stored so; activations lie in bytes of which they use a part, as
 * those of ONNX's INT4 do.
 */
final class QonnxRows {
  /** The domain's names through the years. */
  private static final List<String> DOMAINS =
      List.of("qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas");

  private QonnxRows() {}

  static List<Row> rows() {
    return DOMAINS.stream()
        .flatMap(
            domain ->
                Stream.of(
                    Row.of("Quant", 4, 4, QonnxRows::quant).in(domain),
                    Row.of("BipolarQuant", 2, 2, QonnxRows::bipolar).in(domain)))
        .toList();
  }

  /**
   * @param least smallest stored integer
   * @param most largest
   */
  private record Width(long least, long most) {
    static Width of(Site site) {
      double stated = site.knownNumber(3);
      boolean signed = site.attributes().flag("signed", true);
      int bits = (int) stated;
      if (bits != stated || bits < 1 || bits > 32) {
        throw site.unsupported("its width is " + stated + " bits, not a whole number up to 32");
      }
      boolean narrow = site.attributes().flag("narrow", false);
      long most = (1L << (signed ? bits - 1 : bits)) - 1;
      long least = signed ? -most - 1 : 0;
      return new Width(least + (narrow && signed ? 1 : 0), most - (narrow && !signed ? 1 : 0));
    }

    boolean fits(ElementType element) {
      return least >= element.min() && most <= element.max();
    }

    /** The smallest of some types that holds all integers. */
    ElementType element(Site site, ElementType... types) {
      return Stream.of(types)
          .filter(this::fits)
          .findFirst()
          .orElseThrow(
              () ->
                  site.fail(
                      Code.T0202,
                      "a tensor type that is not supported",
                      "integers from " + least + " to " + most));
    }
  }

  private static Operand quant(Site site) {
    String rounding = site.attributes().text("rounding_mode", "ROUND");
    if (!rounding.equals("ROUND")) {
      throw site.unsupported("it rounds by " + rounding + ", not to the nearest (ROUND)");
    }
    Operand x = site.input(0);
    Width width = Width.of(site);
    return x.isKnown() ? stored(site, x, width) : activation(site, x, width);
  }

  private static Operand activation(Site site, Operand x, Width width) {
    if (site.known(1).count() != 1) {
      throw site.unsupported(
          "activations with " + site.known(1).count() + " scales: integer sums have one");
    }
    Quantization quantization = quantization(site, -1);
    ElementType element = width.element(site, ElementType.S8, ElementType.U8, ElementType.S16);
    Operand whole = QuantizationRows.quantize(site, x, element, quantization);
    boolean isAll = width.least() == element.min() && width.most() == element.max();
    float scale = quantization.scale();
    int zero = quantization.zeroPoint();
    Clamp range = new Clamp((width.least() - zero) * scale, (width.most() - zero) * scale);
    return site.add(
        new Dequantize(), isAll ? whole : site.addQuantized(new Clip(range), quantization, whole));
  }

  /**
   * A weight becomes integers now; a vector (a bias) is only rounded, its layer has a scale for it.
   */
  private static Operand stored(Site site, Operand x, Width width) {
    int axis = axis(site, x);
    Quantization quantization = quantization(site, axis);
    boolean vector = x.rank() < 2;
    boolean centred = quantization.zeroPoints().stream().allMatch(zero -> zero == 0);
    ElementType element =
        vector
            ? ElementType.S64
            : centred
                ? width.element(site, ElementType.S4, ElementType.S8, ElementType.U8)
                : width.element(site, ElementType.S8, ElementType.U8);
    TensorData reals = x.data().orElseThrow();
    TensorData integers = TensorData.allocate(element, reals.count());
    TensorData rounded = TensorData.allocate(ElementType.F32, reals.count());
    int inner = inner(x.shape(), axis);
    for (int i = 0; i < reals.count(); i++) {
      int channel = axis < 0 ? 0 : i / inner % x.shape().get(axis);
      float scale = quantization.scale(channel);
      int zero = quantization.zeroPoint(channel);
      // As Quantize does it: the quotient in float32, halves to even.
      double quotient = Math.rint((float) reals.real(i) / scale) + zero;
      long integer = (long) Math.max(width.least(), Math.min(width.most(), quotient));
      integers.set(i, integer);
      rounded.set(i, (integer - zero) * scale);
    }
    if (vector) {
      return site.known(TensorType.of(ElementType.F32, x.shape()), rounded);
    }
    return site.add(
        new Dequantize(),
        site.known(TensorType.quantized(element, x.shape(), quantization), integers));
  }

  /** Weights of one bit: the sign, times a scale. */
  private static Operand bipolar(Site site) {
    Operand x = site.input(0);
    if (!x.isKnown()) {
      throw site.unsupported("activations of one bit (what is supported begins at 2, by Quant)");
    }
    int axis = axis(site, x);
    TensorData reals = x.data().orElseThrow();
    TensorData signs = TensorData.allocate(ElementType.S4, reals.count());
    for (int i = 0; i < reals.count(); i++) {
      signs.set(i, reals.real(i) >= 0 ? 1 : -1);
    }
    TensorType type = TensorType.quantized(ElementType.S4, x.shape(), quantization(site, axis));
    return site.add(new Dequantize(), site.known(type, signs));
  }

  /**
   * The axis along which scales differ: scales lie as broadcasting wants them; -1 for one scale.
   */
  private static int axis(Site site, Operand x) {
    List<Integer> shape = site.input(1).shape();
    if (site.known(1).count() == 1) {
      return -1;
    }
    int axis = -1;
    for (int i = 0; i < shape.size(); i++) {
      if (shape.get(i) > 1) {
        int here = i + x.rank() - shape.size();
        boolean fits = axis < 0 && here >= 0 && x.shape().get(here).equals(shape.get(i));
        if (!fits) {
          throw site.unsupported("scales " + shape + " for a weight " + x.shape());
        }
        axis = here;
      }
    }
    return axis;
  }

  private static int inner(List<Integer> shape, int axis) {
    return axis < 0
        ? 1
        : shape.subList(axis + 1, shape.size()).stream().reduce(1, Math::multiplyExact);
  }

  private static Quantization quantization(Site site, int axis) {
    TensorData scale = site.known(1);
    List<Float> scales = new ArrayList<>();
    for (int i = 0; i < scale.count(); i++) {
      float value = (float) scale.real(i);
      if (!(value > 0) || Float.isInfinite(value)) {
        throw site.senseless("a scale of " + value);
      }
      scales.add(value);
    }
    boolean hasZero = site.inputCount() > 2;
    TensorData zero = hasZero ? site.known(2) : TensorData.longs(0);
    if (zero.count() != 1 || zero.real(0) != Math.rint(zero.real(0))) {
      throw site.unsupported("its zero points are not one whole number");
    }
    int zeroPoint = (int) zero.real(0);
    return new Quantization(scales, Collections.nCopies(scales.size(), zeroPoint), axis);
  }
}
