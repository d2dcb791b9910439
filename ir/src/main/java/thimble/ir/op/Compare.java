package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;

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
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
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
    throw new UnsupportedOperationException(name());
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
