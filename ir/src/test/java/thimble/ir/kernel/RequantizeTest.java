package thimble.ir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequantizeTest {
  /** The rule of docs/semantics.md in integers without bounds. */
  private static int exact(int x, int multiplier, int shift) {
    int left = Math.max(shift, 0);
    int right = Math.max(-shift, 0);
    BigInteger wrapped = BigInteger.valueOf(BigInteger.valueOf(x).shiftLeft(left).intValue());
    BigInteger product = wrapped.multiply(BigInteger.valueOf(multiplier));
    BigInteger nudge =
        product.signum() >= 0
            ? BigInteger.ONE.shiftLeft(30)
            : BigInteger.ONE.subtract(BigInteger.ONE.shiftLeft(30));
    // BigInteger's division truncates toward zero.
    BigInteger high = product.add(nudge).divide(BigInteger.ONE.shiftLeft(31));
    BigInteger divisor = BigInteger.ONE.shiftLeft(right);
    BigInteger[] quotient = high.abs().divideAndRemainder(divisor);
    boolean up = quotient[1].shiftLeft(1).compareTo(divisor) >= 0;
    BigInteger rounded = up ? quotient[0].add(BigInteger.ONE) : quotient[0];
    return (high.signum() < 0 ? rounded.negate() : rounded).intValueExact();
  }

  @Test
  void followsTheRuleOnEdges() {
    int[] values = {0, 1, -1, 2, -2, 127, -128, 1 << 30, -(1 << 30), Integer.MAX_VALUE};
    int[] multipliers = {0, 1, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE};
    for (int x : values) {
      for (int multiplier : multipliers) {
        for (int shift = -31; shift <= 30; shift++) {
          assertThat(Requantize.apply(x, multiplier, shift))
              .as("requantize(%s, %s, %s)", x, multiplier, shift)
              .isEqualTo(exact(x, multiplier, shift));
        }
        assertThat(Requantize.apply(Integer.MIN_VALUE, multiplier, 0))
            .isEqualTo(exact(Integer.MIN_VALUE, multiplier, 0));
      }
    }
  }

  @Test
  void followsTheRuleOnRandomNumbers() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      int x = random.nextInt() >> random.nextInt(32);
      int multiplier = random.nextInt(1 << 30, Integer.MAX_VALUE);
      int shift = random.nextInt(-31, 31);
      assertThat(Requantize.apply(x, multiplier, shift)).isEqualTo(exact(x, multiplier, shift));
    }
  }

  @Test
  void halvesGoAwayFromZero() {
    assertThat(Requantize.apply(3, 1 << 30, 0)).isEqualTo(2);
    // The first rounding takes -1.5 up to -1: its nudge is one short of a half below zero.
    assertThat(Requantize.apply(-3, 1 << 30, 0)).isEqualTo(-1);
    assertThat(Requantize.apply(6, 1 << 30, -1)).isEqualTo(2);
    assertThat(Requantize.apply(-6, 1 << 30, -1)).isEqualTo(-2);
  }

  @Test
  void outputIsClampedAfterTheZeroPointIsAdded() {
    assertThat(Requantize.toOutput(1000, 1 << 30, 1, 5, -128, 127)).isEqualTo(127);
    assertThat(Requantize.toOutput(-1000, 1 << 30, 1, 5, -128, 127)).isEqualTo(-128);
    assertThat(Requantize.toOutput(10, 1 << 30, 1, 5, -128, 127)).isEqualTo(15);
    assertThat(Requantize.toOutput(-10, 1 << 30, 1, 5, 5, 127)).isEqualTo(5);
  }
}
