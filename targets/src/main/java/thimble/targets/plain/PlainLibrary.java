package thimble.targets.plain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.TensorData;
import thimble.ir.op.Add;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Lookup;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Requantize;
import thimble.ir.op.Signature;
import thimble.ir.op.Subtract;
import thimble.targets.Board;
import thimble.targets.Kernel;
import thimble.targets.KernelLibrary;
import thimble.targets.cortexm.ElementwiseBytes;
import thimble.targets.cortexm.Product;
import thimble.targets.cortexm.Sum;

/**
 * Int8 kernels for microcontrollers without the DSP extension (Cortex-M3, M0+): one product an
 * instruction, so what counts is how few others there are beside it. See docs/fast-kernels.md.
 */
public final class PlainLibrary implements KernelLibrary {
  static final String NAME = "plain";

  private final boolean fewRegisters;

  public PlainLibrary() {
    this(false);
  }

  /**
   * @param fewRegisters whether most instructions know eight registers (ARMv6-M): a sum at a time
   */
  private PlainLibrary(boolean fewRegisters) {
    this.fewRegisters = fewRegisters;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean supports(Board.Core core) {
    return core.cpu().startsWith("cortex-m") && !core.has(Board.Feature.DSP);
  }

  @Override
  public KernelLibrary on(Board.Core core) {
    return new PlainLibrary(Set.of("cortex-m0", "cortex-m0plus", "cortex-m1").contains(core.cpu()));
  }

  /** Of the kernels for the DSP extension those that need none of its instructions serve too. */
  @Override
  public Optional<Kernel> find(Op op, Signature signature, List<Optional<TensorData>> constants) {
    if (op instanceof Conv2d conv) {
      return Convolution.find(conv, signature, constants);
    } else if (op instanceof DepthwiseConv2d conv) {
      return Depthwise.find(conv, signature, constants, fewRegisters);
    } else if (op instanceof FullyConnected dense) {
      return Convolution.find(dense, signature, constants);
    } else if (op instanceof Add) {
      return scalar(Sum.find(op, signature, 1));
    } else if (op instanceof Subtract) {
      return scalar(Sum.find(op, signature, -1));
    } else if (op instanceof Multiply) {
      return scalar(Product.find(op, signature));
    } else if (op instanceof Requantize) {
      return scalar(ElementwiseBytes.rescale(op, signature));
    } else if (op instanceof Lookup) {
      return scalar(ElementwiseBytes.lookup(op, signature));
    }
    return Optional.empty();
  }

  private static Optional<Kernel> scalar(Optional<Kernel> kernel) {
    return kernel.map(
        it ->
            new Kernel(NAME, it.call(), it.access(), it.overwritable(), it.template(), it.cost()));
  }
}
