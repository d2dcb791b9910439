package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Argument;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.KernelCall;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/** Pools of int8 whose tensors have four channels at least. */
public final class Pool {
  private static final int LANES = 4;

  /** So many int8 add up to an int16. */
  private static final int MOST_CELLS = 255;

  private Pool() {}

  public static Optional<Kernel> find(MaxPool2d op, Signature signature) {
    return fits(signature)
        ? Optional.of(kernel(op, op.window(), signature, false))
        : Optional.empty();
  }

  /** Means whose divisor counts no cell of the padding. */
  public static Optional<Kernel> find(AveragePool2d op, Signature signature) {
    Window2d window = op.window();
    if (!fits(signature) || window.kernelHeight() * window.kernelWidth() > MOST_CELLS) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    for (String frame : List.of("frameTop", "frameLeft", "frameBottom", "frameRight")) {
      if (reference.integer(frame) != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(kernel(op, window, signature, true));
  }

  private static boolean fits(Signature signature) {
    TensorType x = signature.input(0);
    return x.element() == ElementType.S8 && x.extent(-1) >= LANES;
  }

  private static Kernel kernel(Op op, Window2d window, Signature signature, boolean mean) {
    ReferenceCall reference = new ReferenceCall(op.kernel(signature));
    PoolModel model = PoolModel.of(mean, window.kernelHeight(), window.kernelWidth());
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.SourceRows(0));
    for (String name : List.of("srcWidth", "channels", "strideX", "dilationX", "padLeft")) {
      arguments.add(new Argument.Int(name, reference.integer(name)));
    }
    if (mean) {
      arguments.add(new Argument.Table("factors", factors(model.cellCount())));
      arguments.add(new Argument.Int("zero", reference.integer("zero")));
    }
    arguments.add(new Argument.Sink(0));
    arguments.add(new Argument.Int("dstWidth", reference.integer("dstWidth")));
    return new Kernel(
        CortexMLibrary.NAME,
        new KernelCall(CortexMLibrary.NAME, model.label(), arguments),
        op.access(signature),
        Set.of(),
        Optional.of(new KernelTemplate("cortexm/pool", model.label(), model)),
        cost(model, signature));
  }

  /**
   * For each number of cells what a sum is multiplied with to become a mean with 30 bits behind the
   * point: a little more than the quotient, so that halves are rounded away from zero on both
   * sides. No sum of 255 int8 is wrong by as much as half of a 255th.
   */
  private static TensorData factors(int cells) {
    int[] factors = new int[cells];
    for (int count = 1; count <= cells; count++) {
      factors[count - 1] = (1 << 30) / count + 1;
    }
    return TensorData.ints(factors);
  }

  private static Cost cost(PoolModel model, Signature signature) {
    int pixels = signature.output().rank() == 3 ? 1 : signature.output().extent(2);
    int groups = (signature.output().extent(-1) + LANES - 1) / LANES;
    double cell = model.unrolled() ? 3 : 6;
    double group = cell * model.cellCount() + (model.mean() ? 21 : 8);
    return new Cost.Linear(60, pixels * (groups * group + 30));
  }
}
