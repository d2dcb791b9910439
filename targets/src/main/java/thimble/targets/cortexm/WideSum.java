package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.op.Argument;
import thimble.ir.op.FixedPoint;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Sums and differences of int16 by the rule itself (docs/semantics.md, "Add/Sub"), less what it
 * does for nothing: the operand of the larger scale is rescaled by exactly one half.
 */
final class WideSum {
  private static final FixedPoint HALF = FixedPoint.of(0.5);

  private WideSum() {}

  /**
   * @param sign of the second operand: {@code +} or {@code -}
   */
  static Optional<Kernel> find(Op op, Signature signature, String sign) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("s16")) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(call);
    Argument count = call.arguments().get(call.arguments().size() - 1);
    String countName =
        count instanceof Argument.PerRow extent ? extent.name() : ((Argument.Int) count).name();
    boolean clamps =
        reference.integer("clampLow") > Short.MIN_VALUE
            || reference.integer("clampHigh") < Short.MAX_VALUE;
    int shift = reference.integer("dstShift");
    boolean right = shift < 0;
    WideSumModel model =
        new WideSumModel(
            isHalf(reference, "a"),
            isHalf(reference, "b"),
            sign,
            right ? "dsp_requantize" : "dsp_requantize_any",
            clamps,
            countName);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(new Argument.Source(1));
    int unit = Integer.numberOfTrailingZeros(reference.integer("unit"));
    arguments.add(new Argument.Int("unit", unit));
    operand(reference, "a", model.halfA(), arguments);
    operand(reference, "b", model.halfB(), arguments);
    arguments.add(new Argument.Int("multiplier", reference.integer("dstMultiplier")));
    arguments.add(new Argument.Int("shift", right ? -shift : shift));
    arguments.add(new Argument.Int("zero", reference.integer("dstZero")));
    if (clamps) {
      arguments.add(new Argument.Int("low", reference.integer("clampLow")));
      arguments.add(new Argument.Int("high", reference.integer("clampHigh")));
    }
    arguments.add(new Argument.Sink(0));
    arguments.add(count);
    String label = sign.equals("+") ? "wide_add" : "wide_subtract";
    double elements = signature.output().count() / (double) signature.output().rows();
    double each = model.halfA() && model.halfB() ? 18 : 25;
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, label, arguments),
            op.access(signature),
            op.overwritable(signature),
            Optional.of(new KernelTemplate("cortexm/wide_add", label, model)),
            new Cost.Linear(30, each * elements)));
  }

  private static boolean isHalf(ReferenceCall reference, String operand) {
    return reference.integer(operand + "Multiplier") == HALF.multiplier()
        && reference.integer(operand + "Shift") == HALF.shift();
  }

  private static void operand(
      ReferenceCall reference, String name, boolean half, List<Argument> arguments) {
    arguments.add(new Argument.Int(name + "Zero", reference.integer(name + "Zero")));
    if (!half) {
      // A factor of at most a half: its shift goes to the right, but where it is rounded to 0.
      int shift = reference.integer(name + "Shift");
      arguments.add(new Argument.Int(name + "Multiplier", reference.integer(name + "Multiplier")));
      arguments.add(new Argument.Int(name + "Shift", Math.max(1, -shift)));
    }
  }
}
