package thimble.targets;

import thimble.ir.TensorType;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;

/**
 * How many instructions a call of a kernel executes, predicted. Two costs are equal where they
 * predict the same.
 */
public interface Cost {
  /**
   * Instructions of one call.
   *
   * @param rows of the first output that the call computes; all of them where the access is whole
   */
  double instructions(int rows);

  /** So much for each call and so much for each row. */
  record Linear(double perCall, double perRow) implements Cost {
    @Override
    public double instructions(int rows) {
      return perCall + rows * perRow;
    }
  }

  /**
   * The estimate for a kernel of which nothing else is known: by its multiply-accumulates and by
   * the elements that it reads and writes.
   */
  static Cost ofReference(Op op, Signature signature) {
    long elements = signature.outputs().stream().mapToLong(TensorType::count).sum();
    for (TensorType input : signature.inputs()) {
      elements = Math.max(elements, input.count());
    }
    double all = 9.5 * op.macs(signature) + 12.0 * elements;
    return new Linear(40, all / Math.max(1, signature.output().rows()));
  }
}
