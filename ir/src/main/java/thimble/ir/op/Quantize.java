package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.QuantizeKernel;

/**
 * {@code y = clamp(round(x / S) + z)}: f32 to integers, with the quantization of the output's type,
 * per tensor or along an axis.
 *
 * <p>Halves are rounded away from zero, as TFLite does (docs/semantics.md, "Quantize float").
 * ONNX's QuantizeLinear rounds them to even: a tensor whose {@code x / S} is exactly half an
 * integer may differ by one step there. The quotient is taken in f32 as in both; NaN gives z.
 *
 * @param element what the output stores: s8, u8, s16, u16 or s32
 */
public record Quantize(ElementType element) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    checks
        .require(
            inputs.get(0).element() == ElementType.F32, "C2", "takes f32, not " + inputs.get(0))
        .require(
            Types.QUANTIZED.contains(element), "C3", "no quantized tensors of " + element.text());
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(element, inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return PerAxis.access(signature.output());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType y = signature.output();
    List<Argument> arguments = new ArrayList<>();
    arguments.addAll(PerAxis.quantization(y));
    arguments.add(new Argument.Int("low", (int) element.min()));
    arguments.add(new Argument.Int("high", (int) element.max()));
    return Elementwise.call(
        QuantizeKernel.class,
        Types.width(element) + PerAxis.suffix(y),
        signature,
        arguments.toArray(Argument[]::new));
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
