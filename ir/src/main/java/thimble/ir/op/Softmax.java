package thimble.ir.op;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.SoftmaxKernel;

/**
 * Softmax along one axis, or its logarithm.
 *
 * <pre>  y = exp(x - max) / sum exp(x - max)</pre>
 *
 * f32; s8 and s16 without the logarithm (docs/semantics.md, "Softmax").
 *
 * @param axis not negative
 */
public record Softmax(int axis, boolean log) implements Op {
  private static final int FIXED_BITS = 30;

  /** Of a result's scale that is a power of two. */
  private static final int MOST_BITS = 16;

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "x")) {
      return;
    }
    TensorType x = inputs.get(0);
    checks
        .require(axis >= 0 && axis < x.rank(), "C2", "axis " + axis + " of a tensor " + x)
        .require(
            x.element() == ElementType.F32 || Quantized.isActivation(x) && !log,
            "C3",
            "no kernel for " + (log ? "the logarithm of " : "") + x);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return List.of(TensorType.of(x.element(), x.shape()));
  }

  @Override
  public Access access(Signature signature) {
    return axis >= signature.input(0).rowAxes()
        ? Access.mergeableRows(RowWindow.same())
        : Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    Arguments arguments =
        new Arguments()
            .source(0)
            .add(
                access(signature) instanceof Access.ByRows
                    ? new Argument.PerRow("outer", x.product(x.rowAxes(), axis))
                    : new Argument.Int("outer", x.product(0, axis)))
            .integer("depth", x.extent(axis))
            .integer("inner", x.product(axis + 1, x.rank()));
    if (x.element() == ElementType.F32) {
      return arguments.sink(0).call(SoftmaxKernel.class, log ? "f32Log" : "f32");
    }
    if (x.element() == ElementType.S16) {
      FixedPoint steps = FixedPoint.of(1.0 / y.quant().scale());
      return arguments
          .table("coarse", fixedExponentials(256.0 * x.quant().scale()))
          .table("fine", fixedExponentials(x.quant().scale()))
          .integer("multiplier", steps.multiplier())
          .integer("shift", 31 - steps.shift())
          .integer("dstZero", y.quant().zeroPoint())
          .sink(0)
          .call(SoftmaxKernel.class, "s16");
    }
    int bits = -Math.getExponent(y.quant().scale());
    if (y.quant().scale() == Math.scalb(1f, -bits) && bits >= 0 && bits <= MOST_BITS) {
      return arguments
          .table("exponential", fixedExponentials(x.quant().scale()))
          .integer("dstBits", bits)
          .integer("dstZero", y.quant().zeroPoint())
          .sink(0)
          .call(SoftmaxKernel.class, "s8Fixed");
    }
    return arguments
        .table("exponential", exponentials(x.quant().scale()))
        .real("dstScale", y.quant().scale())
        .integer("dstZero", y.quant().zeroPoint())
        .sink(0)
        .call(SoftmaxKernel.class, "s8");
  }

  /** The same with {@link #FIXED_BITS} bits behind the point. */
  private static TensorData fixedExponentials(double scale) {
    double[] exponentials = (double[]) exponentials(scale).array();
    int[] table = new int[exponentials.length];
    for (int distance = 0; distance < table.length; distance++) {
      table[distance] = (int) Math.rint(Math.scalb(exponentials[distance], FIXED_BITS));
    }
    return TensorData.ints(table);
  }

  /**
   * {@code e^(-d S)} for every distance of two stored integers: no exponential at run time, and the
   * same bits everywhere.
   */
  private static TensorData exponentials(double scale) {
    double[] table = new double[256];
    for (int distance = 0; distance < table.length; distance++) {
      table[distance] = StrictMath.exp(-distance * scale);
    }
    return TensorData.wrap(ElementType.F64, table);
  }

  @Override
  public Optional<Part> part(Signature signature, Slab output) {
    return output.axis() == axis ? Optional.empty() : Parts.elementwise(this, signature, 1, output);
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }

  /** A group's maximum and sum are known before its first result is written. */
  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Set.of(0);
  }
}
