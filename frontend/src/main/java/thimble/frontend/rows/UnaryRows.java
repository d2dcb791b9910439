package thimble.frontend.rows;

import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Binary;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Compare;
import thimble.ir.op.Logical;
import thimble.ir.op.Not;
import thimble.ir.op.PRelu;
import thimble.ir.op.Unary;
import thimble.ir.op.Unary.Function;

/** Elementwise functions of one operand: activations, roots, rounding. */
final class UnaryRows {
  /** ONNX's defaults of Selu. */
  private static final float SELU_ALPHA = 1.67326319217681884765625f;

  private static final float SELU_GAMMA = 1.05070102214813232421875f;

  private UnaryRows() {}

  static List<Row> rows() {
    return List.of(
        plain("Abs", Function.ABS),
        plain("Neg", Function.NEGATE),
        plain("Sign", Function.SIGN),
        plain("Reciprocal", Function.RECIPROCAL),
        plain("Floor", Function.FLOOR),
        plain("Ceil", Function.CEIL),
        plain("Round", Function.ROUND),
        plain("Sqrt", Function.SQRT),
        plain("Exp", Function.EXP),
        plain("Log", Function.LOG),
        plain("Sin", Function.SIN),
        plain("Cos", Function.COS),
        plain("Tan", Function.TAN),
        plain("Asin", Function.ASIN),
        plain("Acos", Function.ACOS),
        plain("Atan", Function.ATAN),
        plain("Sinh", Function.SINH),
        plain("Cosh", Function.COSH),
        plain("Tanh", Function.TANH),
        plain("Asinh", Function.ASINH),
        plain("Acosh", Function.ACOSH),
        plain("Atanh", Function.ATANH),
        plain("Erf", Function.ERF),
        plain("Sigmoid", Function.SIGMOID),
        plain("HardSwish", Function.HARD_SWISH),
        plain("Softplus", Function.SOFTPLUS),
        plain("Softsign", Function.SOFTSIGN),
        plain("Mish", Function.MISH),
        parameters("LeakyRelu", Function.LEAKY_RELU, "alpha", 0.01f, "", 0),
        parameters("ThresholdedRelu", Function.THRESHOLDED_RELU, "alpha", 1, "", 0),
        parameters("Elu", Function.ELU, "alpha", 1, "", 0),
        parameters("Celu", Function.CELU, "alpha", 1, "", 0),
        parameters("Selu", Function.SELU, "alpha", SELU_ALPHA, "gamma", SELU_GAMMA),
        parameters("HardSigmoid", Function.HARD_SIGMOID, "alpha", 0.2f, "beta", 0.5f),
        parameters("Shrink", Function.SHRINK, "lambd", 0.5f, "bias", 0),
        Row.of("Gelu", 1, 1, UnaryRows::gelu),
        Row.of("Gelu", 1, 1, UnaryRows::gelu).in("com.microsoft"),
        Row.of("Relu", 1, 1, site -> clip(site, site.input(0), Clamp.RELU)),
        Row.of("Clip", 1, 3, UnaryRows::clip),
        Row.of("PRelu", 2, 2, UnaryRows::parametricRelu),
        Row.of("IsNaN", 1, 1, UnaryRows::isNotANumber),
        Row.of("IsInf", 1, 1, UnaryRows::isInfinite));
  }

  private static Row plain(String opType, Function function) {
    return Row.of(opType, 1, 1, site -> unary(site, Unary.of(function), site.input(0)));
  }

  private static Row parameters(
      String opType,
      Function function,
      String alpha,
      float alphaAbsent,
      String beta,
      float absent) {
    return Row.of(
        opType,
        1,
        1,
        site ->
            unary(
                site,
                new Unary(
                    function,
                    site.attributes().real(alpha, alphaAbsent),
                    beta.isEmpty() ? 0 : site.attributes().real(beta, absent)),
                site.input(0)));
  }

  private static Operand unary(Site site, Unary op, Operand x) {
    return Numbers.widened(site, List.of(x), wide -> site.add(op, wide.get(0)));
  }

  private static Operand gelu(Site site) {
    String approximate = site.attributes().text("approximate", "none");
    Function function =
        switch (approximate) {
          case "none" -> Function.GELU;
          case "tanh" -> Function.GELU_TANH;
          default -> throw site.senseless("approximate is \"" + approximate + "\"");
        };
    return site.add(Unary.of(function), site.input(0));
  }

  private static Operand clip(Site site, Operand x, Clamp range) {
    return range.isNone()
        ? x
        : Numbers.widened(site, List.of(x), wide -> site.add(new Clip(range), wide.get(0)));
  }

  /** Bounds are attributes before opset 11, inputs since; each may be left out. */
  private static Operand clip(Site site) {
    Operand x = site.input(0);
    Optional<Clamp> range = knownRange(site, x.type().element());
    if (range.isPresent()) {
      TensorType stored = site.stored(0).type();
      return isActivation(stored)
          ? narrowed(site, stored.quant(), range.get())
          : clip(site, x, range.get());
    }
    Operand result = x;
    if (site.has(1)) {
      result = bound(site, Binary.Function.MAXIMUM, result, site.input(1));
    }
    if (site.has(2)) {
      result = bound(site, Binary.Function.MINIMUM, result, site.input(2));
    }
    return result;
  }

  private static boolean isActivation(TensorType type) {
    boolean whole = type.element() == ElementType.S8 || type.element() == ElementType.U8;
    return whole && type.isQuantized() && type.quant().isPerTensor();
  }

  /**
   * Bounds between QuantizeLinear and DequantizeLinear are stored integers: so models say that
   * activations have fewer bits than their type.
   */
  private static Operand narrowed(Site site, Quantization quantization, Clamp stored) {
    float scale = quantization.scale();
    int zero = quantization.zeroPoint();
    Clamp range = new Clamp((stored.low() - zero) * scale, (stored.high() - zero) * scale);
    return site.addQuantized(new Clip(range), quantization, site.stored(0));
  }

  private static Operand bound(Site site, Binary.Function function, Operand x, Operand bound) {
    return ArithmeticRows.arithmetic(site, new Binary(function), List.of(x, bound));
  }

  /** The range where both bounds are known and floats hold them exactly. */
  private static Optional<Clamp> knownRange(Site site, ElementType element) {
    double[] bounds = {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
    String[] names = {"min", "max"};
    for (int i = 0; i < 2; i++) {
      if (site.has(i + 1)) {
        Optional<TensorData> data = site.input(i + 1).data();
        if (data.isEmpty()) {
          return Optional.empty();
        }
        bounds[i] = site.knownNumber(i + 1);
      } else {
        bounds[i] = site.attributes().real(names[i], (float) bounds[i]);
      }
      if (element.isInteger() && Math.abs(bounds[i]) > 1 << 24 && Double.isFinite(bounds[i])) {
        return Optional.empty();
      }
    }
    if (Double.isNaN(bounds[0]) || Double.isNaN(bounds[1])) {
      throw site.senseless("a bound is not a number");
    }
    return Optional.of(new Clamp((float) bounds[0], (float) bounds[1]));
  }

  /**
   * A slope for each channel is applied in channels-last order, where it needs no shape of its own.
   */
  private static Operand parametricRelu(Site site) {
    Operand x = site.input(0);
    Operand slope = site.input(1);
    boolean perChannel =
        x.rank() >= 3
            && slope.type().count() == x.type().extent(1)
            && slope.rank() >= x.rank() - 1
            && slope.rank() <= x.rank()
            && slope.type().extent(slope.rank() - x.rank() + 1) == x.type().extent(1);
    if (!perChannel) {
      return site.add(new PRelu(), x, slope);
    }
    Operand flat = site.reshape(slope, List.of(slope.type().count()));
    return Shaping.channelsFirst(site, site.add(new PRelu(), Shaping.channelsLast(site, x), flat));
  }

  private static Operand isNotANumber(Site site) {
    Operand x = site.input(0);
    return site.add(new Not(), site.add(new Compare(Compare.Relation.EQUAL), x, x));
  }

  private static Operand isInfinite(Site site) {
    Operand x = site.input(0);
    Operand positive = equalsInfinity(site, x, Float.POSITIVE_INFINITY, "detect_positive");
    Operand negative = equalsInfinity(site, x, Float.NEGATIVE_INFINITY, "detect_negative");
    return site.add(new Logical(Logical.Function.OR), positive, negative);
  }

  private static Operand equalsInfinity(Site site, Operand x, float infinity, String attribute) {
    // Comparing with NaN is false everywhere: the direction is switched off.
    float sought = site.attributes().flag(attribute, true) ? infinity : Float.NaN;
    return site.add(
        new Compare(Compare.Relation.EQUAL), x, site.scalar(x.type().element(), sought));
  }
}
