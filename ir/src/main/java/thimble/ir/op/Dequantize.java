package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.DequantizeKernel;

/**
 * {@code y = (x - z) * S} in f32, with the quantization of the input's type, per tensor or along an
 * axis. x: s8, u8, s16, u16 or s32; s4 of a constant.
 */
public record Dequantize() implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    checks.require(
        inputs.get(0).isQuantized() && isStored(inputs.get(0).element()),
        "C2",
        "takes a quantized tensor, not " + inputs.get(0));
  }

  private static boolean isStored(ElementType element) {
    return element == ElementType.S4 || Types.QUANTIZED.contains(element);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(ElementType.F32, inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return PerAxis.access(signature.input(0));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    return Elementwise.call(
        DequantizeKernel.class,
        x.element().text() + PerAxis.suffix(x),
        signature,
        PerAxis.quantization(x).toArray(Argument[]::new));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return Parts.elementwise(this, signature, 1, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Broadcast.overwritable(signature, 1);
  }
}
