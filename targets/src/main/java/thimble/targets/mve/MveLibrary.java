package thimble.targets.mve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.op.Add;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Op;
import thimble.ir.op.Signature;
import thimble.ir.op.Subtract;
import thimble.targets.Board;
import thimble.targets.Kernel;
import thimble.targets.KernelLibrary;

/**
 * Int8 kernels for processors with the M-profile vector extension, Helium (Cortex-M55, M85). Few
 * functions that many layers share: what differs are their arguments. See docs/fast-kernels.md.
 */
public final class MveLibrary implements KernelLibrary {
  static final String NAME = "mve";

  /** The kernels of one operator. */
  interface Family {
    Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants);
  }

  private static final Map<Class<? extends Op>, Family> FAMILIES =
      Map.of(
          Add.class,
          (op, signature, constants) -> Sums.find(op, signature, 1),
          Subtract.class,
          (op, signature, constants) -> Sums.find(op, signature, -1),
          Conv2d.class,
          (op, signature, constants) -> Products.find((Conv2d) op, signature, constants),
          DepthwiseConv2d.class,
          (op, signature, constants) -> Depthwise.find((DepthwiseConv2d) op, signature, constants),
          FullyConnected.class,
          (op, signature, constants) -> Products.find((FullyConnected) op, signature, constants));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean supports(Board.Core core) {
    return core.has(Board.Feature.MVE);
  }

  @Override
  public Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants) {
    Family family = FAMILIES.get(op.getClass());
    return family == null ? Optional.empty() : family.find(op, signature, constants);
  }
}
