package thimble.ir.pass;

import thimble.ir.Quantization;
import thimble.ir.TensorType;
import thimble.ir.op.Expand;
import thimble.ir.op.Gather;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Pad;
import thimble.ir.op.Reshape;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Slice;
import thimble.ir.op.Tile;
import thimble.ir.op.Transpose;

/**
 * Operators whose every result element is an element of their first input (or a padding that can be
 * stored): quantizing before or after them gives the same.
 */
final class Movements {
  private Movements() {}

  /** Whether an operator moves stored integers of that quantization as it moves real numbers. */
  static boolean commute(Op op, Quantization quantization, TensorType stored) {
    if (op instanceof Pad pad) {
      return pad.mode() != Pad.Mode.CONSTANT || isStorable(pad.value(), quantization, stored);
    }
    return commute(op);
  }

  /** Whether an operator commutes with every monotone function of one element. */
  static boolean commute(Op op) {
    return isPlain(op)
        || op instanceof Expand
        || op instanceof Tile
        || op instanceof Gather
        || op instanceof MaxPool2d
        || op instanceof Resize2d resize && resize.mode() == Resize2d.Mode.NEAREST;
  }

  /** Whether an operator takes each element at most once. */
  static boolean isPlain(Op op) {
    return op instanceof Reshape || op instanceof Transpose || op instanceof Slice;
  }

  private static boolean isStorable(double value, Quantization quantization, TensorType stored) {
    double steps = Math.rint(value / quantization.scale());
    double integer = steps + quantization.zeroPoint();
    return integer >= stored.element().min()
        && integer <= stored.element().max()
        && (float) steps * quantization.scale() == (float) value;
  }
}
