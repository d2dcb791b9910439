package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Products of two int8 tensors: of one shape, or one of them the same for all pixels (a factor for
 * each channel), or for all elements.
 */
public final class Product {
  private Product() {}

  public static Optional<Kernel> find(Op op, Signature signature) {
    KernelCall call = op.kernel(signature);
    ReferenceCall reference = new ReferenceCall(call);
    boolean broadcast = call.method().equals("s8Broadcast");
    if (!call.method().equals("s8") && !broadcast
        || broadcast && reference.integer("levels") != 1) {
      return Optional.empty();
    }
    int shift = reference.integer("shift");
    boolean right = shift < 0 || reference.integer("multiplier") == 0;
    int low = reference.integer("clampLow");
    int high = reference.integer("clampHigh");
    boolean clamps = low > Byte.MIN_VALUE || high < Byte.MAX_VALUE;
    List<Argument> extents = call.arguments();
    Argument run = extents.get(extents.size() - 1);
    String runName =
        run instanceof Argument.PerRow extent ? extent.name() : ((Argument.Int) run).name();
    List<Argument> arguments = new ArrayList<>();
    for (int operand = 0; operand < 2; operand++) {
      String name = operand == 0 ? "a" : "b";
      arguments.add(new Argument.Source(operand));
      if (broadcast) {
        arguments.add(new Argument.Int(name + "Block", reference.ints("nest")[1 + operand]));
        arguments.add(new Argument.Int(name + "Step", reference.integer(name + "Step")));
      }
      arguments.add(new Argument.Int(name + "Zero", reference.integer(name + "Zero")));
    }
    arguments.add(new Argument.Int("multiplier", reference.integer("multiplier")));
    arguments.add(new Argument.Int("shift", right ? Math.max(1, -shift) : shift));
    arguments.add(new Argument.Int("zero", reference.integer("dstZero")));
    if (clamps) {
      arguments.add(new Argument.Int("low", low));
      arguments.add(new Argument.Int("high", high));
    }
    arguments.add(new Argument.Sink(0));
    if (broadcast) {
      arguments.add(extents.get(extents.size() - 2));
    }
    arguments.add(run);
    String rescale = right ? "dsp_requantize" : "dsp_requantize_any";
    MultiplyModel model = new MultiplyModel(rescale, clamps, runName, broadcast);
    double elements = signature.output().count() / (double) signature.output().rows();
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, model.label(), arguments),
            op.access(signature),
            op.overwritable(signature),
            Optional.of(new KernelTemplate("cortexm/multiply", model.label(), model)),
            new Cost.Linear(40, elements * (clamps ? 20 : 15.5))));
  }
}
