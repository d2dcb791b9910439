package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.LogicalKernel;

/** {@code y = !x}, bool. */
public record Not() implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    if (checks.passed()) {
      checks.require(
          inputs.get(0).element() == ElementType.BOOL, "C2", "takes bool, not " + inputs.get(0));
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(ElementType.BOOL, inputs.get(0).shape()));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    return Elementwise.call(LogicalKernel.class, "not", signature);
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
