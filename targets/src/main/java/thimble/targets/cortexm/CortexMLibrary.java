package thimble.targets.cortexm;

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
 * Int8 kernels for processors with the DSP extension (Cortex-M4, M7, M33): templates specialised by
 * layer, weights arranged and zero points folded offline. See docs/fast-kernels.md.
 */
public final class CortexMLibrary implements KernelLibrary {
  static final String NAME = "cortexm";

  /** The kernels of one operator. */
  interface Family {
    Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants);
  }

  private static final Map<Class<? extends Op>, Family> FAMILIES =
      Map.of(
          Conv2d.class,
          (op, signature, constants) ->
              Dense.find((Conv2d) op, signature, constants)
                  .or(() -> Convolution.find((Conv2d) op, signature, constants)),
          DepthwiseConv2d.class,
          (op, signature, constants) -> Depthwise.find((DepthwiseConv2d) op, signature, constants),
          FullyConnected.class,
          (op, signature, constants) -> Dense.find((FullyConnected) op, signature, constants),
          Add.class,
          (op, signature, constants) -> Sum.find(op, signature, 1),
          Subtract.class,
          (op, signature, constants) -> Sum.find(op, signature, -1));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean supports(Board.Core core) {
    return core.has(Board.Feature.DSP);
  }

  @Override
  public Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants) {
    Family family = FAMILIES.get(op.getClass());
    return family == null ? Optional.empty() : family.find(op, signature, constants);
  }
}
