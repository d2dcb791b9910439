package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.PReluKernel;

/**
 * {@code y = x < 0 ? x * slope : x}, f32; the slope is broadcast to x as in NumPy (per channel in
 * most models).
 */
public record PRelu() implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Broadcast.check(inputs, 2, checks)) {
      return;
    }
    checks
        .require(Types.allPlain(inputs, Set.of(ElementType.F32)), "C4", "no kernel for " + inputs)
        .require(
            Shapes.broadcast(inputs).orElseThrow().equals(inputs.get(0).shape()),
            "C5",
            "the slope " + inputs.get(1) + " is larger than x " + inputs.get(0));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(ElementType.F32, inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Broadcast.of(signature, 2).access();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    return Broadcast.of(signature, 2).nest().binary(PReluKernel.class, "f32", List.of());
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
