package thimble.targets.mve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clip;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Lookup;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Reduce;
import thimble.ir.op.Requantize;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Signature;
import thimble.ir.op.Subtract;
import thimble.targets.Board;
import thimble.targets.Kernel;
import thimble.targets.KernelLibrary;
import thimble.targets.cortexm.Pool;

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
      Map.ofEntries(
          entry(Add.class, (op, signature, constants) -> Sums.find(op, signature, 1)),
          entry(Subtract.class, (op, signature, constants) -> Sums.find(op, signature, -1)),
          entry(Multiply.class, (op, signature, constants) -> Elementwise.product(op, signature)),
          entry(
              Conv2d.class,
              (op, signature, constants) -> Products.find((Conv2d) op, signature, constants)),
          entry(
              DepthwiseConv2d.class,
              (op, signature, constants) ->
                  Depthwise.find((DepthwiseConv2d) op, signature, constants)),
          entry(
              FullyConnected.class,
              (op, signature, constants) ->
                  Products.find((FullyConnected) op, signature, constants)),
          entry(
              MaxPool2d.class,
              (op, signature, constants) ->
                  Cells.pool(Pool.find((MaxPool2d) op, signature), signature)),
          entry(
              AveragePool2d.class,
              (op, signature, constants) ->
                  Cells.pool(Pool.find((AveragePool2d) op, signature), signature)),
          entry(Reduce.class, (op, signature, constants) -> Cells.mean(op, signature)),
          entry(Resize2d.class, (op, signature, constants) -> Cells.nearest(op, signature)),
          entry(Requantize.class, (op, signature, constants) -> Elementwise.rescale(op, signature)),
          entry(Clip.class, (op, signature, constants) -> Elementwise.clip(op, signature)),
          entry(Lookup.class, (op, signature, constants) -> Elementwise.lookup(op, signature)));

  private static Map.Entry<Class<? extends Op>, Family> entry(
      Class<? extends Op> op, Family family) {
    return Map.entry(op, family);
  }

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
