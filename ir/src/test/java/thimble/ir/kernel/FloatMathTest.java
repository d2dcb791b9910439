package thimble.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels' functions against StrictMath in double, over all magnitudes. */
class FloatMathTest {
  private interface FloatFunction {
    float apply(float x);
  }

  private record Case(
      String name, FloatFunction actual, DoubleUnaryOperator expected, double bound) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> functions() {
    return Stream.of(
        new Case("exp", FloatMath::exp, StrictMath::exp, 3e-7),
        new Case("expm1", FloatMath::expMinus1, StrictMath::expm1, 8e-7),
        new Case("log", FloatMath::log, StrictMath::log, 4e-7),
        new Case("tanh", FloatMath::tanh, StrictMath::tanh, 4e-7),
        new Case("sigmoid", FloatMath::sigmoid, FloatMathTest::sigmoid, 5e-7),
        new Case("softplus", FloatMath::softplus, FloatMathTest::softplus, 5e-7),
        new Case("silu", FloatMath::silu, FloatMathTest::silu, 5e-7),
        new Case("sin", DoubleMath::sin, StrictMath::sin, 1e-7),
        new Case("cos", DoubleMath::cos, StrictMath::cos, 1e-7),
        new Case("tan", DoubleMath::tan, StrictMath::tan, 1e-7),
        new Case("asin", DoubleMath::asin, StrictMath::asin, 1e-7),
        new Case("acos", DoubleMath::acos, StrictMath::acos, 1e-7),
        new Case("atan", DoubleMath::atan, StrictMath::atan, 1e-7),
        new Case("sinh", DoubleMath::sinh, StrictMath::sinh, 1e-7),
        new Case("cosh", DoubleMath::cosh, StrictMath::cosh, 1e-7),
        new Case("asinh", DoubleMath::asinh, FloatMathTest::asinh, 1e-7),
        new Case("acosh", DoubleMath::acosh, FloatMathTest::acosh, 1e-7),
        new Case("atanh", DoubleMath::atanh, FloatMathTest::atanh, 1e-7));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** Below -87, where e^x is subnormal, the product keeps a few digits only. */
  private static double silu(double x) {
    return x < -87 ? (x < -110 ? 0 : x * FloatMath.sigmoid((float) x)) : x * sigmoid(x);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  private static double asinh(double x) {
    if (Double.isInfinite(x)) {
      return x;
    }
    double a = Math.abs(x);
    return Math.copySign(StrictMath.log1p(a + a * a / (1 + Math.sqrt(1 + a * a))), x);
  }

  private static double acosh(double x) {
    if (x < 1) {
      return Double.NaN;
    }
    return StrictMath.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
  }

  private static double atanh(double x) {
    return 0.5 * (StrictMath.log1p(x) - StrictMath.log1p(-x));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void followsStrictMath(Case c) {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      // Any bit pattern; a small number; one near 1.
      float x =
          switch (i % 3) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> (float) (random.nextGaussian() * 20);
            default -> (float) (random.nextGaussian() * 0.5 + random.nextInt(3) - 1);
          };
      assertClose(c, x);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void isRightAtTheEdges(Case c) {
    float[] edges = {
      0f,
      -0f,
      1f,
      -1f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      88.72283f,
      88.72284f,
      -87.33655f,
      -103.27892f,
      -103.97208f,
      -103.97209f,
      16777216f,
      16777218f,
      33554432f,
      (float) Math.PI,
      (float) (Math.PI / 2),
      (float) (Math.PI / 4),
      Math.nextUp(1f),
      Math.nextDown(1f),
    };
    for (float x : edges) {
      assertClose(c, x);
    }
  }

  private static void assertClose(Case c, float x) {
    double expected = c.expected.applyAsDouble(x);
    float actual = c.actual.apply(x);
    if (!isClose(actual, expected, c.bound)) {
      fail("%s(%s) = %s, should be %s", c.name, x, actual, expected);
    }
  }

  /** Within a relative bound, or within half a step of the subnormal numbers (and a little). */
  private static boolean isClose(float actual, double expected, double bound) {
    float rounded = (float) expected;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || Float.isInfinite(actual)) {
      // Where rounding decides between the largest number and infinity both are right.
      return Float.compare(actual, rounded) == 0
          || Math.abs(expected) > Float.MAX_VALUE * (1 - bound)
              && Math.abs(actual) > Float.MAX_VALUE * (1 - bound)
              && Math.signum(actual) == Math.signum(expected)
              && Math.abs(expected) < Float.MAX_VALUE * (1 + 2 * bound);
    }
    double error = Math.abs(actual - expected);
    return error <= bound * Math.abs(expected) || error <= 1.1 * Float.MIN_VALUE;
  }

  @Test
  void erfFollowsItsSeries() {
    for (int i = -6000; i <= 6000; i++) {
      float x = i / 1000f;
      double expected = erf(x);
      assertThat(isClose(FloatMath.erf(x), expected, 4e-7))
          .withFailMessage("erf(%s) = %s, should be %s", x, FloatMath.erf(x), expected)
          .isTrue();
    }
    assertThat(FloatMath.erf(Float.POSITIVE_INFINITY)).isEqualTo(1f);
    assertThat(FloatMath.erf(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
    assertThat(FloatMath.erf(Float.NaN)).isNaN();
    assertThat(FloatMath.erf(Float.MIN_VALUE)).isEqualTo(Float.MIN_VALUE);
  }

  @Test
  void erfcKeepsItsRelativeErrorInTheTail() {
    for (int i = -3000; i <= 9300; i++) {
      float x = i / 1000f;
      double expected = x < 2 ? 1 - erf(x) : erfcByFraction(x);
      assertThat(isClose(FloatMath.erfc(x), expected, 1e-6))
          .withFailMessage("erfc(%s) = %s, should be %s", x, FloatMath.erfc(x), expected)
          .isTrue();
    }
    assertThat(FloatMath.erfc(20)).isEqualTo(0f);
    assertThat(FloatMath.erfc(Float.NEGATIVE_INFINITY)).isEqualTo(2f);
    assertThat(FloatMath.erfc(Float.NaN)).isNaN();
  }

  /** Maclaurin's series, all terms positive: e^(-x^2) sum 2^n x^(2n+1) / (2n+1)!!. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 400; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  /** Laplace's continued fraction, good for x of 2 and above. */
  private static double erfcByFraction(double x) {
    double tail = x;
    for (int n = 200; n > 0; n--) {
      tail = x + n / 2.0 / tail;
    }
    return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / tail;
  }

  @Test
  void activationsHaveTheirLimits() {
    float low = Float.NEGATIVE_INFINITY;
    float high = Float.POSITIVE_INFINITY;
    assertThat(FloatMath.gelu(low)).isZero();
    assertThat(FloatMath.geluTanh(low)).isZero();
    assertThat(FloatMath.silu(low)).isZero();
    assertThat(FloatMath.mish(low)).isZero();
    assertThat(FloatMath.gelu(high)).isEqualTo(high);
    assertThat(FloatMath.geluTanh(high)).isEqualTo(high);
    assertThat(FloatMath.mish(high)).isEqualTo(high);
    assertThat(FloatMath.gelu(Float.NaN)).isNaN();
    assertThat(FloatMath.geluTanh(Float.NaN)).isNaN();
    assertThat(FloatMath.mish(Float.NaN)).isNaN();
    assertThat(FloatMath.silu(Float.NaN)).isNaN();
  }

  @Test
  void activationsFollowTheirFormulas() {
    for (int i = -2000; i <= 2000; i++) {
      float x = i / 200f;
      double gelu =
          0.5 * x * (x > -2 ? 1 + erf(x / Math.sqrt(2)) : erfcByFraction(-x / Math.sqrt(2)));
      double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
      double mish = x * StrictMath.tanh(softplus(x));
      assertThat(isClose(FloatMath.gelu(x), gelu, 1e-5)).as("gelu(%s)", x).isTrue();
      assertThat(isClose(FloatMath.geluTanh(x), x * sigmoid(2 * inner), 1e-5))
          .as("geluTanh(%s)", x)
          .isTrue();
      assertThat(isClose(FloatMath.mish(x), mish, 1e-6)).as("mish(%s)", x).isTrue();
    }
  }

  @Test
  void powFollowsStrictMath() {
    Random random = new Random(2);
    for (int i = 0; i < 100_000; i++) {
      float x = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian();
      float y =
          switch (i % 3) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> random.nextInt(41) - 20;
            default -> (float) (random.nextGaussian() * 10);
          };
      assertPow(x, y);
    }
  }

  @Test
  void powIsRightAtTheEdges() {
    float[] edges = {
      0f,
      -0f,
      1f,
      -1f,
      2f,
      -2f,
      3f,
      -3f,
      0.5f,
      -0.5f,
      Float.MIN_VALUE,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN
    };
    for (float x : edges) {
      for (float y : edges) {
        assertPow(x, y);
      }
    }
  }

  private static void assertPow(float x, float y) {
    // C, as ONNX, has 1 where Java has NaN.
    double expected = x == 1 || x == -1 && Float.isInfinite(y) ? 1 : StrictMath.pow(x, y);
    float actual = DoubleMath.pow(x, y);
    boolean sameSign = Math.copySign(1, actual) == Math.copySign(1, (float) expected);
    if (!isClose(actual, expected, 1e-7) || !sameSign && actual == actual) {
      fail("pow(%s, %s) = %s, should be %s", x, y, actual, expected);
    }
  }
}
