package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.AveragePool2dKernel;

/**
 * Mean over a sliding window of each channel.
 *
 * <pre>  x [N, H, W, C] (or [N, L, C])  ->  y [N, H', W', C]</pre>
 *
 * f32, or s8 or s16 with one quantization for input and output (docs/semantics.md, "Average pool").
 * A window that lies in the padding entirely gives 0.
 *
 * @param countPadding whether cells of the padding count, as zeros
 * @param overhangBottom how many of the window's rows of bottom padding never count (they are there
 *     only because the number of steps was rounded up)
 * @param overhangRight likewise for columns on the right
 */
public record AveragePool2d(
    Window2d window, boolean countPadding, int overhangBottom, int overhangRight) implements Op {
  /** So many int8 add up to an int16. */
  private static final int MOST_SHORT = 255;

  public AveragePool2d(Window2d window, boolean countPadding) {
    this(window, countPadding, 0, 0);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "x")) {
      return;
    }
    TensorType x = inputs.get(0);
    Pools.check(window, x, checks);
    checks
        .require(
            overhangBottom >= 0
                && overhangRight >= 0
                && overhangBottom <= Math.max(0, window.padBottom())
                && overhangRight <= Math.max(0, window.padRight()),
            "C5",
            "overhang "
                + overhangBottom
                + ", "
                + overhangRight
                + " is more than the padding "
                + window.padBottom()
                + ", "
                + window.padRight())
        .require(
            x.element() == ElementType.F32 || Quantized.isActivation(x), "C6", "no kernel for " + x)
        .require(
            x.element() != ElementType.S16
                || (long) window.kernelHeight() * window.kernelWidth() <= Pools.MOST_S16_CELLS,
            "C7",
            "a window of more than " + Pools.MOST_S16_CELLS + " cells of s16");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(Pools.infer(window, inputs.get(0)));
  }

  @Override
  public Access access(Signature signature) {
    return Access.rows(window.rows(Images.height(signature.input(0))));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    Quantized.requireSame(x, y);
    Arguments arguments =
        new Arguments()
            .sourceRows(0)
            .integer("srcHeight", Images.height(x))
            .integer("srcWidth", Images.width(x))
            .integer("channels", Images.channels(x))
            .integer("kernelHeight", window.kernelHeight())
            .integer("kernelWidth", window.kernelWidth())
            .integer("strideY", window.strideY())
            .integer("strideX", window.strideX())
            .integer("dilationY", window.dilationY())
            .integer("dilationX", window.dilationX())
            .integer("padTop", window.padTop())
            .integer("padLeft", window.padLeft())
            .integer("frameTop", countPadding ? window.padTop() : 0)
            .integer("frameLeft", countPadding ? window.padLeft() : 0)
            .integer("frameBottom", countPadding ? window.padBottom() - overhangBottom : 0)
            .integer("frameRight", countPadding ? window.padRight() - overhangRight : 0);
    if (x.element() != ElementType.F32) {
      arguments.integer("zero", x.quant().zeroPoint());
    }
    return arguments
        .outputRow()
        .integer("dstHeight", Images.height(y))
        .sink(0)
        .integer("dstWidth", Images.width(y))
        .call(AveragePool2dKernel.class, x.element().text());
  }

  /** A window over the whole height, row by row: global pools. */
  @Override
  public Optional<Accumulation> accumulation(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    int height = Images.height(x);
    boolean whole =
        Images.height(y) == 1
            && window.padTop() == 0
            && window.dilationY() == 1
            && window.kernelHeight() == height;
    if (!whole || window.padLeft() != 0 || window.padRight() != 0 || window.dilationX() != 1) {
      return Optional.empty();
    }
    Arguments arguments =
        new Arguments()
            .source(0)
            .integer("channels", Images.channels(x))
            .inputRow()
            .integer("srcHeight", height)
            .integer("kernelWidth", window.kernelWidth())
            .integer("strideX", window.strideX());
    boolean few = x.element() == ElementType.S8 && height * window.kernelWidth() <= MOST_SHORT;
    ElementType integers = few ? ElementType.S16 : ElementType.S32;
    ElementType sums = x.element() == ElementType.F32 ? ElementType.F32 : integers;
    String method = few ? "s8ShortRow" : x.element().text() + "Row";
    return Optional.of(
        new Accumulation(
            0,
            height,
            arguments
                .scratch("sum", sums, y.rowElements())
                .sink(0)
                .integer("dstWidth", Images.width(y))
                .call(AveragePool2dKernel.class, method)));
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    TensorType x = signature.input(0);
    if (!Parts.isSpatial(x, output.axis())) {
      return Parts.elementwise(this, signature, 1, output);
    }
    return Parts.windowed(window, x, output)
        .map(part -> new Part(with(part.window()), List.of(part.source())));
  }

  @Override
  public Optional<Op> cropping(TensorType x, Slab kept) {
    return Parts.cropping(window, x, kept).map(this::with);
  }

  /** The same counting of cells: the frame around the image ends where it did. */
  private AveragePool2d with(Window2d part) {
    return new AveragePool2d(
        part,
        countPadding,
        Math.max(0, part.padBottom() - Math.max(0, window.padBottom()) + overhangBottom),
        Math.max(0, part.padRight() - Math.max(0, window.padRight()) + overhangRight));
  }

  /** Sums without a multiplication. */
  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
