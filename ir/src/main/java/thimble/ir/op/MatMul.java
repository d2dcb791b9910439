package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.kernel.MatMulKernel;

/**
 * Product of two matrices, either of which may be computed at run time.
 *
 * <pre>
 *   a [..., M, K], b [..., K, N]  ->  y [..., M, N]
 * </pre>
 *
 * The leading axes broadcast as in NumPy. Float: f32. Quantized: s8 or s16, {@code y =
 * clamp(requantize(sum (a - z_a) * (b - z_b), S_a S_b / S_y) + z_y)}.
 */
public record MatMul() implements Op {
  /** So many products of differences of 17 bits, times 15 bits, stay within 64 bits. */
  private static final int MOST_S16_DEPTH = 32768;

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 2, "a and b")) {
      return;
    }
    TensorType a = inputs.get(0);
    TensorType b = inputs.get(1);
    checks.require(
        a.rank() >= 2 && b.rank() >= 2, "C2", "matrices have rank 2 or more: " + a + ", " + b);
    if (!checks.passed()) {
      return;
    }
    checks
        .require(
            a.extent(-1) == b.extent(-2),
            "C3",
            "a has " + a.extent(-1) + " columns, b has " + b.extent(-2) + " rows")
        .require(broadcasts(a, b), "C4", "the leading axes of " + a + " and " + b + " differ")
        .require(
            a.element() == ElementType.F32 && b.element() == ElementType.F32
                || Quantized.isS8PerTensor(a) && Quantized.isS8PerTensor(b)
                || Quantized.isS16PerTensor(a) && Quantized.isS16PerTensor(b),
            "C5",
            "no kernel for " + a + " times " + b)
        .require(
            a.element() != ElementType.S16 || a.extent(-1) <= MOST_S16_DEPTH,
            "C6",
            "sums of more than " + MOST_S16_DEPTH + " products of s16");
  }

  private static boolean broadcasts(TensorType a, TensorType b) {
    for (int axis = 3; axis <= Math.min(a.rank(), b.rank()); axis++) {
      if (a.extent(-axis) != b.extent(-axis) && a.extent(-axis) != 1 && b.extent(-axis) != 1) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType a = inputs.get(0);
    TensorType b = inputs.get(1);
    List<Integer> shape = new ArrayList<>();
    for (int axis = Math.max(a.rank(), b.rank()); axis > 2; axis--) {
      int extentA = axis <= a.rank() ? a.extent(-axis) : 1;
      int extentB = axis <= b.rank() ? b.extent(-axis) : 1;
      shape.add(extentA == 1 ? extentB : extentA);
    }
    shape.add(a.extent(-2));
    shape.add(b.extent(-1));
    return List.of(TensorType.of(a.element(), shape));
  }

  @Override
  public Access access(Signature signature) {
    return isOneMatrix(signature)
        ? Access.mergeableRows(RowWindow.same(), RowWindow.all())
        : Access.whole();
  }

  /** Whether every row of {@code a} meets the same {@code b}. */
  private static boolean isOneMatrix(Signature signature) {
    TensorType a = signature.input(0);
    TensorType b = signature.input(1);
    TensorType y = signature.output();
    return b.product(0, b.rank() - 2) == 1
        && a.rank() == y.rank()
        && a.product(0, a.rank() - 1) == y.product(0, y.rank() - 1);
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType a = signature.input(0);
    TensorType b = signature.input(1);
    TensorType y = signature.output();
    boolean one = isOneMatrix(signature);
    Arguments arguments =
        new Arguments()
            .source(0)
            .table("aOffset", one ? TensorData.ints(0) : offsets(a, y))
            .source(1)
            .table("bOffset", one ? TensorData.ints(0) : offsets(b, y))
            .integer("products", one ? 1 : y.product(0, y.rank() - 2))
            .add(
                one
                    ? new Argument.PerRow("rows", a.product(a.rowAxes(), a.rank() - 1))
                    : new Argument.Int("rows", a.extent(-2)))
            .integer("depth", a.extent(-1))
            .integer("columns", b.extent(-1));
    if (a.element() == ElementType.F32) {
      return arguments.sink(0).call(MatMulKernel.class, "f32");
    }
    double scale = (double) a.quant().scale() * b.quant().scale() / y.quant().scale();
    FixedPoint factor =
        a.element() == ElementType.S16 ? FixedPoint.wide(scale) : FixedPoint.of(scale);
    return arguments
        .integer("aZero", a.quant().zeroPoint())
        .integer("bZero", b.quant().zeroPoint())
        .integer("multiplier", factor.multiplier())
        .integer("shift", factor.shift())
        .integer("dstZero", y.quant().zeroPoint())
        .sink(0)
        .call(MatMulKernel.class, a.element().text());
  }

  /** For each matrix of the result the first element of the operand's matrix that it takes. */
  private static TensorData offsets(TensorType operand, TensorType y) {
    int[] offsets = new int[y.product(0, y.rank() - 2)];
    for (int product = 0; product < offsets.length; product++) {
      int rest = product;
      int pitch = operand.extent(-2) * operand.extent(-1);
      for (int axis = 3; axis <= y.rank(); axis++) {
        int index = rest % y.extent(-axis);
        rest /= y.extent(-axis);
        if (axis <= operand.rank()) {
          offsets[product] += operand.extent(-axis) == 1 ? 0 : index * pitch;
          pitch *= operand.extent(-axis);
        }
      }
    }
    return TensorData.ints(offsets);
  }

  @Override
  public long macs(Signature signature) {
    return (long) signature.output().count() * signature.input(0).extent(-1);
  }
}
