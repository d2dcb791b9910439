package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.WhereKernel;

/**
 * {@code y = condition ? a : b}, elementwise with NumPy's broadcasting of all three; condition is
 * bool, a and b have one element type, any, and one quantization or none.
 */
public record Where() implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Broadcast.check(inputs, 3, checks)) {
      return;
    }
    TensorType a = inputs.get(1);
    TensorType b = inputs.get(2);
    checks
        .require(
            inputs.get(0).element() == ElementType.BOOL,
            "C4",
            "the condition is bool, not " + inputs.get(0))
        .require(a.element() == b.element(), "C5", "cannot choose between " + a + " and " + b)
        .require(
            Types.sameQuantization(List.of(a, b)),
            "C6",
            "the quantizations of " + a + " and " + b + " differ");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(inputs.get(1).element(), Shapes.broadcast(inputs).orElseThrow()));
  }

  @Override
  public Access access(Signature signature) {
    return Broadcast.of(signature, 3).access();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    Nest nest = Broadcast.of(signature, 3).nest();
    return KernelCall.of(
        WhereKernel.class,
        Types.width(signature.output().element()),
        new Argument.Source(0),
        nest.step("conditionStep", 0),
        new Argument.Source(1),
        nest.step("aStep", 1),
        new Argument.Source(2),
        nest.step("bStep", 2),
        nest.levels(),
        nest.table(),
        new Argument.Sink(0),
        nest.blocks(),
        nest.run());
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return Parts.elementwise(this, signature, 3, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Broadcast.overwritable(signature, 3);
  }
}
