package thimble.ir.op;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.Resize2dKernel;

/**
 * Resamples height and width.
 *
 * <pre>  x [N, H, W, C] (or [N, L, C])  ->  y [N, height, width, C]</pre>
 *
 * NEAREST: f32, and every type of one or two bytes. LINEAR and CUBIC: f32, s8, s16. A quantized
 * input and its output share one quantization. Beyond the border lies the border's nearest cell.
 *
 * @param height rows of the result
 * @param width columns of the result; 1 for sequences
 * @param nearestRounding of the source coordinate, where the mode is NEAREST
 * @param scaleY result rows for each source row, as the model states it: {@code height / H}, or a
 *     scale of which {@code height} is the rounded consequence
 * @param scaleX likewise for columns
 * @param cubicCoefficient the {@code a} of cubic interpolation, usually -0.75
 * @param excludeOutside cubic taps beyond the border have weight 0 and the others share it
 * @param rows what is computed of the height, where that is a part
 * @param columns what is computed of the width, where that is a part
 */
public record Resize2d(
    int height,
    int width,
    Mode mode,
    Coordinates coordinates,
    Rounding nearestRounding,
    float scaleY,
    float scaleX,
    float cubicCoefficient,
    boolean excludeOutside,
    Optional<ResizeSection> rows,
    Optional<ResizeSection> columns)
    implements Op {
  /** A resize of the whole. */
  public Resize2d(
      int height,
      int width,
      Mode mode,
      Coordinates coordinates,
      Rounding nearestRounding,
      float scaleY,
      float scaleX,
      float cubicCoefficient,
      boolean excludeOutside) {
    this(
        height,
        width,
        mode,
        coordinates,
        nearestRounding,
        scaleY,
        scaleX,
        cubicCoefficient,
        excludeOutside,
        Optional.empty(),
        Optional.empty());
  }

  public enum Mode {
    NEAREST,
    LINEAR,
    CUBIC
  }

  /** Where an output cell lies in the input; the names are ONNX's. */
  public enum Coordinates {
    HALF_PIXEL,
    HALF_PIXEL_SYMMETRIC,
    PYTORCH_HALF_PIXEL,
    ALIGN_CORNERS,
    ASYMMETRIC,
    /** Half pixel without the way back, of ONNX 11 only. */
    TF_HALF_PIXEL_FOR_NN
  }

  public enum Rounding {
    ROUND_PREFER_FLOOR,
    ROUND_PREFER_CEIL,
    FLOOR,
    CEIL
  }

  /** A resize to an extent, without a scale of its own and without cubic attributes. */
  public static Resize2d to(
      TensorType x,
      int height,
      int width,
      Mode mode,
      Coordinates coordinates,
      Rounding nearestRounding) {
    return new Resize2d(
        height,
        width,
        mode,
        coordinates,
        nearestRounding,
        (float) height / Images.height(x),
        (float) width / Images.width(x),
        -0.75f,
        false);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "x")) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(Images.isSpatial(x), "C2", "x has rank 3 or 4, not " + x.rank());
    if (!checks.passed()) {
      return;
    }
    checks
        .require(
            height > 0 && width > 0 && x.count() > 0,
            "C3",
            "from " + x + " to " + height + "x" + width)
        .require(
            scaleY > 0 && scaleX > 0 && Float.isFinite(scaleY) && Float.isFinite(scaleX),
            "C4",
            "scales " + scaleY + ", " + scaleX)
        .require(x.rank() == 4 || width == 1, "C5", "a sequence has no width")
        .require(
            x.element() == ElementType.F32
                || Quantized.isActivation(x)
                || x.element().bytes() <= 2 && mode == Mode.NEAREST,
            "C6",
            "no kernel for " + mode + " of " + x);
    if (checks.passed()) {
      checks.require(
          rowAxis(x).isInside(Images.height(x)) && columnAxis(x).isInside(Images.width(x)),
          "C7",
          "a section reads beyond what is there of " + x);
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return List.of(Images.type(x, height, width, Images.channels(x)));
  }

  @Override
  public Access access(Signature signature) {
    return rowAxis(signature.input(0)).window().map(Access::rows).orElse(Access.whole());
  }

  private ResizeAxis rowAxis(TensorType x) {
    int extent = Images.height(x);
    ResizeSection section = rows.orElse(ResizeSection.whole(extent, height));
    return ResizeAxis.of(this, section, extent, height, scaleY);
  }

  private ResizeAxis columnAxis(TensorType x) {
    int extent = Images.width(x);
    ResizeSection section = columns.orElse(ResizeSection.whole(extent, width));
    return ResizeAxis.of(this, section, extent, width, scaleX);
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    Quantized.requireSame(x, signature.output());
    boolean byRows = access(signature) instanceof Access.ByRows;
    boolean isFloat = x.element() == ElementType.F32;
    Arguments arguments = new Arguments();
    if (byRows) {
      arguments.sourceRows(0);
    } else {
      arguments
          .source(0)
          .integer("images", x.extent(0))
          .integer("imageElements", x.product(1, x.rank()))
          .table("rows", rowAxis(x).offsets(Images.width(x) * Images.channels(x)));
    }
    if (mode != Mode.NEAREST) {
      addWeights(x, byRows, isFloat, arguments);
    } else if (!byRows) {
      arguments.integer("dstHeight", height);
    }
    arguments.table("columns", columnAxis(x).offsets(Images.channels(x)));
    if (mode != Mode.NEAREST) {
      arguments.table("columnWeight", weights(columnAxis(x), isFloat));
    }
    arguments.integer("channels", Images.channels(x));
    if (mode != Mode.NEAREST && !isFloat) {
      arguments.integer("zero", x.quant().zeroPoint());
    }
    return arguments
        .sink(0)
        .integer("dstWidth", width)
        .call(Resize2dKernel.class, method(byRows, Types.width(x.element())));
  }

  private void addWeights(TensorType x, boolean byRows, boolean isFloat, Arguments arguments) {
    arguments.integer("taps", rowAxis(x).taps()).table("rowWeight", weights(rowAxis(x), isFloat));
    if (byRows) {
      arguments.outputRow();
    }
    arguments.integer("dstHeight", height);
  }

  private static TensorData weights(ResizeAxis axis, boolean isFloat) {
    return isFloat ? axis.floatWeights() : axis.fixedWeights(1 << 15);
  }

  private String method(boolean byRows, String type) {
    String ending = type.toUpperCase(Locale.ROOT);
    if (mode == Mode.NEAREST) {
      return (byRows ? "nearest" : "nearestAll") + ending;
    }
    return byRows ? type : "all" + ending;
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    TensorType x = signature.input(0);
    if (Parts.isChannels(x, output.axis())) {
      return Parts.elementwise(this, signature, 1, output);
    }
    if (!Parts.isSpatial(x, output.axis())) {
      return Optional.empty();
    }
    boolean isRows = output.axis() == 1;
    Slab source = (isRows ? rowAxis(x) : columnAxis(x)).needed(output);
    ResizeSection part = section(x, isRows).part(output, source);
    return Optional.of(new Part(with(isRows, output.extent(), part), List.of(source)));
  }

  /** The cells behind and before the slab are there but are none of the source's. */
  @Override
  public Optional<Op> cropping(TensorType x, Slab kept) {
    if (!Parts.isSpatial(x, kept.axis())) {
      return Optional.empty();
    }
    boolean isRows = kept.axis() == 1;
    TensorType slab = x.slab(kept.axis(), kept.from(), kept.to());
    ResizeSection section = section(slab, isRows).behind(kept.from());
    return Optional.of(with(isRows, isRows ? height : width, section));
  }

  private ResizeSection section(TensorType x, boolean isRows) {
    return isRows
        ? rows.orElse(ResizeSection.whole(Images.height(x), height))
        : columns.orElse(ResizeSection.whole(Images.width(x), width));
  }

  private Resize2d with(boolean isRows, int extent, ResizeSection section) {
    return new Resize2d(
        isRows ? extent : height,
        isRows ? width : extent,
        mode,
        coordinates,
        nearestRounding,
        scaleY,
        scaleX,
        cubicCoefficient,
        excludeOutside,
        isRows ? Optional.of(section) : rows,
        isRows ? columns : Optional.of(section));
  }

  @Override
  public long macs(Signature signature) {
    int taps = rowAxis(signature.input(0)).taps();
    return taps == 1 ? 0 : (long) signature.output().count() * taps * taps;
  }
}
