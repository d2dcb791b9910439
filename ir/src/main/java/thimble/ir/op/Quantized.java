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

  /** The same of int16. */
  static boolean isS16PerTensor(TensorType type) {
    return type.element() == ElementType.S16 && type.isQuantized() && type.quant().isPerTensor();
  }

  /** Whether a tensor is an activation of either type. */
  static boolean isActivation(TensorType type) {
    return isS8PerTensor(type) || isS16PerTensor(type);
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
