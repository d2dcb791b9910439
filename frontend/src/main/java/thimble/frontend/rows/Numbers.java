package thimble.frontend.rows;

import java.util.List;
import java.util.function.Function;
import thimble.ir.ElementType;
import thimble.ir.op.Cast;

/** Element types that operators have no kernel for, computed in wider ones. */
final class Numbers {
  private Numbers() {}

  /** To another element type; nothing where it is the same. */
  static Operand cast(Site site, Operand x, ElementType element) {
    return x.type().element() == element ? x : site.add(new Cast(element), x);
  }

  /**
   * Small integers are computed in s32 and cut back to their width: what wraps around stays right,
   * and what does not was exact all along.
   */
  static Operand widened(
      Site site, List<Operand> operands, Function<List<Operand>, Operand> compute) {
    ElementType element = operands.get(0).type().element();
    ElementType wide = wide(element);
    if (wide == element) {
      return compute.apply(operands);
    }
    List<Operand> casts = operands.stream().map(x -> cast(site, x, wide)).toList();
    return cast(site, compute.apply(casts), element);
  }

  private static ElementType wide(ElementType element) {
    return switch (element) {
      case S8, U8, S16, U16 -> ElementType.S32;
      default -> element;
    };
  }
}
