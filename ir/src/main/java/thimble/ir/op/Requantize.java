package thimble.ir.op;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.RequantizeKernel;

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
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    FixedPoint factor = FixedPoint.of((double) x.quant().scale() / y.quant().scale());
    return Elementwise.call(
        RequantizeKernel.class,
        Types.width(x.element()) + "To" + Types.width(element).toUpperCase(Locale.ROOT),
        signature,
        new Argument.Int("mask", Types.mask(x.element())),
        new Argument.Int("srcZero", x.quant().zeroPoint()),
        new Argument.Int("multiplier", factor.multiplier()),
        new Argument.Int("shift", factor.shift()),
        new Argument.Int("dstZero", y.quant().zeroPoint()),
        new Argument.Int("low", (int) element.min()),
        new Argument.Int("high", (int) element.max()));
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
