package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;

/**
 * Softmax along one axis, or its logarithm.
 *
 * <pre>  y = exp(x - max) / sum exp(x - max)</pre>
 *
 * f32; s8 without the logarithm (docs/semantics.md, "Softmax").
 *
 * @param axis not negative
 */
public record Softmax(int axis, boolean log) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "x")) {
      return;
    }
    TensorType x = inputs.get(0);
    checks
        .require(axis >= 0 && axis < x.rank(), "C2", "axis " + axis + " of a tensor " + x)
        .require(
            x.element() == ElementType.F32 || Quantized.isS8PerTensor(x) && !log,
            "C3",
            "no kernel for " + (log ? "the logarithm of " : "") + x);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return List.of(TensorType.of(x.element(), x.shape()));
  }

  @Override
  public Access access(Signature signature) {
    return axis >= signature.input(0).rowAxes()
        ? Access.mergeableRows(RowWindow.same())
        : Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    throw new UnsupportedOperationException("no kernel yet");
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  /** A group's maximum and sum are known before its first result is written. */
  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Set.of(0);
  }
}
