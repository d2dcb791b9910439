package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.CastKernel;
import thimble.ir.kernel.MoveKernel;

/**
 * To another element type, the number kept where it fits. Made total, and equal in Java and C:
 *
 * <ul>
 *   <li>integer to narrower integer: the low bits (two's complement), as a C cast;
 *   <li>float to integer: truncated toward zero, saturated to the target's range, NaN is 0;
 *   <li>integer or double to float: the nearest, halves to even;
 *   <li>anything to bool: {@code x != 0} (so NaN is true); bool is 0 or 1.
 * </ul>
 *
 * @param element the target; u32 and u64 only from and to integers of their size
 */
public record Cast(ElementType element) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(inputs.size() == 1, "C1", "takes 1 input, not " + inputs.size());
    if (!checks.passed()) {
      return;
    }
    TensorType x = inputs.get(0);
    checks
        .require(!x.isQuantized(), "C2", "a quantized tensor is requantized, not cast: " + x)
        .require(
            isSameBits(x.element()) || isSupported(x.element()) && isSupported(element),
            "C3",
            "no cast from " + x.element().text() + " to " + element.text());
  }

  private static boolean isSupported(ElementType element) {
    return element != ElementType.U32 && element != ElementType.U64;
  }

  /** Whether the stored bits stay as they are. */
  private boolean isSameBits(ElementType from) {
    return from == element
        || from.bytes() == element.bytes()
            && !from.isFloat()
            && !element.isFloat()
            && element != ElementType.BOOL;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(element, inputs.get(0).shape()));
  }

  @Override
  public List<Alias> aliases(Signature signature) {
    return isSameBits(signature.input(0).element())
        ? List.of(new Alias(0, 0, 0, Alias.Kind.OUTPUT_IN_INPUT))
        : List.of();
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    ElementType from = signature.input(0).element();
    if (isSameBits(from)) {
      return Elementwise.call(MoveKernel.class, Types.width(from) + "Copy", signature);
    }
    List<Argument> parameters = new ArrayList<>();
    String to = element == ElementType.BOOL ? "bool" : Types.width(element);
    boolean narrow = element.bytes() <= 2 && element != ElementType.BOOL;
    if (from.isFloat() && narrow) {
      parameters.add(new Argument.Int("low", (int) element.min()));
      parameters.add(new Argument.Int("high", (int) element.max()));
    } else if (from.bytes() <= 2 && element != ElementType.BOOL) {
      parameters.add(new Argument.Int("mask", from == ElementType.BOOL ? 1 : Types.mask(from)));
    }
    return Elementwise.call(
        CastKernel.class,
        Types.width(from) + "To" + to.substring(0, 1).toUpperCase(Locale.ROOT) + to.substring(1),
        signature,
        parameters.toArray(Argument[]::new));
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
