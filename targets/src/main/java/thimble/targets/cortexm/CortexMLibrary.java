package thimble.targets.cortexm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clip;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.Conv2dSum;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.Dequantize;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.FullyConnectedSum;
import thimble.ir.op.Lookup;
import thimble.ir.op.MaxPool2d;
import thimble.ir.op.Multiply;
import thimble.ir.op.Op;
import thimble.ir.op.Pad;
import thimble.ir.op.Quantize;
import thimble.ir.op.Requantize;
import thimble.ir.op.Resize2d;
import thimble.ir.op.Signature;
import thimble.ir.op.Softmax;
import thimble.ir.op.Subtract;
import thimble.targets.Board;
import thimble.targets.Kernel;
import thimble.targets.KernelLibrary;
import thimble.targets.Unrolling;

/**
 * Int8 and int16 kernels for processors with the DSP extension (Cortex-M4, M7, M33): templates
 * specialised by layer, weights arranged and zero points folded offline. See docs/fast-kernels.md.
 */
public final class CortexMLibrary implements KernelLibrary {
  static final String NAME = "cortexm";

  /** The kernels of one operator. */
  interface Family {
    Optional<Kernel> find(
        Op op, Signature signature, List<Optional<TensorData>> constants, Unrolling unrolling);
  }

  private static final Map<Class<? extends Op>, Family> FAMILIES =
      Map.ofEntries(
          entry(
              Conv2d.class,
              (op, signature, constants, unrolling) ->
                  Dense.find((Conv2d) op, signature, constants)
                      .or(() -> Convolution.find((Conv2d) op, signature, constants))
                      .or(() -> WideConvolution.find((Conv2d) op, signature, constants))),
          entry(
              DepthwiseConv2d.class,
              (op, signature, constants, unrolling) ->
                  Depthwise.find((DepthwiseConv2d) op, signature, constants, unrolling)),
          entry(
              FullyConnected.class,
              (op, signature, constants, unrolling) ->
                  Dense.find((FullyConnected) op, signature, constants)
                      .or(() -> WideConvolution.find((FullyConnected) op, signature, constants))),
          entry(
              FullyConnectedSum.class,
              (op, signature, constants, unrolling) ->
                  DenseSum.find((FullyConnectedSum) op, signature, constants)),
          entry(
              Conv2dSum.class,
              (op, signature, constants, unrolling) ->
                  DenseSum.find((Conv2dSum) op, signature, constants)),
          entry(
              Add.class,
              (op, signature, constants, unrolling) ->
                  Sum.find(op, signature, 1).or(() -> WideSum.find(op, signature, "+"))),
          entry(
              Subtract.class,
              (op, signature, constants, unrolling) ->
                  Sum.find(op, signature, -1).or(() -> WideSum.find(op, signature, "-"))),
          entry(
              Multiply.class, (op, signature, constants, unrolling) -> Product.find(op, signature)),
          entry(
              MaxPool2d.class,
              (op, signature, constants, unrolling) -> Pool.find((MaxPool2d) op, signature)),
          entry(
              AveragePool2d.class,
              (op, signature, constants, unrolling) -> Pool.find((AveragePool2d) op, signature)),
          entry(
              Requantize.class,
              (op, signature, constants, unrolling) -> ElementwiseBytes.rescale(op, signature)),
          entry(
              Clip.class,
              (op, signature, constants, unrolling) -> ElementwiseBytes.clip(op, signature)),
          entry(
              Lookup.class,
              (op, signature, constants, unrolling) -> ElementwiseBytes.lookup(op, signature)),
          entry(
              Resize2d.class,
              (op, signature, constants, unrolling) ->
                  Nearest.find(op, signature).or(() -> Edges.blend((Resize2d) op, signature))),
          entry(Pad.class, (op, signature, constants, unrolling) -> Moves.pad((Pad) op, signature)),
          entry(
              Concat.class,
              (op, signature, constants, unrolling) -> Moves.concat((Concat) op, signature)),
          entry(
              Quantize.class,
              (op, signature, constants, unrolling) -> Edges.quantize((Quantize) op, signature)),
          entry(
              Dequantize.class,
              (op, signature, constants, unrolling) ->
                  Edges.dequantize((Dequantize) op, signature)),
          entry(
              Softmax.class,
              (op, signature, constants, unrolling) -> Edges.softmax((Softmax) op, signature)));

  private static Map.Entry<Class<? extends Op>, Family> entry(
      Class<? extends Op> op, Family family) {
    return Map.entry(op, family);
  }

  private final Unrolling unrolling;

  public CortexMLibrary() {
    this(Unrolling.BALANCED);
  }

  private CortexMLibrary(Unrolling unrolling) {
    this.unrolling = unrolling;
  }

  @Override
  public KernelLibrary unrolled(Unrolling wanted) {
    return new CortexMLibrary(wanted);
  }

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
    return family == null ? Optional.empty() : family.find(op, signature, constants, unrolling);
  }
}
