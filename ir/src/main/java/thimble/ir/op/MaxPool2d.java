package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.MaxPool2dKernel;

/**
 * Maximum over a sliding window of each channel; cells of the padding do not take part.
 *
 * <pre>  x [N, H, W, C] (or [N, L, C])  ->  y [N, H', W', C]</pre>
 *
 * f32, s8, u8 and s16; a quantized input and its output share one quantization. A window that lies
 * in the padding entirely gives the lowest number of the type.
 */
public record MaxPool2d(Window2d window) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "x")) {
      return;
    }
    TensorType x = inputs.get(0);
    Pools.check(window, x, checks);
    checks.require(
        x.element() == ElementType.F32
            || x.element() == ElementType.S8
            || x.element() == ElementType.U8
            || x.element() == ElementType.S16,
        "C5",
        "no kernel for " + x);
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
            .integer("srcWidth", Images.width(x))
            .integer("channels", Images.channels(x))
            .integer("kernelHeight", window.kernelHeight())
            .integer("kernelWidth", window.kernelWidth())
            .integer("strideX", window.strideX())
            .integer("dilationX", window.dilationX())
            .integer("padLeft", window.padLeft());
    if (x.element() == ElementType.F32) {
      arguments.real("lowest", Float.NEGATIVE_INFINITY);
    }
    return arguments
        .sink(0)
        .integer("dstWidth", Images.width(y))
        .call(MaxPool2dKernel.class, x.element().text());
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    TensorType x = signature.input(0);
    if (!Parts.isSpatial(x, output.axis())) {
      return Parts.elementwise(this, signature, 1, output);
    }
    return Parts.windowed(window, x, output)
        .map(part -> new Part(new MaxPool2d(part.window()), List.of(part.source())));
  }

  @Override
  public Optional<Op> cropping(TensorType x, Slab kept) {
    return Parts.cropping(window, x, kept).map(MaxPool2d::new);
  }

  /** Comparisons only. */
  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
