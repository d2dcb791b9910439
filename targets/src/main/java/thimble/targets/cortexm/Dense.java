package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Argument;
import thimble.ir.op.Conv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.KernelCall;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.targets.Kernel;
import thimble.targets.KernelTemplate;
import thimble.targets.ReferenceCall;

/** Fully connected layers of int8 with symmetric weights known at compile time. */
final class Dense {
  /** Below 2^31 / (128 * 255): a sum of unsigned bytes times inputs does not wrap. */
  private static final int MOST_DEPTH = 65_536;

  private Dense() {}

  static Optional<Kernel> find(
      FullyConnected op, Signature signature, List<Optional<TensorData>> constants) {
    return find(
        op, signature, constants, new ReferenceCall(op.kernel(signature)).perRow("vectors"));
  }

  /** A pointwise convolution of an image that is one column wide is a layer for each row. */
  static Optional<Kernel> find(
      Conv2d op, Signature signature, List<Optional<TensorData>> constants) {
    TensorType x = signature.input(0);
    boolean column = op.window().isPointwise() && (x.rank() == 3 || x.extent(2) == 1);
    return column && op.groups() == 1
        ? find(op, signature, constants, new Argument.PerRow("vectors", 1))
        : Optional.empty();
  }

  private static Optional<Kernel> find(
      Op op, Signature signature, List<Optional<TensorData>> constants, Argument.PerRow vectors) {
    KernelCall call = op.kernel(signature);
    int units = signature.input(1).extent(0);
    int depth = signature.input(1).extent(-1);
    boolean packed = call.method().equals("s4");
    if (!packed && !call.method().equals("s8")
        || constants.get(1).isEmpty()
        || constants.get(2).isEmpty()
        || depth > MOST_DEPTH) {
      return Optional.empty();
    }
    ReferenceCall reference = new ReferenceCall(call);
    byte[] weight = constants.get(1).get().byteArray();
    int[] bias = constants.get(2).get().intArray();
    Rescaling.Channels channels = Rescaling.channels(reference, bias, weight, depth, 1, depth);
    DenseModel model = DenseModel.of(packed, weight, units, depth, channels);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(vectors);
    arguments.add(new Argument.Table("weight", TensorData.ints(model.pack(weight, units, depth))));
    arguments.add(new Argument.Table("channels", model.table(channels)));
    arguments.add(new Argument.Int("depth", depth));
    arguments.add(new Argument.Int("units", units));
    if (!model.whole()) {
      arguments.add(new Argument.Int("segment", DenseModel.segment(packed, weight, units, depth)));
    }
    if (model.uniform()) {
      arguments.addAll(channels.factor(0));
    }
    arguments.addAll(channels.rescaling().arguments(reference));
    arguments.add(new Argument.Sink(0));
    KernelCall fast = new KernelCall(CortexMLibrary.NAME, model.label(), arguments);
    return Optional.of(
        new Kernel(
            CortexMLibrary.NAME,
            fast,
            op.access(signature),
            Set.of(),
            Optional.of(new KernelTemplate("cortexm/fully_connected", model.label(), model)),
            model.cost(vectors.amount(), units, depth)));
  }
}
