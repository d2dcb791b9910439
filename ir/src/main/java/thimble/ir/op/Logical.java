package thimble.ir.op;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.LogicalKernel;

/** A truth function of two bool operands, elementwise with NumPy's broadcasting. */
public record Logical(Function function) implements Op {
  public enum Function {
    AND,
    OR,
    XOR
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Broadcast.check(inputs, 2, checks)) {
      return;
    }
    checks.require(
        Types.allPlain(inputs, Set.of(ElementType.BOOL)), "C4", "takes bool, not " + inputs);
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
    return Broadcast.of(signature, 2)
        .nest()
        .binary(LogicalKernel.class, function.name().toLowerCase(Locale.ROOT), List.of());
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
}
