package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.FullyConnectedKernel;

/**
 * A dense layer over the last axis.
 *
 * <pre>
 *   x [..., K], weight [M, K], bias [M]  ->  y [..., M]
 * </pre>
 *
 * Types and quantization as {@link Conv2d} (docs/semantics.md, "fully connected").
 *
 * @param activation fused into the output
 */
public record FullyConnected(Clamp activation) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 3, "x, weight and bias")) {
      return;
    }
    TensorType x = inputs.get(0);
    TensorType weight = inputs.get(1);
    checks
        .require(x.rank() >= 1, "C2", "x is a scalar")
        .require(weight.rank() == 2, "C3", "weight has rank 2, not " + weight.rank());
    if (!checks.passed()) {
      return;
    }
    checks.require(
        x.extent(-1) == weight.extent(1),
        "C5",
        "x has vectors of " + x.extent(-1) + ", weight expects " + weight.extent(1));
    Filters.checkTypes(x, weight, 0, inputs.get(2), checks);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.set(shape.size() - 1, inputs.get(1).extent(0));
    return List.of(TensorType.of(x.element(), shape));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same(), RowWindow.all(), RowWindow.all());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    Arguments arguments =
        new Arguments()
            .source(0)
            .perRow("vectors", x.product(x.rowAxes(), x.rank() - 1))
            .integer("depth", x.extent(-1))
            .source(1)
            .source(2);
    Filters.addChannelTables(signature, 0, arguments);
    Filters.addLimits(signature, activation, arguments);
    return arguments
        .sink(0)
        .integer("units", signature.output().extent(-1))
        .call(FullyConnectedKernel.class, Filters.method(signature));
  }

  /** Vectors by themselves, or some of the units. */
  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    if (output.axis() < signature.output().rank() - 1) {
      return Optional.of(new Part(this, List.of(output, Slab.whole(), Slab.whole())));
    }
    Slab units = new Slab(0, output.from(), output.to());
    return Optional.of(new Part(this, List.of(Slab.whole(), units, units)));
  }

  /**
   * Some of the elements of each vector; where the one vector is an image end to end some of its
   * rows, columns or channels, as a convolution whose window is the image.
   */
  @Override
  public Optional<Summand> summand(Signature signature, TensorType x, Slab slab) {
    TensorType weight = signature.input(1);
    if (x.equals(signature.input(0))) {
      return slab.axis() != x.rank() - 1
          ? Optional.empty()
          : Optional.of(
              new Summand(
                  new FullyConnectedSum(),
                  List.of(x, weight),
                  List.of(slab, new Slab(1, slab.from(), slab.to())),
                  Sums.type(x, signature.output().shape()),
                  Sums.finish(x, weight, activation)));
    }
    boolean isImage = Images.isSpatial(x) && x.count() == weight.extent(1) && slab.axis() > 0;
    // Of f32 the order must stay: what is outside of the axis that is cut has one index.
    if (!isImage
        || x.element() == ElementType.F32 && x.product(1, slab.axis()) > 1
        || !x.element().equals(signature.input(0).element())) {
      return Optional.empty();
    }
    return Optional.of(image(signature, x, slab));
  }

  private Summand image(Signature signature, TensorType x, Slab slab) {
    TensorType weight = signature.input(1);
    int units = weight.extent(0);
    int channels = Images.channels(x);
    TensorType filters =
        weight.withShape(List.of(units, Images.height(x), Images.width(x), channels));
    // The weight has a width where a sequence has none.
    int axis = Parts.isChannels(x, slab.axis()) ? 3 : slab.axis();
    TensorType part = filters.slab(axis, slab.from(), slab.to());
    Window2d window = new Window2d(part.extent(1), part.extent(2), 1, 1, 1, 1, 0, 0, 0, 0);
    return new Summand(
        new Conv2dSum(window),
        List.of(x, filters),
        List.of(slab, new Slab(axis, slab.from(), slab.to())),
        Sums.type(x, Images.type(x, 1, 1, units).shape()),
        Sums.finish(x, weight, activation));
  }

  @Override
  public long macs(Signature signature) {
    return (long) signature.output().count() * signature.input(1).extent(1);
  }

  @Override
  public Optional<Clamp> clamp() {
    return Optional.of(activation);
  }

  @Override
  public Op withClamp(Clamp clamp) {
    return new FullyConnected(clamp);
  }
}
