package thimble.ir.op;

import java.util.List;
import java.util.Set;
import thimble.ir.TensorType;
import thimble.ir.kernel.Conv2dSumKernel;

/**
 * The sums of a {@link Conv2d} over some of its input, added to those over what came before.
 *
 * <pre>
 *   x [N, H, W, c] (or [N, L, c]), weight [O, kh, kw, c], carry [O] or [N, H', W', O]
 *     ->  sums [N, H', W', O]
 * </pre>
 *
 * Of s8 sums are s32, of s16 s64, of f32 f32; {@link RequantizeSums} ends them. Models have no such
 * operator: the planner makes them of layers that it computes in parts (docs/strips.md).
 */
public record Conv2dSum(Window2d window) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 3, "x, weight and the sums so far")) {
      return;
    }
    TensorType x = inputs.get(0);
    TensorType weight = inputs.get(1);
    checks
        .require(Images.isSpatial(x), "C2", "x has rank 3 or 4, not " + x.rank())
        .require(weight.rank() == 4, "C3", "weight has rank 4, not " + weight.rank());
    if (!checks.passed()) {
      return;
    }
    Filters.checkWindow(window, x, weight.extent(1), weight.extent(2), checks);
    Filters.checkGroups(x, weight, 1, checks);
    checks.require(
        window.outputHeight(Images.height(x)) > 0 && window.outputWidth(Images.width(x)) > 0,
        "C10",
        "the window is larger than the padded input " + x);
    if (checks.passed()) {
      Sums.check(x, weight, inputs.get(2), infer(inputs).get(0).shape(), checks);
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    TensorType y =
        Images.type(
            x,
            window.outputHeight(Images.height(x)),
            window.outputWidth(Images.width(x)),
            inputs.get(1).extent(0));
    return List.of(Sums.type(x, y.shape()));
  }

  @Override
  public Access access(Signature signature) {
    RowWindow carry = Sums.rows(signature);
    return window.isPointwise()
        ? Access.mergeableRows(RowWindow.same(), RowWindow.all(), carry)
        : Access.rows(window.rows(Images.height(signature.input(0))), RowWindow.all(), carry);
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
            .source(1);
    Sums.addCarry(signature, arguments);
    arguments
        .integer("kernelHeight", window.kernelHeight())
        .integer("kernelWidth", window.kernelWidth())
        .integer("strideX", window.strideX())
        .integer("dilationX", window.dilationX())
        .integer("padLeft", window.padLeft());
    Sums.addZero(signature, arguments);
    return arguments
        .sink(0)
        .add(Images.width("dstWidth", Images.width(y), window))
        .integer("dstChannels", Images.channels(y))
        .call(Conv2dSumKernel.class, Filters.method(signature));
  }

  @Override
  public long macs(Signature signature) {
    TensorType weight = signature.input(1);
    return (long) signature.output().count() * weight.product(1, 4);
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Sums.overwritable(signature);
  }
}
