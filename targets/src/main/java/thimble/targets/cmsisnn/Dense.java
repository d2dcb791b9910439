package thimble.targets.cmsisnn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.op.Argument;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Signature;
import thimble.targets.ReferenceCall;

/** {@code arm_fully_connected_wrapper_s8}. */
final class Dense {
  private Dense() {}

  static CmsisNnLibrary.Fit find(
      FullyConnected op,
      Signature signature,
      List<Optional<TensorData>> constants,
      boolean vectors) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("s8")) {
      return CmsisNnLibrary.Fit.refused("it is not of int8");
    }
    if (!signature.input(1).quant().isSymmetric()) {
      return CmsisNnLibrary.Fit.refused("its weights have a zero point");
    }
    if (constants.get(1).isEmpty() || constants.get(2).isEmpty()) {
      return CmsisNnLibrary.Fit.refused("its weights are computed");
    }
    ReferenceCall reference = new ReferenceCall(call);
    int[] multipliers = reference.ints("multiplier");
    int[] shifts = reference.ints("shift");
    boolean perChannel =
        Arrays.stream(multipliers).distinct().count() > 1
            || Arrays.stream(shifts).distinct().count() > 1;
    DenseModel model =
        new DenseModel(
            signature.input(1).extent(1),
            signature.input(1).extent(0),
            perChannel,
            vectors,
            -reference.integer("srcZero"),
            reference.integer("dstZero"),
            reference.integer("clampLow"),
            reference.integer("clampHigh"));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(reference.perRow("vectors"));
    arguments.add(new Argument.Table("weight", constants.get(1).get()));
    arguments.add(new Argument.Table("bias", constants.get(2).get()));
    arguments.add(new Argument.Table("multiplier", factors(multipliers, perChannel)));
    arguments.add(new Argument.Table("shift", factors(shifts, perChannel)));
    if (vectors) {
      arguments.add(new Argument.Scratch("buffer", ElementType.S32, model.units()));
    }
    arguments.add(new Argument.Sink(0));
    return CmsisNnLibrary.Fit.of(
        signature,
        new KernelCall(CmsisNnLibrary.NAME, "cmsisnn_fully_connected", arguments),
        op.access(signature),
        Set.of(),
        "fully_connected",
        model,
        40 + 1.8 * model.depth());
  }

  private static TensorData factors(int[] all, boolean perChannel) {
    return TensorData.ints(perChannel ? all : Arrays.copyOf(all, 1));
  }
}
