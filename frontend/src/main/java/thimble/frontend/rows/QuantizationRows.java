package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Code;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Cast;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Quantize;

/** Quantize and Dequantize, one to one: what becomes integer arithmetic a pass decides. */
final class QuantizationRows {
  private QuantizationRows() {}

  static List<Row> rows() {
    Row quantize = Row.of("QuantizeLinear", 2, 3, QuantizationRows::quantizeLinear);
    Row dequantize = Row.of("DequantizeLinear", 2, 3, QuantizationRows::dequantizeLinear);
    return List.of(
        quantize, dequantize, quantize.in("com.microsoft"), dequantize.in("com.microsoft"));
  }

  private static Operand quantizeLinear(Site site) {
    Operand x = site.input(0);
    long stated = site.attributes().integer("output_dtype", 0);
    ElementType element =
        site.has(2)
            ? site.input(2).type().element()
            : stated == 0 ? ElementType.U8 : site.element(stated);
    boolean packed =
        stated == OnnxType.INT4.code()
            || stated == OnnxType.UINT4.code()
            || site.has(2) && site.isPacked(2);
    if (packed) {
      boolean signed = stated == OnnxType.INT4.code() || site.isPackedSigned(2);
      return quantizeNarrow(site, x, signed, quantization(site, 1, 2, x));
    }
    return quantize(site, x, element, quantization(site, 1, 2, x));
  }

  /** Activations of 4 bits lie in bytes of which they use the range that 4 bits have. */
  private static Operand quantizeNarrow(
      Site site, Operand x, boolean signed, Quantization quantization) {
    Operand wide = quantize(site, x, ElementType.S8, quantization);
    if (!quantization.isPerTensor()) {
      throw site.fail(
          Code.T0202,
          "a tensor type that is not supported",
          "activations of 4 bits with a scale for each channel");
    }
    long least = signed ? ElementType.S4.min() : 0;
    long most = signed ? ElementType.S4.max() : ElementType.S4.max() - ElementType.S4.min();
    float scale = quantization.scale();
    int zero = quantization.zeroPoint();
    Clamp range = new Clamp((least - zero) * scale, (most - zero) * scale);
    return site.addQuantized(new Clip(range), quantization, wide);
  }

  private static Operand dequantizeLinear(Site site) {
    Operand x = site.stored(0);
    Quantization quantization = quantization(site, 1, 2, x);
    return site.isPacked(0)
        ? dequantizePacked(site, x, quantization)
        : dequantize(site, x, quantization);
  }

  /**
   * Weights that the model stores in 4 bits keep them where they can be signed numbers around 0:
   * INT4 around 0 as it is, UINT4 around 8 less 8. Others go on as int8.
   */
  private static Operand dequantizePacked(Site site, Operand x, Quantization quantization) {
    TensorData wide = x.data().orElseThrow();
    int zero = quantization.zeroPoint(0);
    boolean fits =
        quantization.zeroPoints().stream().allMatch(each -> each == zero)
            && IntStream.range(0, wide.count())
                .mapToLong(i -> wide.integer(i) - zero)
                .allMatch(value -> value >= ElementType.S4.min() && value <= ElementType.S4.max());
    if (!fits) {
      return dequantize(site, x, quantization);
    }
    TensorData narrow = TensorData.allocate(ElementType.S4, wide.count());
    for (int i = 0; i < wide.count(); i++) {
      narrow.set(i, wide.integer(i) - zero);
    }
    List<Integer> zeros = quantization.zeroPoints().stream().map(each -> 0).toList();
    Quantization centred = new Quantization(quantization.scales(), zeros, quantization.axis());
    TensorType type = TensorType.quantized(ElementType.S4, x.shape(), centred);
    return site.add(new Dequantize(), site.known(type, narrow));
  }

  static Operand quantize(Site site, Operand x, ElementType element, Quantization quantization) {
    return site.addQuantized(new Quantize(element), quantization, x);
  }

  /** The real numbers that stored integers stand for. */
  static Operand dequantize(Site site, Operand x, Quantization quantization) {
    if (!x.type().element().isInteger()) {
      throw site.senseless("it dequantizes " + x.type());
    }
    Operand stored =
        site.retyped(x, TensorType.quantized(x.type().element(), x.shape(), quantization));
    return site.add(new Dequantize(), stored);
  }

  /** Scale and zero point, which must be known; along the node's axis where there are several. */
  static Quantization quantization(Site site, int scaleInput, int zeroInput, Operand x) {
    if (site.attributes().integer("block_size", 0) != 0) {
      throw site.fail(
          Code.T0204,
          "weights quantized in blocks",
          "block_size is "
              + site.attributes().integer("block_size", 0)
              + ": several scales a channel",
          "quantize per tensor or per output channel");
    }
    boolean perTensor = site.known(scaleInput).count() == 1;
    int axis = perTensor ? -1 : site.axis(site.attributes().integer("axis", 1), x.rank());
    return quantization(site, scaleInput, zeroInput, x.type(), axis);
  }

  /**
   * @param axis where the scales run along if they are several
   */
  static Quantization quantization(
      Site site, int scaleInput, int zeroInput, TensorType type, int axis) {
    TensorData scale = site.known(scaleInput);
    boolean perTensor = scale.count() == 1;
    if (!perTensor && (axis < 0 || scale.count() != type.extent(axis))) {
      throw site.senseless(scale.count() + " scales for axis " + axis + " of " + type);
    }
    List<Float> scales = new ArrayList<>();
    List<Integer> zeroPoints = new ArrayList<>();
    for (int i = 0; i < scale.count(); i++) {
      float value = (float) scale.real(i);
      if (!(value > 0) || Float.isInfinite(value)) {
        throw site.senseless("a scale of " + value);
      }
      scales.add(value);
      zeroPoints.add(site.has(zeroInput) ? zeroPoint(site, zeroInput, i, scale.count()) : 0);
    }
    return new Quantization(scales, zeroPoints, perTensor ? -1 : axis);
  }

  private static int zeroPoint(Site site, int input, int index, int scales) {
    TensorData zero = site.known(input);
    if (zero.count() != scales && zero.count() != 1 || !zero.element().isInteger()) {
      throw site.senseless(scales + " scales, but zero points " + site.input(input).type());
    }
    return Math.toIntExact(zero.integer(zero.count() == 1 ? 0 : index));
  }

  /**
   * A cast of stored integers: integers that stand for themselves (scale 1) become reals by being
   * dequantized, so that the integer operator before stays recognisable.
   */
  static Operand numbers(Site site, Operand x, ElementType element) {
    boolean themselves =
        x.type().isQuantized() && x.type().quant().equals(Quantization.perTensor(1, 0));
    if (themselves && element == ElementType.F32) {
      return site.add(new Dequantize(), x);
    }
    Operand numbers = site.plain(x);
    return numbers.type().element() == element ? numbers : site.add(new Cast(element), numbers);
  }
}
