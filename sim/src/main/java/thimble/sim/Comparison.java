package thimble.sim;

import java.util.List;
import thimble.ir.TensorData;

/** The worst difference over many tensors. */
final class Comparison {
  private Difference worst;
  private boolean exact = true;
  private int count;

  void add(List<TensorData> actual, List<TensorData> expected) {
    for (int i = 0; i < expected.size(); i++) {
      Difference difference = Difference.between(actual.get(i), expected.get(i));
      exact &= difference.isExact();
      worst = worst == null || difference.relative() > worst.relative() ? difference : worst;
      count++;
    }
  }

  int count() {
    return count;
  }

  Verification.Check exactly(String what) {
    return new Verification.Check(what, true, exact, worst, "");
  }

  Verification.Check within(String what, double tolerance, String remark) {
    return new Verification.Check(what, false, worst.relative() <= tolerance, worst, remark);
  }

  Verification.Check told(String what, String remark) {
    return new Verification.Check(what, false, true, worst, remark);
  }
}
