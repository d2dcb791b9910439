package thimble.ir.op;

import thimble.ir.ElementType;
import thimble.ir.TensorType;

/** Questions about quantized tensors that several operators ask. */
final class Quantized {
  private Quantized() {}

  /** Whether a tensor is an int8 activation: one scale, one zero point. */
  static boolean isS8PerTensor(TensorType type) {
    return type.element() == ElementType.S8 && type.isQuantized() && type.quant().isPerTensor();
  }

  /**
   * For operators that move or compare stored integers: input and output must mean the same by
   * them. A pass that breaks this would change results silently, so it ends here.
   */
  static void requireSame(TensorType x, TensorType y) {
    if (!x.quantization().equals(y.quantization())) {
      throw new IllegalArgumentException(
          "input and output need one quantization: "
              + x.quantization()
              + " and "
              + y.quantization());
    }
  }
}
