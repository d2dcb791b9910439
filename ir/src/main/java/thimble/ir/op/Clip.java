package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.ClipKernel;

/**
 * {@code y = min(max(x, low), high)}: Relu, Relu6, Clip where they are not fused into the operator
 * before. f32; plain integers (bounds are saturated to the type); s8, u8 and s16 quantized per
 * tensor, where x and y share scale and zero point (a clip between scales is a {@link Requantize}
 * before or after).
 *
 * @param range in real numbers
 */
public record Clip(Clamp range) implements Op {
  private static final Set<ElementType> ELEMENTS =
      Set.of(
          ElementType.F32,
          ElementType.S8,
          ElementType.U8,
          ElementType.S16,
          ElementType.S32,
          ElementType.S64);

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    TensorType x = inputs.get(0);
    checks
        .require(ELEMENTS.contains(x.element()), "C2", "no kernel for " + x)
        .require(
            !x.isQuantized() || x.quant().isPerTensor(),
            "C3",
            "a quantized input is quantized per tensor");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(inputs.get(0).element(), inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    if (x.element() == ElementType.F32 || x.element() == ElementType.S64) {
      return Elementwise.call(
          ClipKernel.class,
          x.element().text(),
          signature,
          new Argument.Real("clampLow", range.low()),
          new Argument.Real("clampHigh", range.high()));
    }
    // A float bound is saturated to the type; the output of a quantized clip has the input's scale.
    return Elementwise.call(
        ClipKernel.class,
        x.element().text(),
        signature,
        new Argument.Int("low", x.isQuantized() ? range.storedLow(x) : plain(range.low(), x)),
        new Argument.Int("high", x.isQuantized() ? range.storedHigh(x) : plain(range.high(), x)));
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

  private static int plain(float bound, TensorType x) {
    return (int) Math.max(x.element().min(), Math.min(x.element().max(), (double) bound));
  }
}
