package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.Conv2dKernel;

/**
 * Convolution over height and width, grouped or not.
 *
 * <pre>
 *   x [N, H, W, C] (or [N, L, C]), weight [O, kh, kw, C/groups], bias [O]  ->  y [N, H', W', O]
 * </pre>
 *
 * Float: f32 throughout. Quantized: x and y s8, weight s8 symmetric per tensor or per output
 * channel, bias s32; {@code y = clamp(requantize(bias + sum (x - z) * w, S_x S_w / S_y) + z_y)}
 * (docs/semantics.md, "Conv").
 *
 * @param groups output channels of group g read only input channels of group g
 * @param activation fused into the output
 */
public record Conv2d(Window2d window, int groups, Clamp activation) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 3, "x, weight and bias")) {
      return;
    }
    TensorType x = inputs.get(0);
    TensorType weight = inputs.get(1);
    TensorType bias = inputs.get(2);
    checks
        .require(Images.isSpatial(x), "C2", "x has rank 3 or 4, not " + x.rank())
        .require(weight.rank() == 4, "C3", "weight has rank 4, not " + weight.rank());
    if (!checks.passed()) {
      return;
    }
    Filters.checkWindow(window, x, weight.extent(1), weight.extent(2), checks);
    Filters.checkGroups(x, weight, groups, checks);
    Filters.checkTypes(x, weight, 0, bias, checks);
    checks.require(
        window.outputHeight(Images.height(x)) > 0 && window.outputWidth(Images.width(x)) > 0,
        "C10",
        "the window is larger than the padded input " + x);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return List.of(
        Images.type(
            x,
            window.outputHeight(Images.height(x)),
            window.outputWidth(Images.width(x)),
            inputs.get(1).extent(0)));
  }

  @Override
  public Access access(Signature signature) {
    TensorType x = signature.input(0);
    return window.isPointwise()
        ? Access.mergeableRows(RowWindow.same(), RowWindow.all(), RowWindow.all())
        : Access.rows(window.rows(Images.height(x)), RowWindow.all(), RowWindow.all());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    Arguments arguments =
        new Arguments()
            .sourceRows(0)
            .add(Images.width("srcWidth", Images.width(x), window))
            .integer("srcChannels", Images.channels(x))
            .source(1)
            .source(2);
    Filters.addChannelTables(signature, 0, arguments);
    arguments
        .integer("kernelHeight", window.kernelHeight())
        .integer("kernelWidth", window.kernelWidth())
        .integer("strideX", window.strideX())
        .integer("dilationX", window.dilationX())
        .integer("padLeft", window.padLeft())
        .integer("groups", groups);
    Filters.addLimits(signature, activation, arguments);
    return arguments
        .sink(0)
        .add(Images.width("dstWidth", Images.width(y), window))
        .integer("dstChannels", Images.channels(y))
        .call(Conv2dKernel.class, Filters.method(signature));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    TensorType x = signature.input(0);
    if (Parts.isSpatial(x, output.axis())) {
      return Parts.windowed(window, x, output)
          .map(
              part ->
                  new Part(
                      new Conv2d(part.window(), groups, activation),
                      List.of(part.source(), Slab.whole(), Slab.whole())));
    }
    if (groups > 1 || !Parts.isChannels(x, output.axis())) {
      return Optional.empty();
    }
    Slab channels = new Slab(0, output.from(), output.to());
    return Optional.of(new Part(this, List.of(Slab.whole(), channels, channels)));
  }

  /** Some of the channels; of f32 where that is the order in which they are summed. */
  @Override
  public Optional<Summand> summand(Signature signature, TensorType x, Slab slab) {
    TensorType weight = signature.input(1);
    boolean inOrder = !x.element().equals(ElementType.F32) || weight.product(1, 3) == 1;
    if (groups > 1
        || !x.equals(signature.input(0))
        || !Parts.isChannels(x, slab.axis())
        || !inOrder) {
      return Optional.empty();
    }
    return Optional.of(
        new Summand(
            new Conv2dSum(window),
            List.of(x, weight),
            List.of(slab, new Slab(3, slab.from(), slab.to())),
            Sums.type(x, signature.output().shape()),
            Sums.finish(x, weight, activation)));
  }

  @Override
  public Optional<Op> cropping(TensorType x, Slab kept) {
    return Parts.cropping(window, x, kept).map(crop -> new Conv2d(crop, groups, activation));
  }

  @Override
  public long macs(Signature signature) {
    TensorType weight = signature.input(1);
    return (long) signature.output().count() * weight.product(1, 4);
  }

  @Override
  public Optional<Clamp> clamp() {
    return Optional.of(activation);
  }

  @Override
  public Op withClamp(Clamp clamp) {
    return new Conv2d(window, groups, clamp);
  }
}
