package thimble.targets.cortexm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;

/** The nearest cell of bytes, by rows: cells are copied by words. */
public final class Nearest {
  private Nearest() {}

  public static Optional<Kernel> find(Op op, Signature signature) {
    KernelCall call = op.kernel(signature);
    if (!call.method().equals("nearestS8")) {
      return Optional.empty();
    }
    double pixels = signature.output().rank() == 3 ? 1 : signature.output().extent(2);
    int channels = signature.output().extent(-1);
    double cell = 12 + channels / 4 * 2.75 + channels % 4 * 4;
    List<Argument> arguments = call.arguments();
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, "resize_nearest", arguments),
            op.access(signature),
            Set.of(),
            Optional.of(
                new KernelTemplate("cortexm/resize_nearest", "resize_nearest", new PlainModel())),
            new Cost.Linear(40, pixels * cell)));
  }
}
