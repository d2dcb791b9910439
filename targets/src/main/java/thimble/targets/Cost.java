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

  /** A multiplication with its two loads, addresses and the loop around it. */
  double PER_MAC = 9.5;

  /** What the loop of an operator does for the element of its largest tensor. */
  private static double perElement(Op op) {
    return switch (op.name()) {
      case "average_pool2d" -> 3.5;
      case "max_pool2d" -> 6;
      case "reduce" -> 9;
      case "concat", "pad", "slice", "gather", "split", "reshape", "transpose" -> 4;
      case "lookup" -> 6;
      case "softmax" -> 80;
      case "mul", "sub", "add" -> 30;
      default -> 12;
    };
  }

  /**
   * The estimate for a reference kernel: by its multiply-accumulates and by the elements that it
   * reads and writes, as often as its loops do. An estimate, no count: compilers treat these loops
   * as they like.
   */
  static Cost ofReference(Op op, Signature signature) {
    long elements = signature.outputs().stream().mapToLong(TensorType::count).sum();
    for (TensorType input : signature.inputs()) {
      elements = Math.max(elements, input.count());
    }
    double all = PER_MAC * op.macs(signature) + perElement(op) * elements;
    return new Linear(40, all / Math.max(1, signature.output().rows()));
  }
}
