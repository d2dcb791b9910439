package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.Conv2dSum;
import thimble.ir.op.FullyConnectedSum;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Window2d;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/**
 * Sums of int8 vectors times some columns of a matrix, added to those before: fully connected
 * layers, pointwise convolutions, and convolutions whose window is the image. {@link DenseModel}
 * says how two units share a word of weights.
 */
final class DenseSum {
  private static final int MOST_DEPTH = 65_536;

  private DenseSum() {}

  static Optional<Kernel> find(
      FullyConnectedSum op, Signature signature, List<Optional<TensorData>> constants) {
    Argument vectors = new ReferenceCall(op.kernel(signature)).perRow("vectors");
    return find(op, op.access(signature), signature, constants, vectors);
  }

  static Optional<Kernel> find(
      Conv2dSum op, Signature signature, List<Optional<TensorData>> constants) {
    TensorType x = signature.input(0);
    int width = x.rank() == 3 ? 1 : x.extent(2);
    if (op.window().isPointwise()) {
      Argument vectors = new Argument.PerRow("vectors", width);
      return find(op, op.access(signature), signature, constants, vectors);
    }
    Window2d image = new Window2d(x.extent(1), width, 1, 1, 1, 1, 0, 0, 0, 0);
    boolean isImage = op.window().equals(image) && x.extent(0) == 1;
    return isImage
        ? find(op, Access.whole(), signature, constants, new Argument.Int("vectors", 1))
        : Optional.empty();
  }

  private static Optional<Kernel> find(
      Op op,
      Access access,
      Signature signature,
      List<Optional<TensorData>> constants,
      Argument vectors) {
    KernelCall call = op.kernel(signature);
    int units = signature.input(1).extent(0);
    int depth = signature.input(1).product(1, signature.input(1).rank());
    if (!call.method().equals("s8") || constants.get(1).isEmpty() || depth > MOST_DEPTH) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(call);
    byte[] weight = constants.get(1).get().byteArray();
    // Groups of four: sums that are added to must not be computed twice.
    int padded = (units + DenseModel.GROUP - 1) / DenseModel.GROUP * DenseModel.GROUP;
    byte[] groups = Arrays.copyOf(weight, padded * depth);
    int zero = reference.integer("srcZero");
    int[] offsets = new int[units];
    for (int unit = 0; unit < units; unit++) {
      for (int k = 0; k < depth; k++) {
        offsets[unit] -= zero * weight[unit * depth + k];
      }
    }
    DenseSumModel model = new DenseSumModel(depth % 4 == 0);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(vectors);
    int[] words = DenseModel.pack(false, groups, padded, depth);
    arguments.add(new Argument.Table("weight", TensorData.ints(words)));
    arguments.add(new Argument.Table("offsets", TensorData.ints(offsets)));
    arguments.add(new Argument.Source(2));
    arguments.add(new Argument.Int("carryStep", reference.integer("carryStep")));
    arguments.add(new Argument.Int("depth", depth));
    arguments.add(new Argument.Int("units", units));
    int segment = DenseModel.segment(false, weight, units, depth);
    arguments.add(new Argument.Int("segment", segment));
    arguments.add(new Argument.Sink(0));
    int amount = vectors instanceof Argument.PerRow perRow ? perRow.amount() : 1;
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            new KernelCall(CortexMLibrary.NAME, model.label(), arguments),
            access,
            op.overwritable(signature),
            Optional.of(new KernelTemplate("cortexm/dense_sum", model.label(), model)),
            model.cost(amount, units, depth, segment)));
  }
}
