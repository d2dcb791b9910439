package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.TensorType;
import thimble.ir.kernel.GatherKernel;

/**
 * Slices of the data along an axis, chosen by indices: {@code y[o.., i.., n..] = data[o..,
 * indices[i..], n..]}, where o runs over the axes before {@code axis}, n over those behind.
 *
 * <p>Indices are s32 or s64; negative ones count from the end. An index outside the axis, which
 * ONNX leaves undefined, is taken to the nearest end: memory outside the data is never read.
 */
public record Gather(int axis) implements Op {
  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    checks.require(
        inputs.size() == 2, "C1", "takes data and indices, not " + inputs.size() + " inputs");
    if (!checks.passed() || !Movement.checkMovable(inputs.get(0), checks)) {
      return;
    }
    TensorType data = inputs.get(0);
    TensorType indices = inputs.get(1);
    checks.require(axis >= 0 && axis < data.rank(), "C3", "no axis " + axis + " in " + data);
    if (!checks.passed()) {
      return;
    }
    checks
        .require(Types.isIndex(indices), "C4", "indices are s32 or s64, not " + indices)
        .require(
            data.extent(axis) > 0 || indices.count() == 0,
            "C5",
            "nothing to choose along axis " + axis + " of " + data)
        .require(
            data.rank() - 1 + indices.rank() <= Shapes.MAX_RANK
                && Shapes.fits(shape(data, indices)),
            "C6",
            "the result is too large: " + data + " by " + indices);
  }

  private List<Integer> shape(TensorType data, TensorType indices) {
    List<Integer> shape = new ArrayList<>(data.shape().subList(0, axis));
    shape.addAll(indices.shape());
    shape.addAll(data.shape().subList(axis + 1, data.rank()));
    return shape;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Movement.infer(inputs.get(0), shape(inputs.get(0), inputs.get(1)));
  }

  @Override
  public Access access(Signature signature) {
    return Access.whole();
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType data = signature.input(0);
    TensorType indices = signature.input(1);
    return KernelCall.of(
        GatherKernel.class,
        Types.width(data.element()) + (indices.element() == ElementType.S32 ? "ByS32" : "ByS64"),
        new Argument.Source(0),
        new Argument.Source(1),
        new Argument.Int("extent", data.extent(axis)),
        new Argument.Int("count", indices.count()),
        new Argument.Sink(0),
        new Argument.Int("blocks", data.product(0, axis)),
        new Argument.Int("run", data.product(axis + 1, data.rank())));
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
