package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/** Functions of one and of two operands, against their formulas in double. */
class FunctionTest {
  private static final float ALPHA = 0.7f;
  private static final float BETA = 0.3f;

  private final Random random = new Random(31);

  private static double expected(Unary.Function function, double x) {
    double a = ALPHA;
    double b = BETA;
    return switch (function) {
      case ABS -> Math.abs(x);
      case NEGATE -> -x;
      case SIGN -> Math.signum(x);
      case RECIPROCAL -> 1 / x;
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> new BigDecimal(x).setScale(0, RoundingMode.HALF_EVEN).doubleValue();
      case SQRT -> Math.sqrt(x);
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case TANH -> StrictMath.tanh(x);
      case ASINH -> Math.signum(x) * StrictMath.log(Math.abs(x) + Math.sqrt(x * x + 1));
      case ACOSH -> StrictMath.log(x + Math.sqrt(x * x - 1));
      case ATANH -> 0.5 * StrictMath.log((1 + x) / (1 - x));
      case ERF -> erf(x);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case HARD_SIGMOID -> Math.max(0, Math.min(1, a * x + b));
      case HARD_SWISH -> x * Math.max(0, Math.min(1, x / 6 + 0.5));
      case LEAKY_RELU -> x < 0 ? a * x : x;
      case THRESHOLDED_RELU -> x > a ? x : 0;
      case ELU -> x < 0 ? a * StrictMath.expm1(x) : x;
      case SELU -> b * (x < 0 ? a * StrictMath.expm1(x) : x);
      case CELU -> Math.max(0, x) + Math.min(0, a * StrictMath.expm1(x / a));
      case SOFTPLUS -> StrictMath.log1p(StrictMath.exp(x));
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case GELU -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
      case GELU_TANH ->
          0.5 * x * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case SILU -> x / (1 + StrictMath.exp(-x));
      case MISH -> x * StrictMath.tanh(StrictMath.log1p(StrictMath.exp(x)));
      case SHRINK -> x < -a ? x + b : x > a ? x - b : 0;
    };
  }

  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 400; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  @ParameterizedTest
  @EnumSource(Unary.Function.class)
  void followsItsFormula(Unary.Function function) {
    TensorType type = TensorType.of(ElementType.F32, 1, 30, 20, 3);
    TensorData x = TensorData.allocate(ElementType.F32, type.count());
    for (int i = 0; i < x.count(); i++) {
      // Halves, whole numbers, and anything from -6 to 6.
      x.set(i, i % 3 == 0 ? (i / 3 - 300) / 50.0 : random.nextDouble() * 12 - 6);
    }
    Unary unary = new Unary(function, ALPHA, BETA);
    TensorData y = OpRunner.run(unary, List.of(type), List.of(x));
    for (int i = 0; i < y.count(); i++) {
      double expected = expected(function, x.real(i));
      double actual = y.real(i);
      if (Double.isNaN(expected)) {
        assertThat(actual).as("%s(%s)", function, x.real(i)).isNaN();
      } else if (Double.isInfinite(expected)) {
        assertThat(actual).as("%s(%s)", function, x.real(i)).isEqualTo(expected);
      } else {
        assertThat(Math.abs(actual - expected))
            .as("%s(%s) = %s, should be %s", function, x.real(i), actual, expected)
            .isLessThanOrEqualTo(1e-6 * Math.max(Math.abs(expected), 0.05));
      }
    }
  }

  @Test
  void signsOfIntegers() {
    TensorType type = TensorType.of(ElementType.S32, 4);
    TensorData x = TensorData.ints(-5, 0, 7, Integer.MIN_VALUE);
    assertThat(unary(Unary.Function.ABS, type, x).intArray())
        .containsExactly(5, 0, 7, Integer.MIN_VALUE);
    assertThat(unary(Unary.Function.NEGATE, type, x).intArray())
        .containsExactly(5, 0, -7, Integer.MIN_VALUE);
    assertThat(unary(Unary.Function.SIGN, type, x).intArray()).containsExactly(-1, 0, 1, -1);
    type = TensorType.of(ElementType.S64, 4);
    x = TensorData.longs(-5, 0, 7L << 40, Long.MIN_VALUE);
    assertThat(unary(Unary.Function.ABS, type, x).integers())
        .containsExactly(5, 0, 7L << 40, Long.MIN_VALUE);
    assertThat(unary(Unary.Function.NEGATE, type, x).integers())
        .containsExactly(5, 0, -(7L << 40), Long.MIN_VALUE);
    assertThat(unary(Unary.Function.SIGN, type, x).integers()).containsExactly(-1, 0, 1, -1);
    assertThat(Trial.broken(Unary.of(Unary.Function.EXP), type)).containsExactly("C2");
  }

  private static TensorData unary(Unary.Function function, TensorType type, TensorData x) {
    return OpRunner.run(Unary.of(function), List.of(type), List.of(x));
  }

  @Test
  void roundingKeepsWhatIsNoFraction() {
    TensorType type = TensorType.of(ElementType.F32, 6);
    TensorData x =
        TensorData.floats(0.5f, 1.5f, -0.5f, Float.NaN, Float.POSITIVE_INFINITY, 16777217f);
    assertThat(unary(Unary.Function.ROUND, type, x).floatArray())
        .containsExactly(0, 2, -0f, Float.NaN, Float.POSITIVE_INFINITY, 16777217f);
  }

  @ParameterizedTest
  @EnumSource(Binary.Function.class)
  void floatsOfTwoOperands(Binary.Function function) {
    TensorType a = TensorType.of(ElementType.F32, 2, 3, 4, 5);
    TensorType b = TensorType.of(ElementType.F32, 4, 1);
    if (function == Binary.Function.MODULO) {
      assertThat(Trial.broken(new Binary(function), a, b)).containsExactly("C4");
      return;
    }
    TensorData x = OpRunner.random(a, random);
    TensorData y = OpRunner.random(b, random);
    TensorData z = OpRunner.run(new Binary(function), List.of(a, b), List.of(x, y));
    for (int i = 0; i < z.count(); i++) {
      float p = x.floatArray()[i];
      float q = y.floatArray()[OpRunner.index(b, OpRunner.place(a.shape(), i))];
      float expected =
          switch (function) {
            case DIVIDE -> p / q;
            case POWER -> (float) StrictMath.pow(p, q);
            case MINIMUM -> Math.min(p, q);
            case MAXIMUM -> Math.max(p, q);
            case FMOD -> new BigDecimal(p).remainder(new BigDecimal(q)).floatValue();
            case MODULO -> throw new AssertionError();
          };
      if (Float.isNaN(expected)) {
        assertThat(z.floatArray()[i]).isNaN();
      } else {
        assertThat(z.real(i)).isCloseTo(expected, within(expected));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(float expected) {
    return org.assertj.core.api.Assertions.within(1e-7 * Math.abs(expected) + 1e-45);
  }

  @Test
  void integersOfTwoOperands() {
    int[] values = {0, 1, -1, 7, -7, 3, -3, Integer.MAX_VALUE, Integer.MIN_VALUE};
    int n = values.length;
    TensorType a = TensorType.of(ElementType.S32, n, 1);
    TensorType b = TensorType.of(ElementType.S32, n);
    TensorData x = TensorData.ints(values);
    TensorData quotient = binary(Binary.Function.DIVIDE, a, b, x);
    TensorData modulo = binary(Binary.Function.MODULO, a, b, x);
    TensorData remainder = binary(Binary.Function.FMOD, a, b, x);
    TensorData smaller = binary(Binary.Function.MINIMUM, a, b, x);
    TensorData larger = binary(Binary.Function.MAXIMUM, a, b, x);
    for (int i = 0; i < n * n; i++) {
      int p = values[i / n];
      int q = values[i % n];
      String what = p + " and " + q;
      assertThat(quotient.intArray()[i]).as(what).isEqualTo(q == 0 ? 0 : (int) ((long) p / q));
      assertThat(modulo.intArray()[i]).as(what).isEqualTo(q == 0 ? 0 : Math.floorMod(p, q));
      assertThat(remainder.intArray()[i]).as(what).isEqualTo(q == 0 ? 0 : p % q);
      assertThat(smaller.intArray()[i]).isEqualTo(Math.min(p, q));
      assertThat(larger.intArray()[i]).isEqualTo(Math.max(p, q));
    }
  }

  private static TensorData binary(
      Binary.Function function, TensorType a, TensorType b, TensorData x) {
    return OpRunner.run(new Binary(function), List.of(a, b), List.of(x, x));
  }

  @Test
  void longsOfTwoOperands() {
    long[] values = {0, 1, -1, 7, -7, 5L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    int n = values.length;
    TensorType a = TensorType.of(ElementType.S64, n, 1);
    TensorType b = TensorType.of(ElementType.S64, n);
    TensorData x = TensorData.longs(values);
    TensorData quotient = binary(Binary.Function.DIVIDE, a, b, x);
    TensorData modulo = binary(Binary.Function.MODULO, a, b, x);
    TensorData remainder = binary(Binary.Function.FMOD, a, b, x);
    TensorData smaller = binary(Binary.Function.MINIMUM, a, b, x);
    TensorData larger = binary(Binary.Function.MAXIMUM, a, b, x);
    for (int i = 0; i < n * n; i++) {
      long p = values[i / n];
      long q = values[i % n];
      assertThat(quotient.integer(i)).isEqualTo(q == 0 ? 0 : p / q);
      assertThat(modulo.integer(i)).isEqualTo(q == 0 ? 0 : Math.floorMod(p, q));
      assertThat(remainder.integer(i)).isEqualTo(q == 0 ? 0 : p % q);
      assertThat(smaller.integer(i)).isEqualTo(Math.min(p, q));
      assertThat(larger.integer(i)).isEqualTo(Math.max(p, q));
    }
  }

  @Test
  void quantizedExtremesShareAScale() {
    Quantization quantization = Quantization.perTensor(0.5f, 3);
    TensorType type = TensorType.quantized(ElementType.S8, List.of(3), quantization);
    TensorData x = TensorData.bytes((byte) -128, (byte) 0, (byte) 127);
    TensorData y = TensorData.bytes((byte) 5, (byte) -5, (byte) 5);
    List<TensorType> types = List.of(type, type);
    assertThat(
            OpRunner.run(new Binary(Binary.Function.MINIMUM), types, quantization, List.of(x, y))
                .integers())
        .containsExactly(-128, -5, 5);
    assertThat(
            OpRunner.run(new Binary(Binary.Function.MAXIMUM), types, quantization, List.of(x, y))
                .integers())
        .containsExactly(5, 0, 127);
    TensorType other = type.withQuantization(Quantization.perTensor(0.25f, 3));
    assertThat(Trial.broken(new Binary(Binary.Function.MAXIMUM), type, other))
        .containsExactly("C5");
  }
}
