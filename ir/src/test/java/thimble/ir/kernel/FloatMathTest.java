package thimble.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FloatMathTest {
  @Test
  void exponentialIsAccurateOverItsWholeRange() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      float x = (float) (random.nextDouble() * 176 - 87);
      double exact = StrictMath.exp(x);
      if (exact <= Float.MAX_VALUE) {
        assertThat(Math.abs(FloatMath.exp(x) - exact) / exact).as("exp(%s)", x).isLessThan(3e-7);
      }
    }
  }

  @Test
  void exponentialOfTheExtremes() {
    assertThat(FloatMath.exp(0)).isEqualTo(1);
    assertThat(FloatMath.exp(-0.0f)).isEqualTo(1);
    assertThat(FloatMath.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(FloatMath.exp(89)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.exp(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.exp(88.722f)).isFinite().isGreaterThan(3.3e38f);
    assertThat(FloatMath.exp(-Float.MAX_VALUE)).isZero();
    assertThat(FloatMath.exp(Float.NaN)).isNaN();
    // Subnormal results lose bits, not magnitude.
    assertThat((double) FloatMath.exp(-100)).isBetween(3.6e-44, 3.8e-44);
  }

  @Test
  void logarithmIsAccurateOverItsWholeRange() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt(1, 0x7F800000));
      double exact = StrictMath.log(x);
      assertThat(Math.abs(FloatMath.log(x) - exact))
          .as("log(%s)", x)
          .isLessThanOrEqualTo(3e-7 * Math.abs(exact));
    }
    for (int i = 0; i < 100_000; i++) {
      float x = (float) (random.nextDouble() * 4);
      double exact = StrictMath.log(x);
      assertThat(Math.abs(FloatMath.log(x) - exact))
          .as("log(%s)", x)
          .isLessThanOrEqualTo(3e-7 * Math.abs(exact));
    }
  }

  @Test
  void logarithmOfTheExtremes() {
    assertThat(FloatMath.log(1)).isZero();
    assertThat(FloatMath.log(0)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(FloatMath.log(-0.0f)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(FloatMath.log(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.log(-1)).isNaN();
    assertThat(FloatMath.log(Float.NaN)).isNaN();
    assertThat((double) FloatMath.log(Float.MIN_VALUE)).isBetween(-103.2790, -103.2788);
  }
}
