package thimble.ir.op;

import java.util.List;
import thimble.ir.TensorType;

/**
 * The same elements in the same order under another shape. A view: no kernel runs where the planner
 * lets output and input share memory.
 */
public record Reshape(List<Integer> shape) implements Op {
  public Reshape {
    shape = List.copyOf(shape);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Movement.check(inputs, checks)) {
      return;
    }
    checks
        .require(shape.size() <= Shapes.MAX_RANK, "C3", "rank 8 at most, not " + shape)
        .require(
            Shapes.fits(shape) && Shapes.product(shape) == inputs.get(0).count(),
            "C4",
            inputs.get(0) + " does not have as many elements as " + shape);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Movement.infer(inputs.get(0), shape);
  }

  @Override
  public List<Alias> aliases(Signature signature) {
    return Movement.view(signature.input(0), 0);
  }

  @Override
  public Access access(Signature signature) {
    return Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    return Movement.copy(signature.input(0));
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
