package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.op.Argument;
import thimble.ir.op.Concat;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Pad;
import thimble.ir.op.Signature;
import thimble.targets.Cost;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/** Bytes that only change their place, moved by words. */
public final class Moves {
  /** A call of a copy, of four words and what comes behind them. */
  private static final double CALL = 22;

  private static final double BYTE = 0.75;

  private Moves() {}

  /** New cells of one number along the row, rows of the padding included. */
  public static Optional<Kernel> pad(Pad op, Signature signature) {
    KernelCall call = op.kernel(signature);
    boolean rows = call.method().equals("s8Row");
    if (!rows && !call.method().equals("s8")) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(call);
    if (op.mode() != Pad.Mode.CONSTANT || reference.integer("levels") != 1) {
      return Optional.empty();
    }
    int[] frame = reference.ints("frame");
    int cell = reference.integer("run");
    int before = frame[1] * cell;
    int run = frame[2] * cell;
    int behind = (frame[0] - frame[1] - frame[2]) * cell;
    List<Argument> arguments =
        List.of(
            rows ? new Argument.SourceRows(0) : new Argument.Source(0),
            new Argument.Int("before", before),
            new Argument.Int("run", run),
            new Argument.Int("behind", behind),
            new Argument.Int("value", reference.integer("value")),
            new Argument.Sink(0));
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, "pad", arguments),
            op.access(signature),
            Set.of(),
            Optional.of(new KernelTemplate("cortexm/pad", "pad", new PadModel(rows))),
            new Cost.Linear(0, 20 + 3 * CALL + BYTE * (before + run + behind))));
  }

  public static Optional<Kernel> concat(Concat op, Signature signature) {
    KernelCall call = op.kernel(signature);
    if (!call.method().startsWith("s8")) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(call);
    int inputs = signature.inputs().size();
    List<Argument> arguments = new ArrayList<>();
    int bytes = 0;
    for (int i = 0; i < inputs; i++) {
      int run = reference.integer("run" + i);
      arguments.add(new Argument.Source(i));
      arguments.add(new Argument.Int("run" + i, run));
      bytes += run;
    }
    arguments.add(new Argument.Sink(0));
    arguments.add(call.arguments().get(call.arguments().size() - 1));
    int rows = Math.max(1, signature.output().rows());
    double blocks = (double) signature.output().count() / Math.max(1, bytes) / rows;
    ConcatModel model = ConcatModel.of(inputs);
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, "concat" + inputs, arguments),
            op.access(signature),
            op.overwritable(signature),
            Optional.of(new KernelTemplate("cortexm/concat", "concat" + inputs, model)),
            new Cost.Linear(20, blocks * (4 + inputs * (CALL + 4) + BYTE * bytes))));
  }
}
