package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;

/**
 * From one quantization to another, both per tensor: {@code y = clamp(requantize(x - z_x, S_x /
 * S_y) + z_y)} (docs/semantics.md, "Requantize between scales").
 *
 * @param element what the output stores: s8, u8, s16, u16 or s32
 */
public record Requantize(ElementType element) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    TensorType x = inputs.get(0);
    checks
        .require(
            x.isQuantized() && x.quant().isPerTensor() && Types.QUANTIZED.contains(x.element()),
            "C2",
            "takes a tensor quantized per tensor, not " + x)
        .require(
            Types.QUANTIZED.contains(element), "C3", "no quantized tensors of " + element.text());
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(element, inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    throw new UnsupportedOperationException(name());
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
