package thimble.sim;

import thimble.ir.TensorData;

/**
 * How far a tensor is from what it should be, in the figures that people who validate firmware are
 * used to.
 *
 * @param count elements compared
 * @param differing elements that are not equal
 * @param firstIndex the first such element, -1 for none
 * @param largest largest absolute difference
 * @param relative largest absolute difference divided by the largest expected magnitude
 * @param meanAbsolute mean absolute difference
 * @param rmse root mean square error
 * @param l2Relative norm of the difference by norm of the expected tensor
 * @param cosine cosine of the angle between the two
 * @param sameArgmax whether the largest element stands at the same index
 */
public record Difference(
    int count,
    int differing,
    int firstIndex,
    double largest,
    double relative,
    double meanAbsolute,
    double rmse,
    double l2Relative,
    double cosine,
    boolean sameArgmax) {

  /** Bytes must be equal: floats are compared by their bits (any NaN equals any other). */
  public boolean isExact() {
    return differing == 0;
  }

  public static Difference between(TensorData actual, TensorData expected) {
    if (actual.count() != expected.count()) {
      throw new IllegalArgumentException(actual + " against " + expected);
    }
    int differing = 0;
    int first = -1;
    double largest = 0;
    double sum = 0;
    double squares = 0;
    double expectedSquares = 0;
    double actualSquares = 0;
    double product = 0;
    double magnitude = 0;
    int actualArgmax = 0;
    int expectedArgmax = 0;
    for (int i = 0; i < actual.count(); i++) {
      double a = actual.real(i);
      double e = expected.real(i);
      boolean equal = Double.doubleToLongBits(a) == Double.doubleToLongBits(e);
      double difference = equal ? 0 : Math.abs(a - e);
      if (!equal) {
        differing++;
        first = first < 0 ? i : first;
        largest =
            Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
      }
      sum += difference;
      squares += difference * difference;
      actualSquares += a * a;
      expectedSquares += e * e;
      product += a * e;
      magnitude = Math.max(magnitude, Math.abs(e));
      actualArgmax = a > actual.real(actualArgmax) ? i : actualArgmax;
      expectedArgmax = e > expected.real(expectedArgmax) ? i : expectedArgmax;
    }
    int count = Math.max(1, actual.count());
    double norms = Math.sqrt(actualSquares) * Math.sqrt(expectedSquares);
    return new Difference(
        actual.count(),
        differing,
        first,
        largest,
        magnitude == 0 ? largest : largest / magnitude,
        sum / count,
        Math.sqrt(squares / count),
        expectedSquares == 0 ? Math.sqrt(squares) : Math.sqrt(squares / expectedSquares),
        norms == 0 ? (differing == 0 ? 1 : 0) : product / norms,
        actualArgmax == expectedArgmax);
  }
}
