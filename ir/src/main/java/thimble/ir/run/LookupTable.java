package thimble.ir.run;

import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Dequantize;
import thimble.ir.op.Lookup;
import thimble.ir.op.Op;
import thimble.ir.op.Quantize;
import thimble.ir.op.Signature;

/** Makes the tables of {@link Lookup}. */
public final class LookupTable {
  private LookupTable() {}

  /**
   * What a chain of float functions does to each s8: dequantize, apply one after another, quantize.
   *
   * @param functions operators of one f32 input and one f32 output of its shape, elementwise
   * @param input quantization of x, per tensor
   * @param output quantization of y, per tensor
   * @return s8 [256], the first entry for x = -128
   */
  public static TensorData of(List<Op> functions, Quantization input, Quantization output) {
    TensorType stored = TensorType.quantized(ElementType.S8, List.of(Lookup.ENTRIES), input);
    TensorType real = TensorType.of(ElementType.F32, Lookup.ENTRIES);
    byte[] every = new byte[Lookup.ENTRIES];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) (i + Byte.MIN_VALUE);
    }
    TensorData values = apply(new Dequantize(), stored, real, TensorData.bytes(every));
    for (Op function : functions) {
      values = apply(function, real, real, values);
    }
    return apply(new Quantize(ElementType.S8), real, stored.withQuantization(output), values);
  }

  private static TensorData apply(Op op, TensorType from, TensorType to, TensorData data) {
    return Evaluator.apply(op, new Signature(List.of(from), List.of(to)), List.of(data)).get(0);
  }
}
