package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.LayerNormalizationKernel;

/**
 * Brings each vector over the axes from {@code axis} on to mean 0 and variance 1, then scales it.
 *
 * <pre>
 *   x [..., D...], scale [D...], bias [D...]  ->  y = (x - mean) / sqrt(variance + epsilon) * scale + bias
 * </pre>
 *
 * f32.
 *
 * @param axis the first normalized axis, not negative
 */
public record LayerNormalization(int axis, float epsilon) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 3, "x, scale and bias")) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(axis >= 0 && axis < x.rank(), "C2", "axis " + axis + " of a tensor " + x);
    if (!checks.passed()) {
      return;
    }
    int depth = x.product(axis, x.rank());
    checks
        .require(
            inputs.get(1).count() == depth && inputs.get(2).count() == depth,
            "C3",
            "scale " + inputs.get(1) + " and bias " + inputs.get(2) + " for vectors of " + depth)
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
    return axis >= signature.input(0).rowAxes()
        ? Access.mergeableRows(RowWindow.same(), RowWindow.all(), RowWindow.all())
        : Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    return new Arguments()
        .source(0)
        .add(
            access(signature) instanceof Access.ByRows
                ? new Argument.PerRow("vectors", x.product(x.rowAxes(), axis))
                : new Argument.Int("vectors", x.product(0, axis)))
        .integer("depth", x.product(axis, x.rank()))
        .source(1)
        .source(2)
        .real("epsilon", epsilon)
        .sink(0)
        .call(LayerNormalizationKernel.class, "f32");
  }

  @Override
  public long macs(Signature signature) {
    return 2L * signature.output().count();
  }

  /** A vector's mean and variance are known before its first result is written. */
  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Set.of(0);
  }
}
