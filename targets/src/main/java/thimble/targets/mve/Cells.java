package thimble.targets.mve;

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
import thimble.targets.ReferenceCall;
import thimble.targets.cortexm.Nearest;
import thimble.targets.cortexm.PlainModel;
import thimble.targets.cortexm.PoolModel;

/** Cells of images, channel by channel: pools, means of images, nearest cells. */
final class Cells {
  /** Cells of a mean whose products have 64 bits: those are computed one by one. */
  private static final int FEWEST_CELLS = 8;

  private Cells() {}

  /** Worth it where cells are long. */
  static Optional<Kernel> nearest(Op op, Signature signature) {
    int channels = signature.output().extent(-1);
    Cost cost = new Cost.Linear(40, pixels(signature) * (9 + 3 * Vectors.count(channels)));
    return Nearest.find(op, signature)
        .filter(words -> channels >= Vectors.LANES / 2)
        .map(
            words ->
                Vectors.kernel(
                    words, "resize_nearest", "resize_nearest_mve", new PlainModel(), cost));
  }

  /**
   * Pools of a vector's channels at least.
   *
   * @param words the kernel for the DSP extension
   */
  static Optional<Kernel> pool(Optional<Kernel> words, Signature signature) {
    return words
        .filter(kernel -> signature.output().extent(-1) >= Vectors.LANES)
        .map(kernel -> pool(kernel, signature));
  }

  private static Kernel pool(Kernel words, Signature signature) {
    PoolModel model = (PoolModel) words.template().orElseThrow().model();
    double cells = model.rows() * (8 + model.columns() * (model.mean() ? 6.5 : 3.5));
    double vector = cells + (model.mean() ? 30 : 14);
    double vectors = Vectors.count(signature.output().extent(-1));
    return Vectors.kernel(
        words,
        "pool",
        words.call().method() + "_mve",
        model,
        new Cost.Linear(60, pixels(signature) * (25 + vectors * vector)));
  }

  private static double pixels(Signature signature) {
    return signature.output().rank() == 3 ? 1 : signature.output().extent(2);
  }

  /** Means that leave runs of four elements at least, mostly the channels of images. */
  static Optional<Kernel> mean(Op op, Signature signature) {
    KernelCall call = op.kernel(signature);
    boolean linear = call.method().equals("s8MeanLinear");
    if (!linear && !call.method().equals("s8")) {
      return Optional.empty();
    }
    List<Argument> arguments = runs(call);
    int channels = new ReferenceCall(new KernelCall("", "", arguments)).integer("kept2");
    double cells = (double) signature.input(0).count() / signature.output().count();
    if (channels < Channels.GROUP || linear && cells < FEWEST_CELLS) {
      return Optional.empty();
    }
    MeanModel model = new MeanModel(linear);
    double groups = Channels.roundUp(channels) / (double) Channels.GROUP;
    double means = signature.output().count() / (double) channels;
    double group = 3.5 * cells + (linear ? 112 : 40);
    return Optional.of(
        new Kernel(
            MveLibrary.NAME,
            new KernelCall(MveLibrary.NAME, model.label(), arguments),
            op.access(signature),
            // The last channels are summed twice: what was written must not lie in their cells.
            Set.of(),
            Optional.of(new KernelTemplate("mve/mean", model.label(), model, MveLibrary.NAME)),
            new Cost.Linear(50, means * groups * group / signature.output().rows())));
  }

  /** The same elements, those of the last axis that is kept beside each other. */
  private static List<Argument> runs(KernelCall call) {
    ReferenceCall reference = new ReferenceCall(call);
    if (reference.integer("reduced1") > 1) {
      return call.arguments();
    }
    int run = reference.integer("kept1") * reference.integer("kept2");
    return call.arguments().stream()
        .map(
            argument ->
                !(argument instanceof Argument.Int number)
                    ? argument
                    : switch (number.name()) {
                      case "reduced0", "kept1" -> new Argument.Int(number.name(), 1);
                      case "reduced1" ->
                          new Argument.Int("reduced1", reference.integer("reduced0"));
                      case "kept2" -> new Argument.Int("kept2", run);
                      default -> number;
                    })
        .toList();
  }
}
