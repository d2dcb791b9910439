package thimble.frontend;

import java.util.List;
import thimble.ir.TensorData;

/** Compares results with what was expected, and says where they differ most. */
public final class Differences {
  private Differences() {}

  /**
   * @param relative of floats; the same amount absolute is always allowed near 0
   * @param steps of integers
   * @return empty where they agree
   */
  public static String between(
      List<Integer> expectedShape,
      TensorData expected,
      List<Integer> shape,
      TensorData found,
      double relative,
      int steps) {
    if (!expectedShape.equals(shape)) {
      return "shape " + shape + ", not " + expectedShape;
    }
    if (expected.element() != found.element()) {
      return found.element().text() + ", not " + expected.element().text();
    }
    for (int i = 0; i < expected.count(); i++) {
      double a = expected.real(i);
      double b = found.real(i);
      boolean close =
          expected.element().isFloat()
              ? Double.compare(a, b) == 0 || Math.abs(a - b) <= relative * Math.max(1, Math.abs(a))
              : Math.abs(a - b) <= steps;
      if (!close) {
        return "element " + i + " is " + b + ", not " + a;
      }
    }
    return "";
  }

  /** The mean distance of floats. */
  public static double mean(TensorData expected, TensorData found) {
    double sum = 0;
    for (int i = 0; i < expected.count(); i++) {
      sum += Math.abs(expected.real(i) - found.real(i));
    }
    return sum / expected.count();
  }
}
