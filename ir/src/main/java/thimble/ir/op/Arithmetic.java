package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.AddKernel;

/** What {@link Add}, {@link Subtract} and {@link Multiply} have in common. */
final class Arithmetic {
  private static final Set<ElementType> PLAIN =
      Set.of(ElementType.F32, ElementType.F64, ElementType.S32, ElementType.S64);

  private static final Set<ElementType> WITH_FLAT_KERNEL =
      Set.of(ElementType.F32, ElementType.S8, ElementType.S16);

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

  /** Kernel of a sum or a difference. */
  static KernelCall sum(Class<?> kernel, Signature signature, Clamp activation) {
    TensorType y = signature.output();
    if (!y.isQuantized()) {
      return plain(kernel, signature, activation);
    }
    TensorType a = signature.input(0);
    TensorType b = signature.input(1);
    // Both operands are brought to twice the larger scale, raised by as many bits as there is room.
    double common = 2.0 * Math.max(a.quant().scale(), b.quant().scale());
    int unit = unit(a, b);
    FixedPoint ofA = FixedPoint.of(a.quant().scale() / common);
    FixedPoint ofB = FixedPoint.of(b.quant().scale() / common);
    FixedPoint ofY = FixedPoint.of(common / ((double) unit * y.quant().scale()));
    List<Argument> parameters = new ArrayList<>();
    if (y.element() == ElementType.S16) {
      parameters.add(new Argument.Int("unit", unit));
    }
    parameters.addAll(
        List.of(
            new Argument.Int("aZero", a.quant().zeroPoint()),
            new Argument.Int("aMultiplier", ofA.multiplier()),
            new Argument.Int("aShift", ofA.shift()),
            new Argument.Int("bZero", b.quant().zeroPoint()),
            new Argument.Int("bMultiplier", ofB.multiplier()),
            new Argument.Int("bShift", ofB.shift()),
            new Argument.Int("dstMultiplier", ofY.multiplier()),
            new Argument.Int("dstShift", ofY.shift()),
            new Argument.Int("dstZero", y.quant().zeroPoint()),
            new Argument.Int("clampLow", activation.storedLow(y)),
            new Argument.Int("clampHigh", activation.storedHigh(y))));
    return call(kernel, signature, parameters);
  }

  /** What differences to the zero points are raised by before they are rescaled. */
  private static int unit(TensorType a, TensorType b) {
    if (a.element() == ElementType.S8) {
      return AddKernel.S8_UNIT;
    }
    return a.quant().isSymmetric() && b.quant().isSymmetric()
        ? AddKernel.S16_UNIT
        : AddKernel.S16_ASYMMETRIC_UNIT;
  }

  /** Kernel of a product. */
  static KernelCall product(Class<?> kernel, Signature signature, Clamp activation) {
    TensorType y = signature.output();
    if (!y.isQuantized()) {
      return plain(kernel, signature, activation);
    }
    TensorType a = signature.input(0);
    TensorType b = signature.input(1);
    FixedPoint factor =
        FixedPoint.of((double) a.quant().scale() * b.quant().scale() / y.quant().scale());
    return call(
        kernel,
        signature,
        List.of(
            new Argument.Int("aZero", a.quant().zeroPoint()),
            new Argument.Int("bZero", b.quant().zeroPoint()),
            new Argument.Int("multiplier", factor.multiplier()),
            new Argument.Int("shift", factor.shift()),
            new Argument.Int("dstZero", y.quant().zeroPoint()),
            new Argument.Int("clampLow", activation.storedLow(y)),
            new Argument.Int("clampHigh", activation.storedHigh(y))));
  }

  private static KernelCall plain(Class<?> kernel, Signature signature, Clamp activation) {
    return call(
        kernel,
        signature,
        signature.output().element().isFloat()
            ? List.of(
                new Argument.Real("clampLow", activation.low()),
                new Argument.Real("clampHigh", activation.high()))
            : List.of());
  }

  /** Operands of one shape have a kernel of their own, where that pays. */
  private static KernelCall call(Class<?> kernel, Signature signature, List<Argument> parameters) {
    ElementType element = signature.output().element();
    Nest nest = Broadcast.of(signature, 2).nest();
    if (nest.isFlat() && WITH_FLAT_KERNEL.contains(element)) {
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument.Source(0));
      arguments.add(new Argument.Source(1));
      arguments.addAll(parameters);
      arguments.add(new Argument.Sink(0));
      arguments.add(nest.run());
      return KernelCall.of(kernel, element.text(), arguments.toArray(Argument[]::new));
    }
    return nest.binary(kernel, element.text() + "Broadcast", parameters);
  }
}
