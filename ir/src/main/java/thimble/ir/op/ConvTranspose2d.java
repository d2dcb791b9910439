package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;
import thimble.ir.kernel.ConvTranspose2dKernel;

/**
 * Transposed convolution: every input pixel spreads the kernel, {@code stride} apart, over the
 * output.
 *
 * <pre>
 *   x [N, H, W, C] (or [N, L, C]), weight [O, kh, kw, C/groups], bias [O]  ->  y [N, H', W', O]
 *   H' = (H - 1) * stride + (kh - 1) * dilation + 1 - padTop - padBottom + outputPadY
 *   y[oy] = bias + sum over (iy, ky) with iy * stride + ky * dilation = oy + padTop of x[iy] * w[ky]
 * </pre>
 *
 * Types and quantization as {@link Conv2d}.
 *
 * @param outputPadY rows appended at the bottom of the output; they receive what the kernels reach
 * @param outputPadX columns appended on the right
 */
public record ConvTranspose2d(
    Window2d window, int groups, int outputPadY, int outputPadX, Clamp activation) implements Op {
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
    long height = outputHeight(x);
    long width = outputWidth(x);
    checks
        .require(
            height > 0 && width > 0 && height <= Integer.MAX_VALUE && width <= Integer.MAX_VALUE,
            "C10",
            "the result of " + x + " would be " + height + "x" + width)
        .require(
            outputPadY >= 0 && outputPadX >= 0 && (x.rank() == 4 || outputPadX == 0),
            "C11",
            "output padding " + outputPadY + ", " + outputPadX);
  }

  private long outputHeight(TensorType x) {
    return (Images.height(x) - 1L) * window.strideY()
        + (window.kernelHeight() - 1L) * window.dilationY()
        + 1
        - window.padTop()
        - window.padBottom()
        + outputPadY;
  }

  private long outputWidth(TensorType x) {
    return (Images.width(x) - 1L) * window.strideX()
        + (window.kernelWidth() - 1L) * window.dilationX()
        + 1
        - window.padLeft()
        - window.padRight()
        + outputPadX;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return List.of(
        Images.type(x, (int) outputHeight(x), (int) outputWidth(x), inputs.get(1).extent(0)));
  }

  @Override
  public Access access(Signature signature) {
    return Access.rows(rows(signature), RowWindow.all(), RowWindow.all());
  }

  /**
   * The input rows whose kernels reach output row {@code oy}: from {@code floor((oy + padTop) /
   * stride)} upwards as far as the kernel is long. Not all of them need meet a kernel row.
   */
  private RowWindow rows(Signature signature) {
    int reach = (window.kernelHeight() - 1) * window.dilationY();
    return new RowWindow(
        reach / window.strideY() + 1,
        1,
        window.padTop(),
        window.strideY(),
        0,
        -1,
        false,
        Images.height(signature.input(0)),
        Images.height(signature.output()));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    Arguments arguments =
        new Arguments()
            .sourceRows(0)
            .integer("rowTaps", rows(signature).taps())
            .integer("srcWidth", Images.width(x))
            .integer("srcChannels", Images.channels(x))
            .source(1)
            .source(2);
    Filters.addChannelTables(signature, 0, arguments);
    arguments
        .integer("kernelHeight", window.kernelHeight())
        .integer("kernelWidth", window.kernelWidth())
        .integer("strideY", window.strideY())
        .integer("strideX", window.strideX())
        .integer("dilationY", window.dilationY())
        .integer("dilationX", window.dilationX())
        .integer("padTop", window.padTop())
        .integer("padLeft", window.padLeft())
        .integer("groups", groups);
    Filters.addLimits(signature, activation, arguments);
    return arguments
        .outputRow()
        .integer("dstHeight", Images.height(y))
        .sink(0)
        .integer("dstWidth", Images.width(y))
        .integer("dstChannels", Images.channels(y))
        .call(ConvTranspose2dKernel.class, Filters.method(signature));
  }

  /**
   * A slab of rows or columns: from the first input cell whose kernel reaches it to the last one
   * that begins within it.
   */
  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    TensorType x = signature.input(0);
    if (Parts.isSpatial(x, output.axis())) {
      return Optional.of(spatialPart(x, output));
    }
    if (groups > 1 || !Parts.isChannels(x, output.axis())) {
      return Optional.empty();
    }
    Slab channels = new Slab(0, output.from(), output.to());
    return Optional.of(new Part(this, List.of(Slab.whole(), channels, channels)));
  }

  private Part spatialPart(TensorType x, Slab output) {
    boolean rows = output.axis() == 1;
    int stride = rows ? window.strideY() : window.strideX();
    int reach =
        rows
            ? (window.kernelHeight() - 1) * window.dilationY()
            : (window.kernelWidth() - 1) * window.dilationX();
    int begin = output.from() + (rows ? window.padTop() : window.padLeft());
    int end = output.to() - 1 + (rows ? window.padTop() : window.padLeft());
    int extent = x.extent(output.axis());
    // Where kernels leave gaps the cell before the slab stands for none.
    int first = Math.min(Math.floorDiv(begin - reach + stride - 1, stride), begin / stride);
    int from = Math.max(0, Math.min(first, extent - 1));
    int to = Math.max(from, Math.min(end / stride, extent - 1)) + 1;
    int before = begin - from * stride;
    int behind = (to - from - 1) * stride + reach + 1 - before - output.extent();
    int after = Math.max(0, behind);
    int added = Math.max(0, -behind);
    Window2d part =
        rows
            ? window.withPadding(before, window.padLeft(), after, window.padRight())
            : window.withPadding(window.padTop(), before, window.padBottom(), after);
    Op op =
        new ConvTranspose2d(
            part, groups, rows ? added : outputPadY, rows ? outputPadX : added, activation);
    return new Part(op, List.of(new Slab(output.axis(), from, to), Slab.whole(), Slab.whole()));
  }

  @Override
  public long macs(Signature signature) {
    return (long) signature.input(0).count() * signature.input(1).product(0, 3) / groups;
  }

  @Override
  public Optional<Clamp> clamp() {
    return Optional.of(activation);
  }

  @Override
  public Op withClamp(Clamp clamp) {
    return new ConvTranspose2d(window, groups, outputPadY, outputPadX, clamp);
  }
}
