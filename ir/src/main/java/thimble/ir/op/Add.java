package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.TensorType;
import thimble.ir.kernel.AddKernel;

/**
 * {@code y = a + b}, elementwise with NumPy's broadcasting.
 *
 * <p>Float: f32, f64. Integers (s32, s64) wrap around. Quantized: s8 or s16, both operands and the
 * result per tensor, each with its own scale; the operands are brought to a common scale first
 * (docs/semantics.md, "Add/Sub").
 *
 * @param activation fused into the output; of plain integers only {@link Clamp#NONE}
 */
public record Add(Clamp activation) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    Arithmetic.check(inputs, activation, checks);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Arithmetic.infer(inputs);
  }

  @Override
  public Access access(Signature signature) {
    return Broadcast.of(signature, 2).access();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    return Arithmetic.sum(AddKernel.class, signature, activation);
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return Parts.elementwise(this, signature, 2, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Broadcast.overwritable(signature, 2);
  }

  @Override
  public Optional<Clamp> clamp() {
    return Optional.of(activation);
  }

  @Override
  public Op withClamp(Clamp clamp) {
    return new Add(clamp);
  }
}
