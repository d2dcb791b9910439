package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.InstanceNormalizationKernel;

/**
 * Brings each channel of each image to mean 0 and variance 1, then scales it.
 *
 * <pre>
 *   x [N, ..., C], scale [C], bias [C]  ->  y = (x - mean) / sqrt(variance + epsilon) * scale + bias
 * </pre>
 *
 * f32.
 */
public record InstanceNormalization(float epsilon) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 3, "x, scale and bias")) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(x.rank() >= 3, "C2", "x has rank 3 or more, not " + x.rank());
    if (!checks.passed()) {
      return;
    }
    checks
        .require(
            inputs.get(1).count() == x.extent(-1) && inputs.get(2).count() == x.extent(-1),
            "C3",
            "scale "
                + inputs.get(1)
                + " and bias "
                + inputs.get(2)
                + " for "
                + x.extent(-1)
                + " channels")
        .require(
            inputs.stream().allMatch(type -> type.element() == ElementType.F32),
            "C4",
            "no kernel for " + inputs)
        .require(epsilon >= 0, "C5", "epsilon " + epsilon);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(inputs.get(0));
  }

  @Override
  public Access access(Signature signature) {
    return Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    return new Arguments()
        .source(0)
        .integer("images", x.extent(0))
        .integer("pixels", x.product(1, x.rank() - 1))
        .integer("channels", x.extent(-1))
        .source(1)
        .source(2)
        .real("epsilon", epsilon)
        .sink(0)
        .call(InstanceNormalizationKernel.class, "f32");
  }

  @Override
  public long macs(Signature signature) {
    return 2L * signature.output().count();
  }

  /** A channel's mean and variance are known before its first result is written. */
  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Set.of(0);
  }
}
