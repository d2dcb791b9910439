package thimble.tests.op;

import java.util.List;
import thimble.ir.Graph;
import thimble.ir.TensorData;

/**
 * One case of a case file: a small graph, and what it gives for some inputs.
 *
 * @param operator the file's name, which is the operator's
 * @param name unique in the file
 */
record OpCase(String operator, String name, Graph graph, List<Run> runs) {
  /**
   * @param inputs one for each graph input, in order
   * @param expected one for each graph output, in order
   */
  record Run(List<TensorData> inputs, List<Expected> expected) {}

  /**
   * @param exact whether every element must be equal; otherwise within 1e-5 of the largest
   */
  record Expected(TensorData data, boolean exact) {
    /** What is wrong with a result; empty where nothing is. */
    String difference(TensorData actual) {
      double tolerance = exact ? 0 : 1e-5 * largest();
      for (int i = 0; i < data.count(); i++) {
        if (!same(data.real(i), actual.real(i), tolerance)) {
          return "element " + i + " is " + actual.real(i) + " instead of " + data.real(i);
        }
      }
      return "";
    }

    private double largest() {
      double largest = 1e-30;
      for (int i = 0; i < data.count(); i++) {
        double magnitude = Math.abs(data.real(i));
        largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
      }
      return largest;
    }

    private static boolean same(double expected, double actual, double tolerance) {
      return Double.compare(expected, actual) == 0
          || expected == actual
          || Math.abs(expected - actual) <= tolerance;
    }
  }

  @Override
  public String toString() {
    return operator + ": " + name;
  }
}
