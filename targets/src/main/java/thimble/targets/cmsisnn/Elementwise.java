package thimble.targets.cmsisnn;

import java.util.List;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.ReferenceCall;

/** {@code arm_elementwise_add_s8} and {@code arm_elementwise_mul_s8}. */
final class Elementwise {
  /** Bits by which a sum's operands are raised (docs/semantics.md, "Add"). */
  private static final int RAISED = 20;

  private Elementwise() {}

  static CmsisNnLibrary.Fit find(Op op, Signature signature, String name) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("s8")) {
      return CmsisNnLibrary.Fit.refused("it is not of int8 operands of one shape");
    }
    ReferenceCall reference = new ReferenceCall(call);
    boolean add = name.equals("add");
    int aOffset = -reference.integer("aZero");
    int bOffset = -reference.integer("bZero");
    List<Integer> before =
        add
            ? List.of(
                aOffset,
                reference.integer("aMultiplier"),
                reference.integer("aShift"),
                bOffset,
                reference.integer("bMultiplier"),
                reference.integer("bShift"),
                RAISED)
            : List.of(aOffset, bOffset);
    List<Integer> after =
        List.of(
            reference.integer("dstZero"),
            reference.integer(add ? "dstMultiplier" : "multiplier"),
            reference.integer(add ? "dstShift" : "shift"),
            reference.integer("clampLow"),
            reference.integer("clampHigh"));
    Argument count = call.arguments().get(call.arguments().size() - 1);
    String countName =
        count instanceof Argument.PerRow extent ? extent.name() : ((Argument.Int) count).name();
    return CmsisNnLibrary.Fit.of(
        signature,
        new KernelCall(
            CmsisNnLibrary.NAME,
            "cmsisnn_" + name,
            List.of(new Argument.Source(0), new Argument.Source(1), new Argument.Sink(0), count)),
        op.access(signature),
        op.overwritable(signature),
        "elementwise",
        new ElementwiseModel(add ? "add" : "mul", before, after, countName),
        add ? 50 : 25);
  }
}
