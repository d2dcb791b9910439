package thimble.frontend.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.Clamp;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Reduce;
import thimble.ir.op.Unary;

/**
 * Operators that take and give stored integers with scales of their own. Each becomes
 *
 * <pre>  dequantize -&gt; the float operator -&gt; quantize</pre>
 *
 * which is what a QDQ model says, so that one pass serves both.
 */
final class QuantizedOperatorRows {
  private static final String MICROSOFT = "com.microsoft";

  private QuantizedOperatorRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("QLinearConv", 8, 9, QuantizedOperatorRows::conv));
    rows.add(Row.of("QLinearMatMul", 8, 8, QuantizedOperatorRows::matMul));
    rows.add(Row.of("ConvInteger", 2, 4, QuantizedOperatorRows::convInteger));
    rows.add(Row.of("MatMulInteger", 2, 4, QuantizedOperatorRows::matMulInteger));
    rows.add(microsoft("QLinearAdd", 7, 8, site -> binary(site, new Add(Clamp.NONE))));
    rows.add(microsoft("QLinearMul", 7, 8, site -> binary(site, new Multiply(Clamp.NONE))));
    rows.add(
        microsoft("QLinearSigmoid", 4, 5, site -> unary(site, Unary.of(Unary.Function.SIGMOID))));
    rows.add(microsoft("QLinearLeakyRelu", 4, 5, QuantizedOperatorRows::leakyRelu));
    rows.add(microsoft("QLinearSoftmax", 5, 5, QuantizedOperatorRows::softmax));
    rows.add(microsoft("QLinearGlobalAveragePool", 5, 5, QuantizedOperatorRows::globalAverage));
    rows.add(microsoft("QLinearAveragePool", 4, 5, QuantizedOperatorRows::average));
    rows.add(microsoft("QLinearReduceMean", 4, 5, QuantizedOperatorRows::reduceMean));
    rows.add(microsoft("QLinearConcat", 3, Row.ANY, QuantizedOperatorRows::concat));
    rows.add(microsoft("QGemm", 6, 9, QuantizedOperatorRows::gemm));
    return rows;
  }

  private static Row microsoft(String opType, int min, int max, Function<Site, Operand> emitter) {
    return Row.of(opType, min, max, emitter).in(MICROSOFT);
  }

  /** The real numbers of an input whose scale and zero point are the two inputs after it. */
  private static Operand reals(Site site, int input) {
    return reals(site, input, -1);
  }

  private static Operand reals(Site site, int input, int axis) {
    Operand x = site.stored(input);
    Quantization quantization =
        QuantizationRows.quantization(site, input + 1, input + 2, x.type(), axis);
    return QuantizationRows.dequantize(site, x, quantization);
  }

  /** Stored integers with the result's scale and zero point; their type is the zero point's. */
  private static Operand stored(Site site, Operand y, int scaleInput) {
    int zeroInput = scaleInput + 1;
    ElementType element =
        site.has(zeroInput)
            ? site.input(zeroInput).type().element()
            : site.input(0).type().element();
    Quantization quantization =
        QuantizationRows.quantization(site, scaleInput, zeroInput, y.type(), -1);
    return QuantizationRows.quantize(site, y, element, quantization);
  }

  /** Accumulators as they are: 32-bit integers that stand for multiples of a scale. */
  private static Operand accumulators(Site site, Operand c, Operand x, Operand weight, int input) {
    Quantization left = x.type().quant();
    Quantization right = weight.type().quant();
    List<Float> scales = new ArrayList<>();
    List<Integer> zeros = new ArrayList<>();
    int count = right.scales().size();
    for (int i = 0; i < count; i++) {
      scales.add(left.scale() * right.scale(i));
      zeros.add(0);
    }
    if (c.type().element() != ElementType.S32 || count > 1 && c.type().extent(-1) != count) {
      throw site.senseless("input " + input + " is a bias of " + c.type());
    }
    return QuantizationRows.dequantize(
        site, c, new Quantization(scales, zeros, count == 1 ? -1 : c.rank() - 1));
  }

  /** x, its scale and zero; w, its scale and zero; y's scale and zero; bias. */
  private static Operand conv(Site site) {
    Operand x = site.stored(0);
    Operand weight = site.stored(3);
    Optional<Operand> bias =
        site.has(8)
            ? Optional.of(
                accumulators(
                    site,
                    site.input(8),
                    annotated(site, x, 1, -1),
                    annotated(site, weight, 4, 0),
                    8))
            : Optional.empty();
    Operand y = ConvolutionRows.conv(site, reals(site, 0), reals(site, 3, 0), bias);
    return stored(site, y, 6);
  }

  /** The type with scale and zero point of two inputs; the operand itself is left alone. */
  private static Operand annotated(Site site, Operand x, int scaleInput, int axis) {
    Quantization quantization =
        QuantizationRows.quantization(site, scaleInput, scaleInput + 1, x.type(), axis);
    return Operand.computed(
        TensorType.of(x.type().element(), x.shape()).withQuantization(quantization));
  }

  private static Operand matMul(Site site) {
    Operand b = site.stored(3);
    Operand y = MatrixRows.multiply(site, reals(site, 0), reals(site, 3, b.rank() - 1));
    return stored(site, y, 6);
  }

  private static Operand binary(Site site, Op op) {
    return stored(site, site.add(op, reals(site, 0), reals(site, 3)), 6);
  }

  private static Operand unary(Site site, Unary op) {
    return stored(site, site.add(op, reals(site, 0)), 3);
  }

  private static Operand leakyRelu(Site site) {
    float alpha = site.attributes().real("alpha", 0.01f);
    return unary(site, new Unary(Unary.Function.LEAKY_RELU, alpha, 0));
  }

  private static Operand softmax(Site site) {
    return stored(site, ReductionRows.softmax(site, reals(site, 0), false), 3);
  }

  private static boolean isChannelsLast(Site site) {
    return site.attributes().flag("channels_last", false);
  }

  private static Operand globalAverage(Site site) {
    Operand x = reals(site, 0);
    Operand y =
        isChannelsLast(site)
            ? Shaping.channelsLast(
                site, PoolingRows.global(site, Reduce.Kind.MEAN, Shaping.channelsFirst(site, x)))
            : PoolingRows.global(site, Reduce.Kind.MEAN, x);
    return stored(site, y, 3);
  }

  private static Operand average(Site site) {
    Operand x = reals(site, 0);
    Operand y =
        isChannelsLast(site) ? PoolingRows.averageLast(site, x) : PoolingRows.averagePool(site, x);
    return stored(site, y, 3);
  }

  private static Operand reduceMean(Site site) {
    Optional<long[]> axes =
        site.attributes()
            .integers("axes")
            .map(list -> list.stream().mapToLong(Long::longValue).toArray());
    Operand y = ReductionRows.reduce(site, Reduce.Kind.MEAN, reals(site, 0), axes);
    return stored(site, y, 3);
  }

  /** Result's scale and zero point first, then three inputs for each part. */
  private static Operand concat(Site site) {
    if ((site.inputCount() - 2) % 3 != 0) {
      throw site.senseless(site.inputCount() + " inputs");
    }
    List<Operand> parts = new ArrayList<>();
    for (int input = 2; input < site.inputCount(); input += 3) {
      parts.add(reals(site, input));
    }
    int axis = site.axis(site.attributes().integer("axis", 0), parts.get(0).rank());
    Operand y = MovementRows.concat(site, parts, axis);
    ElementType element = site.input(1).type().element();
    return QuantizationRows.quantize(
        site, y, element, QuantizationRows.quantization(site, 0, 1, y.type(), -1));
  }

  /** a, b and c, then y's scale and zero point: without them the result is real numbers. */
  private static Operand gemm(Site site) {
    Operand b = site.stored(3);
    int columns = site.attributes().flag("transB", false) ? 0 : 1;
    // The bias counts in steps of alpha S_a S_b.
    Optional<Operand> c = Optional.empty();
    if (site.has(6)) {
      float alpha = site.attributes().real("alpha", 1);
      if (alpha != 1) {
        throw site.unsupported("alpha is " + alpha + " with a bias");
      }
      c =
          Optional.of(
              accumulators(
                  site,
                  site.input(6),
                  annotated(site, site.stored(0), 1, -1),
                  annotated(site, b, 4, columns),
                  6));
    }
    Operand y = MatrixRows.gemm(site, reals(site, 0), reals(site, 3, columns), c);
    return site.has(7) ? stored(site, y, 7) : y;
  }

  /** Integers less their zero point, as real numbers: scale 1. */
  private static Operand centred(Site site, int input, int zeroInput, int axis) {
    Operand x = site.stored(input);
    int zeros = site.has(zeroInput) ? site.known(zeroInput).count() : 1;
    if (zeros != 1 && (axis < 0 || zeros != x.type().extent(axis))) {
      throw site.senseless(zeros + " zero points for " + x.type());
    }
    List<Float> scales = new ArrayList<>();
    List<Integer> zeroPoints = new ArrayList<>();
    for (int i = 0; i < zeros; i++) {
      scales.add(1f);
      zeroPoints.add(site.has(zeroInput) ? Math.toIntExact(site.known(zeroInput).integer(i)) : 0);
    }
    return QuantizationRows.dequantize(
        site, x, new Quantization(scales, zeroPoints, zeros == 1 ? -1 : axis));
  }

  private static Operand sums(Site site, Operand y) {
    return QuantizationRows.quantize(site, y, ElementType.S32, Quantization.perTensor(1, 0));
  }

  private static Operand convInteger(Site site) {
    return sums(
        site,
        ConvolutionRows.conv(
            site, centred(site, 0, 2, -1), centred(site, 1, 3, 0), Optional.empty()));
  }

  private static Operand matMulInteger(Site site) {
    int rows = site.stored(0).rank() - 2;
    int columns = site.stored(1).rank() - 1;
    return sums(
        site, MatrixRows.multiply(site, centred(site, 0, 2, rows), centred(site, 1, 3, columns)));
  }
}
