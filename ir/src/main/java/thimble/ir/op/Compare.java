package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.CompareKernel;

/**
 * {@code a relation b}, elementwise with NumPy's broadcasting; the result is bool. Comparisons with
 * NaN are false. Quantized operands share one quantization.
 */
public record Compare(Relation relation) implements Op {
  private static final Set<ElementType> ELEMENTS =
      Set.of(
          ElementType.F32,
          ElementType.F64,
          ElementType.S8,
          ElementType.U8,
          ElementType.S16,
          ElementType.S32,
          ElementType.S64,
          ElementType.BOOL);

  public enum Relation {
    EQUAL(0, 1, 0),
    LESS(1, 0, 0),
    LESS_OR_EQUAL(1, 1, 0),
    GREATER(0, 0, 1),
    GREATER_OR_EQUAL(0, 1, 1);

    private final int whenLess;
    private final int whenEqual;
    private final int whenGreater;

    Relation(int whenLess, int whenEqual, int whenGreater) {
      this.whenLess = whenLess;
      this.whenEqual = whenEqual;
      this.whenGreater = whenGreater;
    }
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Broadcast.check(inputs, 2, checks)) {
      return;
    }
    TensorType a = inputs.get(0);
    TensorType b = inputs.get(1);
    checks
        .require(
            a.element() == b.element() && ELEMENTS.contains(a.element()),
            "C4",
            "no kernel for " + a + " and " + b)
        .require(
            Types.sameQuantization(inputs), "C5", "the operands' quantizations differ: " + inputs);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(ElementType.BOOL, Shapes.broadcast(inputs).orElseThrow()));
  }

  @Override
  public Access access(Signature signature) {
    return Broadcast.of(signature, 2).access();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    ElementType element = signature.input(0).element();
    return Broadcast.of(signature, 2)
        .nest()
        .binary(
            CompareKernel.class,
            element == ElementType.BOOL ? "u8" : element.text(),
            List.of(
                new Argument.Int("whenLess", relation.whenLess),
                new Argument.Int("whenEqual", relation.whenEqual),
                new Argument.Int("whenGreater", relation.whenGreater)));
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
