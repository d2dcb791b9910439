package thimble.ir.op;

import java.util.List;
import thimble.ir.TensorType;

/**
 * A tensor repeated to a shape that it broadcasts to, as in NumPy.
 *
 * @param shape of the result
 */
public record Expand(List<Integer> shape) implements Op {
  public Expand {
    shape = List.copyOf(shape);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Movement.check(inputs, checks)) {
      return;
    }
    TensorType x = inputs.get(0);
    checks
        .require(shape.size() <= Shapes.MAX_RANK, "C3", "rank 8 at most, not " + shape)
        .require(
            Shapes.fits(shape)
                && Shapes.broadcast(List.of(x, TensorType.of(x.element(), shape)))
                    .filter(shape::equals)
                    .isPresent(),
            "C4",
            x + " does not broadcast to " + shape);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Movement.infer(inputs.get(0), shape);
  }

  @Override
  public List<Alias> aliases(Signature signature) {
    return signature.input(0).count() == signature.output().count()
        ? Movement.view(signature.input(0), 0)
        : List.of();
  }

  @Override
  public Access access(Signature signature) {
    return Broadcast.of(signature, 1).access();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    return Movement.strided(signature.output().element(), Broadcast.of(signature, 1).nest());
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
