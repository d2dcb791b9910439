package thimble.ir.op;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.BinaryKernel;
import thimble.ir.kernel.DivisionKernel;

/**
 * An elementwise function of two operands, with NumPy's broadcasting.
 *
 * <p>f32, s32, s64 as the function allows; {@link Function#MINIMUM} and {@link Function#MAXIMUM}
 * also s8 where all three tensors share one quantization.
 */
public record Binary(Function function) implements Op {
  /** Which function; {@code a} is the first operand. */
  public enum Function {
    /** {@code a / b}. Integers truncate toward zero; division by zero gives 0. */
    DIVIDE,
    /** {@code a^b}, float. */
    POWER,
    MINIMUM,
    MAXIMUM,
    /** The remainder with the sign of {@code b}, integers; 0 where {@code b} is 0. */
    MODULO,
    /** The remainder with the sign of {@code a}, as C's fmod. */
    FMOD;

    private boolean accepts(ElementType element) {
      return switch (this) {
        case POWER -> element == ElementType.F32;
        case MODULO -> element == ElementType.S32 || element == ElementType.S64;
        default ->
            element == ElementType.F32 || element == ElementType.S32 || element == ElementType.S64;
      };
    }

    private boolean selects() {
      return this == MINIMUM || this == MAXIMUM;
    }
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Broadcast.check(inputs, 2, checks)) {
      return;
    }
    ElementType element = inputs.get(0).element();
    checks
        .require(
            function.accepts(element) && Types.allPlain(inputs, Set.of(element))
                || function.selects() && Types.allQuantized(ElementType.S8, inputs),
            "C4",
            "no kernel for " + function + " of " + inputs.get(0) + " and " + inputs.get(1))
        .require(
            Types.sameQuantization(inputs), "C5", "the operands' quantizations differ: " + inputs);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Arithmetic.infer(inputs);
  }

  @Override
  public Access access(Signature signature) {
    return Broadcast.of(signature, 2).access();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    ElementType element = signature.input(0).element();
    boolean divides = !function.selects() && !element.isFloat();
    return Broadcast.of(signature, 2)
        .nest()
        .binary(
            divides ? DivisionKernel.class : BinaryKernel.class,
            function.name().toLowerCase(Locale.ROOT) + element.name(),
            List.of());
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
