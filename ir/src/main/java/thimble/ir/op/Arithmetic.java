package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;

/** What {@link Add}, {@link Subtract} and {@link Multiply} have in common. */
final class Arithmetic {
  private static final Set<ElementType> PLAIN =
      Set.of(ElementType.F32, ElementType.F64, ElementType.S32, ElementType.S64);

  private Arithmetic() {}

  static void check(List<TensorType> inputs, Clamp activation, Checks checks) {
    if (!Broadcast.check(inputs, 2, checks)) {
      return;
    }
    boolean quantized =
        Types.allQuantized(ElementType.S8, inputs) || Types.allQuantized(ElementType.S16, inputs);
    checks
        .require(
            quantized || Types.allPlain(inputs, PLAIN),
            "C4",
            "no kernel for " + inputs.get(0) + " and " + inputs.get(1))
        .require(
            quantized || inputs.get(0).element().isFloat() || activation.isNone(),
            "C5",
            "plain integers take no fused activation");
  }

  static List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(inputs.get(0).element(), Shapes.broadcast(inputs).orElseThrow()));
  }
}
