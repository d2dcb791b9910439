package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.DeformConv2dKernel;
import thimble.ir.kernel.DeformConv2dRowsKernel;
import thimble.ir.kernel.QuantizedDeformConv2dKernel;

/**
 * Deformable convolution: every tap reads where an offset of its own points to, between cells by
 * bilinear interpolation; cells outside of the image are zero.
 *
 * <pre>
 *   x [N, H, W, C], weight [O, kh, kw, C/groups], bias [O],
 *   offset [N, H', W', offsetGroups * kh * kw * 2] (of each tap down, then to the right),
 *   mask [N, H', W', offsetGroups * kh * kw] with {@code masked}  ->  y [N, H', W', O]
 * </pre>
 *
 * The variants for hardware are attributes: offsets that are bounded, rounded to cells, or
 * <em>square</em>: one number a pixel, offset [N, H', W', offsetGroups], that pushes tap (i, j) by
 * its distance from the kernel's centre times that number. After CoDeNet, "Efficient Deployment of
 * Input-Adaptive Object Detection on Embedded FPGAs", section 3.
 *
 * <p>Float: f32 throughout. Quantized: x, offset, mask and y s8 per tensor, weight s8 or s4
 * symmetric per tensor or per output channel, bias s32 (docs/semantics.md, "Deformable
 * convolution").
 *
 * @param offsetGroups of channels that share offsets
 * @param masked whether each tap has a factor
 * @param square whether a pixel has one offset
 * @param bounds that offsets are brought into, in cells
 * @param rounded whether offsets are rounded to cells after that, halves to the even one
 * @param activation fused into the output
 */
public record DeformConv2d(
    Window2d window,
    int groups,
    int offsetGroups,
    boolean masked,
    boolean square,
    Clamp bounds,
    boolean rounded,
    Clamp activation)
    implements Op {
  /** The input with the offsets. */
  public static final int OFFSET = 3;

  /** The input with the factors, where there are any. */
  public static final int MASK = 4;

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    String names = "x, weight, bias, offset" + (masked ? " and mask" : "");
    if (!checks.inputs(inputs, masked ? 5 : 4, names)) {
      return;
    }
    TensorType x = inputs.get(0);
    TensorType weight = inputs.get(1);
    checks
        .require(isFloat(inputs) || isQuantized(inputs), "C2", "no kernel for " + inputs)
        .require(x.rank() == 4, "C3", "x is [N, H, W, C], not " + x)
        .require(weight.rank() == 4, "C4", "weight is [O, kh, kw, I], not " + weight)
        .require(groups >= 1 && offsetGroups >= 1, "C5", "groups " + groups + ", " + offsetGroups)
        .require(bounds.low() <= bounds.high(), "C6", "bounds " + bounds + " in order");
    if (!checks.passed()) {
      return;
    }
    int channels = x.extent(3);
    checks
        .require(
            channels % groups == 0
                && weight.extent(0) % groups == 0
                && channels % offsetGroups == 0,
            "C7",
            "channels " + channels + " and " + weight.extent(0) + " divide into the groups")
        .require(
            weight.extent(1) == window.kernelHeight() && weight.extent(2) == window.kernelWidth(),
            "C8",
            "weight " + weight + " for a window " + window)
        .require(
            weight.extent(3) * groups == channels,
            "C9",
            "x has " + channels + " channels, weight expects " + weight.extent(3) * groups)
        .require(
            inputs.get(2).shape().equals(List.of(weight.extent(0))),
            "C10",
            "bias " + inputs.get(2) + " for " + weight.extent(0) + " channels")
        .require(
            x.element() == ElementType.F32 || isWithinReach(x),
            "C12",
            "positions in " + x + " under " + window + " need more than 32 bits");
    requireShape(inputs, OFFSET, offsetGroups * (square ? 1 : 2 * taps()), "offset", checks);
    if (masked) {
      requireShape(inputs, MASK, offsetGroups * taps(), "mask", checks);
    }
  }

  private static boolean isFloat(List<TensorType> inputs) {
    return inputs.stream().allMatch(type -> type.element() == ElementType.F32);
  }

  private boolean isQuantized(List<TensorType> inputs) {
    TensorType weight = inputs.get(1);
    return Quantized.isS8PerTensor(inputs.get(0))
        && (weight.element() == ElementType.S8 || weight.element() == ElementType.S4)
        && weight.isQuantized()
        && weight.quant().isSymmetric()
        && (weight.quant().isPerTensor() || weight.quant().axis() == 0)
        && inputs.get(2).element() == ElementType.S32
        && inputs.subList(OFFSET, inputs.size()).stream().allMatch(Quantized::isS8PerTensor);
  }

  private boolean isWithinReach(TensorType x) {
    long pads =
        Math.max(
            Math.abs((long) window.padTop()) + Math.abs((long) window.padBottom()),
            Math.abs((long) window.padLeft()) + Math.abs((long) window.padRight()));
    return Math.max(x.extent(1), x.extent(2)) + pads <= DeformTables.MOST_CELLS
        && Math.max(window.kernelHeight(), window.kernelWidth()) <= DeformTables.MOST_TAPS;
  }

  private void requireShape(
      List<TensorType> inputs, int input, int depth, String name, Checks checks) {
    List<Integer> expected = new ArrayList<>(shape(inputs).subList(0, 3));
    expected.add(depth);
    checks.require(
        inputs.get(input).shape().equals(expected),
        "C11",
        name + " " + inputs.get(input) + ", not " + expected);
  }

  private int taps() {
    return window.kernelHeight() * window.kernelWidth();
  }

  private List<Integer> shape(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return List.of(
        x.extent(0),
        window.outputHeight(x.extent(1)),
        window.outputWidth(x.extent(2)),
        inputs.get(1).extent(0));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(TensorType.of(inputs.get(0).element(), shape(inputs)));
  }

  /** Offsets come by rows; the image too, where the largest of them reaches less than all of it. */
  @Override
  public Access access(Signature signature) {
    List<RowWindow> windows =
        new ArrayList<>(
            List.of(rows(signature), RowWindow.all(), RowWindow.all(), RowWindow.same()));
    if (masked) {
      windows.add(RowWindow.same());
    }
    return Access.rows(windows.toArray(RowWindow[]::new));
  }

  private RowWindow rows(Signature signature) {
    TensorType x = signature.input(0);
    if (x.element() == ElementType.F32) {
      return RowWindow.all();
    }
    Reach reach = rowReach(signature);
    return reach.cells() >= x.extent(1)
        ? RowWindow.all()
        : RowWindow.sliding(
            reach.cells(),
            window.strideY(),
            1,
            window.padTop() - reach.first(),
            x.extent(1),
            signature.output().extent(1));
  }

  /** The rows that taps of a quantized convolution can read, whatever the offsets are. */
  public Reach rowReach(Signature signature) {
    return DeformTables.reach(window.kernelHeight(), window.dilationY(), square, cells(signature));
  }

  /** Likewise the columns. */
  public Reach columnReach(Signature signature) {
    return DeformTables.reach(window.kernelWidth(), window.dilationX(), square, cells(signature));
  }

  private TensorData cells(Signature signature) {
    return DeformTables.cells(signature.input(OFFSET), bounds, rounded);
  }

  @Override
  public KernelCall kernel(Signature signature) {
    boolean real = signature.input(0).element() == ElementType.F32;
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    boolean byRows = !rows(signature).isAll();
    Arguments arguments = new Arguments();
    if (byRows) {
      arguments.sourceRows(0).integer("reach", rowReach(signature).first());
    } else {
      arguments.source(0);
    }
    arguments
        .integer("srcHeight", x.extent(1))
        .integer("srcWidth", x.extent(2))
        .integer("srcChannels", x.extent(3))
        .source(1)
        .source(2);
    Filters.addChannelTables(signature, 0, arguments);
    addOffsets(signature, arguments);
    addGeometry(arguments);
    if (real) {
      arguments
          .integer("rounded", rounded ? 1 : 0)
          .real("low", bounds.low())
          .real("high", bounds.high());
    }
    Filters.addLimits(signature, activation, arguments);
    return arguments
        .outputRow()
        .integer("dstHeight", y.extent(1))
        .sink(0)
        .integer("dstWidth", y.extent(2))
        .integer("dstChannels", y.extent(3))
        .scratch("samples", x.element(), taps() * x.extent(3))
        .call(kernelClass(real, byRows), Filters.method(signature));
  }

  private static Class<?> kernelClass(boolean real, boolean byRows) {
    if (real) {
      return DeformConv2dKernel.class;
    }
    return byRows ? DeformConv2dRowsKernel.class : QuantizedDeformConv2dKernel.class;
  }

  /** Offsets and mask, of quantized types each with its table; then {@code int masked}. */
  private void addOffsets(Signature signature, Arguments arguments) {
    int mask = masked ? MASK : OFFSET;
    boolean real = signature.input(0).element() == ElementType.F32;
    arguments.source(OFFSET);
    if (!real) {
      arguments.table("cells", cells(signature));
    }
    arguments.source(mask);
    if (!real) {
      arguments.table(
          "factors", masked ? DeformTables.factors(signature.input(MASK)) : TensorData.ints(0));
    }
    arguments.integer("masked", masked ? 1 : 0);
  }

  private void addGeometry(Arguments arguments) {
    arguments
        .integer("kernelHeight", window.kernelHeight())
        .integer("kernelWidth", window.kernelWidth())
        .integer("strideY", window.strideY())
        .integer("strideX", window.strideX())
        .integer("dilationY", window.dilationY())
        .integer("dilationX", window.dilationX())
        .integer("padTop", window.padTop())
        .integer("padLeft", window.padLeft())
        .integer("groups", groups)
        .integer("offsetGroups", offsetGroups)
        .integer("square", square ? 1 : 0);
  }

  /** Those of the convolution, and four for each sample. */
  @Override
  public long macs(Signature signature) {
    TensorType y = signature.output();
    long pixels = (long) y.extent(0) * y.extent(1) * y.extent(2);
    long sampled = 4L * taps() * signature.input(0).extent(3);
    return pixels * sampled + (long) y.count() * taps() * signature.input(1).extent(3);
  }

  @Override
  public Optional<Clamp> clamp() {
    return Optional.of(activation);
  }

  @Override
  public Op withClamp(Clamp clamp) {
    return new DeformConv2d(window, groups, offsetGroups, masked, square, bounds, rounded, clamp);
  }
}
