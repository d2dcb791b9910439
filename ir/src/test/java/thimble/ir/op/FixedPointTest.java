package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FixedPointTest {
  @Test
  void powersOfTwoAreExact() {
    assertThat(FixedPoint.of(1)).isEqualTo(new FixedPoint(1 << 30, 1));
    assertThat(FixedPoint.of(0.5)).isEqualTo(new FixedPoint(1 << 30, 0));
    assertThat(FixedPoint.of(0.25)).isEqualTo(new FixedPoint(1 << 30, -1));
    assertThat(FixedPoint.of(1024)).isEqualTo(new FixedPoint(1 << 30, 11));
  }

  @Test
  void fractionThatRoundsUpToOneCarriesIntoTheExponent() {
    assertThat(FixedPoint.of(Math.nextDown(1.0))).isEqualTo(new FixedPoint(1 << 30, 1));
    assertThat(FixedPoint.of(Math.nextDown(0.5))).isEqualTo(new FixedPoint(1 << 30, 0));
  }

  @Test
  void factorsTooSmallToMatterAreZero() {
    double smallest = Math.scalb(1.0, -32);
    assertThat(FixedPoint.of(smallest)).isEqualTo(new FixedPoint(1 << 30, -31));
    assertThat(FixedPoint.of(smallest / 2)).isEqualTo(new FixedPoint(0, 0));
    assertThat(FixedPoint.of(Math.nextDown(smallest))).isEqualTo(new FixedPoint(1 << 30, -31));
    assertThat(FixedPoint.of(Double.MIN_VALUE)).isEqualTo(new FixedPoint(0, 0));
    assertThat(FixedPoint.of(0)).isEqualTo(new FixedPoint(0, 0));
  }

  @Test
  void factorsThatDoNotFitAreRefused() {
    assertThat(FixedPoint.of(Math.scalb(1.0, 29)).shift()).isEqualTo(30);
    assertThatThrownBy(() -> FixedPoint.of(Math.scalb(1.0, 30)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FixedPoint.of(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FixedPoint.of(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FixedPoint.of(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valueIsWithinHalfAUnitOfTheFactor() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      double factor = Math.scalb(random.nextDouble(0.5, 1), random.nextInt(-30, 30));
      FixedPoint fixed = FixedPoint.of(factor);
      assertThat(fixed.multiplier()).isGreaterThanOrEqualTo(1 << 30);
      double value = Math.scalb((double) fixed.multiplier(), fixed.shift() - 31);
      assertThat(Math.abs(value - factor)).isLessThanOrEqualTo(Math.scalb(0.5, fixed.shift() - 31));
    }
  }

  @Test
  void countIsFoldedTruncatedIntoTheMultiplier() {
    // N = 9: k = 3, floor(q * 8 / 9).
    assertThat(new FixedPoint(1_500_000_000, -2).dividedBy(9))
        .isEqualTo(new FixedPoint(1_333_333_333, -5));
    // Powers of two move into the shift alone, as far as it reaches.
    assertThat(new FixedPoint(1_500_000_000, -2).dividedBy(64))
        .isEqualTo(new FixedPoint(1_500_000_000, -8));
    assertThat(new FixedPoint(1_500_000_000, -30).dividedBy(64))
        .isEqualTo(new FixedPoint(1_500_000_000 / 32, -31));
    assertThat(new FixedPoint(1_500_000_000, 3).dividedBy(1))
        .isEqualTo(new FixedPoint(1_500_000_000, 3));
  }
}
