package thimble.ir.op;

import java.util.List;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/**
 * What {@link Quantize} and {@link Dequantize} tell their kernels of a quantization: one scale and
 * zero point, or a table of them, where element {@code i} of a call has entry {@code i / inner %
 * entries}.
 */
final class PerAxis {
  private PerAxis() {}

  /** Which kernel: the ending of its method's name. */
  static String suffix(TensorType type) {
    return type.quant().isPerTensor() ? "" : "PerAxis";
  }

  static List<Argument> quantization(TensorType type) {
    Quantization quantization = type.quant();
    if (quantization.isPerTensor()) {
      return List.of(
          new Argument.Real("scale", quantization.scale()),
          new Argument.Int("zero", quantization.zeroPoint()));
    }
    int entries = quantization.scales().size();
    float[] scales = new float[entries];
    int[] zeros = new int[entries];
    for (int entry = 0; entry < entries; entry++) {
      scales[entry] = quantization.scale(entry);
      zeros[entry] = quantization.zeroPoint(entry);
    }
    return List.of(
        new Argument.Table("scales", TensorData.floats(scales)),
        new Argument.Table("zeros", TensorData.ints(zeros)),
        new Argument.Int("entries", entries),
        new Argument.Int("inner", type.product(quantization.axis() + 1, type.rank())));
  }

  /** A call counts elements from its own beginning: rows can only stand alone inside the axis. */
  static Access access(TensorType type) {
    Quantization quantization = type.quant();
    return quantization.isPerTensor() || quantization.axis() >= type.rowAxes()
        ? Access.mergeableRows(RowWindow.same())
        : Access.whole();
  }
}
