package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import thimble.ir.TensorType;
import thimble.ir.kernel.FullyConnectedSumKernel;

/**
 * The sums of a {@link FullyConnected} layer over some of its input, added to those over what came
 * before; see {@link Conv2dSum}.
 *
 * <pre>  x [..., k], weight [O, k], carry [O] or [..., O]  ->  sums [..., O]</pre>
 */
public record FullyConnectedSum() implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!checks.inputs(inputs, 3, "x, weight and the sums so far")) {
      return;
    }
    TensorType x = inputs.get(0);
    TensorType weight = inputs.get(1);
    checks
        .require(x.rank() >= 1, "C2", "x is a scalar")
        .require(weight.rank() == 2, "C3", "weight has rank 2, not " + weight.rank());
    if (checks.passed()) {
      checks.require(
          x.extent(-1) == weight.extent(1),
          "C5",
          "x has vectors of " + x.extent(-1) + ", weight expects " + weight.extent(1));
      Sums.check(x, weight, inputs.get(2), infer(inputs).get(0).shape(), checks);
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.set(shape.size() - 1, inputs.get(1).extent(0));
    return List.of(Sums.type(x, shape));
  }

  @Override
  public Access access(Signature signature) {
    return Access.mergeableRows(RowWindow.same(), RowWindow.all(), Sums.rows(signature));
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    Arguments arguments =
        new Arguments()
            .source(0)
            .perRow("vectors", x.product(x.rowAxes(), x.rank() - 1))
            .integer("depth", x.extent(-1))
            .source(1);
    Sums.addCarry(signature, arguments);
    Sums.addZero(signature, arguments);
    return arguments
        .sink(0)
        .integer("units", signature.output().extent(-1))
        .call(FullyConnectedSumKernel.class, Filters.method(signature));
  }

  @Override
  public long macs(Signature signature) {
    return (long) signature.output().count() * signature.input(1).extent(1);
  }

  @Override
  public Set<Integer> overwritable(Signature signature) {
    return Sums.overwritable(signature);
  }
}
