package thimble.ir.op;

import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.ArgMaxKernel;

/**
 * Index of the largest element along an axis.
 *
 * <pre>  x [2, 3, 4], axis 1  ->  s64 [2, 1, 4], or [2, 4] where dimensions are not kept</pre>
 *
 * f32, s8, u8, s16, s32. A quantized tensor's stored integers are in the order of its values.
 *
 * @param axis not negative
 * @param selectLast which of several equal elements counts: the last or the first
 * @param minimum look for the smallest instead
 */
public record ArgMax(int axis, boolean keepDimensions, boolean selectLast, boolean minimum)
    implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 1, "x")) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(axis >= 0 && axis < x.rank(), "C2", "axis " + axis + " of a tensor " + x);
    if (!checks.passed()) {
      return;
    }
    boolean oneOrder = !x.isQuantized() || x.quant().isPerTensor();
    checks
        .require(x.extent(axis) > 0, "C3", "axis " + axis + " of " + x + " is empty")
        .require(
            switch (x.element()) {
                  case F32, S8, U8, S16, S32 -> true;
                  default -> false;
                }
                && oneOrder,
            "C4",
            "no kernel for " + x);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(
        TensorType.of(
            ElementType.S64, Axes.reduced(inputs.get(0).shape(), List.of(axis), keepDimensions)));
  }

  @Override
  public Access access(Signature signature) {
    TensorType x = signature.input(0);
    return axis >= x.rowAxes() && x.rows() == signature.output().rows()
        ? Access.mergeableRows(RowWindow.same())
        : Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    return new Arguments()
        .source(0)
        .add(
            access(signature) instanceof Access.ByRows
                ? new Argument.PerRow("outer", x.product(x.rowAxes(), axis))
                : new Argument.Int("outer", x.product(0, axis)))
        .integer("depth", x.extent(axis))
        .integer("inner", x.product(axis + 1, x.rank()))
        .integer("minimum", minimum ? 1 : 0)
        .integer("selectLast", selectLast ? 1 : 0)
        .sink(0)
        .call(ArgMaxKernel.class, x.element().text());
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
