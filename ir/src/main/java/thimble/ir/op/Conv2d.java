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
    int height = window.outputHeight(x.extent(1));
    int channels = inputs.get(1).extent(0);
    return List.of(
        TensorType.of(
            x.element(),
            x.rank() == 3
                ? List.of(x.extent(0), height, channels)
                : List.of(x.extent(0), height, window.outputWidth(x.extent(2)), channels)));
  }

  @Override
  public Access access(Signature signature) {
    TensorType x = signature.input(0);
    return window.isPointwise()
        ? Access.mergeableRows(RowWindow.same(), RowWindow.all(), RowWindow.all())
        : Access.rows(window.rows(x.extent(1)), RowWindow.all(), RowWindow.all());
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType weight = signature.input(1);
    TensorType y = signature.output();
    int outputWidth = window.outputWidth(Images.width(x));
    Argument rows = new Argument.SourceRows(0);
    // A pointwise row kernel serves any number of rows: they are one long row.
    Argument sourceWidth =
        window.isPointwise()
            ? new Argument.PerRow("srcWidth", Images.width(x))
            : new Argument.Int("srcWidth", Images.width(x));
    Argument sinkWidth =
        window.isPointwise()
            ? new Argument.PerRow("dstWidth", outputWidth)
            : new Argument.Int("dstWidth", outputWidth);
    Argument srcChannels = new Argument.Int("srcChannels", x.extent(-1));
    Argument dstChannels = new Argument.Int("dstChannels", weight.extent(0));
    Argument kernelHeight = new Argument.Int("kernelHeight", window.kernelHeight());
    Argument kernelWidth = new Argument.Int("kernelWidth", window.kernelWidth());
    Argument strideX = new Argument.Int("strideX", window.strideX());
    Argument dilationX = new Argument.Int("dilationX", window.dilationX());
    Argument padLeft = new Argument.Int("padLeft", window.padLeft());
    Argument groupCount = new Argument.Int("groups", groups);
    if (x.element() == ElementType.F32) {
      return KernelCall.of(
          Conv2dKernel.class,
          "f32",
          rows,
          sourceWidth,
          srcChannels,
          new Argument.Source(1),
          new Argument.Source(2),
          kernelHeight,
          kernelWidth,
          strideX,
          dilationX,
          padLeft,
          groupCount,
          new Argument.Real("clampLow", activation.low()),
          new Argument.Real("clampHigh", activation.high()),
          new Argument.Sink(0),
          sinkWidth,
          dstChannels);
    }
    Requantization requantization = Requantization.perChannel(x, weight, y, weight.extent(0));
    return KernelCall.of(
        Conv2dKernel.class,
        "s8",
        rows,
        sourceWidth,
        srcChannels,
        new Argument.Source(1),
        new Argument.Source(2),
        requantization.multipliers(),
        requantization.shifts(),
        kernelHeight,
        kernelWidth,
        strideX,
        dilationX,
        padLeft,
        groupCount,
        new Argument.Int("srcZero", x.quant().zeroPoint()),
        new Argument.Int("dstZero", y.quant().zeroPoint()),
        new Argument.Int("clampLow", activation.storedLow(y)),
        new Argument.Int("clampHigh", activation.storedHigh(y)),
        new Argument.Sink(0),
        sinkWidth,
        dstChannels);
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
