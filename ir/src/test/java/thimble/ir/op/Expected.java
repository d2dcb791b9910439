package thimble.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.Requantize;

/** Turns sums, computed plainly in double, into what a kernel must give. */
final class Expected {
  private Expected() {}

  /** An element as the number that enters a sum: less its zero point where quantized. */
  static double term(TensorType type, TensorData data, int index, int channel) {
    double zero = type.isQuantized() ? type.quant().zeroPoint(channel) : 0;
    return data.real(index) - zero;
  }

  static double term(TensorType type, TensorData data, int index) {
    return term(type, data, index, 0);
  }

  /** The index of {@code [n, y, x, c]} in an image or (x = 0) a sequence. */
  static int at(TensorType type, int n, int y, int x, int c) {
    int width = type.rank() == 3 ? 1 : type.extent(2);
    return ((n * type.extent(1) + y) * width + x) * type.extent(-1) + c;
  }

  /** A weighted layer's output: the sum rescaled and clamped, or for floats clamped. */
  static double activated(
      TensorType x, TensorType weight, TensorType y, Clamp clamp, double sum, int channel) {
    if (x.element() == ElementType.F32) {
      return clamp.apply((float) sum);
    }
    FixedPoint factor =
        FixedPoint.of(
            (double) x.quant().scale() * weight.quant().scale(channel) / y.quant().scale());
    return Requantize.toOutput(
        (int) sum,
        factor.multiplier(),
        factor.shift(),
        y.quant().zeroPoint(),
        clamp.storedLow(y),
        clamp.storedHigh(y));
  }

  /** Integers equal, floats within 1e-5 of the largest. */
  static void assertSame(TensorData actual, double[] expected, Object description) {
    double largest = 1e-3;
    for (double value : expected) {
      largest = Math.max(largest, Double.isInfinite(value) ? 0 : Math.abs(value));
    }
    double tolerance = actual.element() == ElementType.F32 ? 1e-5 * largest : 0;
    for (int i = 0; i < expected.length; i++) {
      boolean same =
          actual.real(i) == expected[i] || Math.abs(actual.real(i) - expected[i]) <= tolerance;
      if (!same) {
        assertThat(actual.real(i)).as("element %s of %s", i, description).isEqualTo(expected[i]);
      }
    }
    assertThat(actual.count()).isEqualTo(expected.length);
  }
}
