package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.kernel.DepthwiseConv2dKernel;

/**
 * Convolution of each channel by itself.
 *
 * <pre>
 *   x [N, H, W, C] (or [N, L, C]), weight [kh, kw, C*m], bias [C*m]  ->  y [N, H', W', C*m]
 * </pre>
 *
 * Output channel {@code c * m + j} is the j-th filter over input channel {@code c}. Types and
 * quantization as {@link Conv2d} (docs/semantics.md, "Conv, depthwise").
 *
 * @param multiplier {@code m}, output channels for each input channel
 * @param activation fused into the output
 */
public record DepthwiseConv2d(Window2d window, int multiplier, Clamp activation) implements Op {
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
        .require(weight.rank() == 3, "C3", "weight has rank 3, not " + weight.rank());
    if (!checks.passed()) {
      return;
    }
    int channels = Images.channels(x);
    Filters.checkWindow(window, x, weight.extent(0), weight.extent(1), checks);
    checks.require(
        multiplier > 0 && weight.extent(2) == (long) channels * multiplier,
        "C5",
        channels + " channels times " + multiplier + " but weight " + weight);
    Filters.checkTypes(x, weight, 2, bias, checks);
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
            inputs.get(1).extent(2)));
  }

  @Override
  public Access access(Signature signature) {
    return window.isPointwise()
        ? Access.mergeableRows(RowWindow.same(), RowWindow.all(), RowWindow.all())
        : Access.rows(
            window.rows(Images.height(signature.input(0))), RowWindow.all(), RowWindow.all());
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
    Filters.addChannelTables(signature, 2, arguments);
    arguments
        .integer("kernelHeight", window.kernelHeight())
        .integer("kernelWidth", window.kernelWidth())
        .integer("strideX", window.strideX())
        .integer("dilationX", window.dilationX())
        .integer("padLeft", window.padLeft());
    Filters.addLimits(signature, activation, arguments);
    return arguments
        .sink(0)
        .add(Images.width("dstWidth", Images.width(y), window))
        .integer("dstChannels", Images.channels(y))
        .call(DepthwiseConv2dKernel.class, Filters.method(signature));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    TensorType x = signature.input(0);
    if (Parts.isSpatial(x, output.axis())) {
      return Parts.windowed(window, x, output)
          .map(
              part ->
                  new Part(
                      new DepthwiseConv2d(part.window(), multiplier, activation),
                      List.of(part.source(), Slab.whole(), Slab.whole())));
    }
    if (!Parts.isChannels(x, output.axis()) || multiplier > 1) {
      return Optional.empty();
    }
    return Optional.of(
        new Part(
            this,
            List.of(
                output,
                new Slab(2, output.from(), output.to()),
                new Slab(0, output.from(), output.to()))));
  }

  @Override
  public Optional<Op> cropping(TensorType x, Slab kept) {
    return Parts.cropping(window, x, kept)
        .map(crop -> new DepthwiseConv2d(crop, multiplier, activation));
  }

  @Override
  public long macs(Signature signature) {
    return (long) signature.output().count() * window.kernelHeight() * window.kernelWidth();
  }

  @Override
  public Optional<Clamp> clamp() {
    return Optional.of(activation);
  }

  @Override
  public Op withClamp(Clamp clamp) {
    return new DepthwiseConv2d(window, multiplier, clamp);
  }
}
