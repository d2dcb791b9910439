package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorType;

/**
 * A tensor laid out several times along each axis.
 *
 * @param repeats how often along each axis
 */
public record Tile(List<Integer> repeats) implements Op {
  public Tile {
    repeats = List.copyOf(repeats);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Movement.check(inputs, checks)) {
      return;
    }
    TensorType x = inputs.get(0);
    checks.require(
        repeats.size() == x.rank() && repeats.stream().allMatch(repeat -> repeat >= 0),
        "C3",
        "cannot repeat " + x + " by " + repeats);
    if (checks.passed()) {
      checks.require(fits(x), "C4", "the result is too large: " + x + " by " + repeats);
    }
  }

  private boolean fits(TensorType x) {
    for (int axis = 0; axis < x.rank(); axis++) {
      if ((long) x.extent(axis) * repeats.get(axis) > Integer.MAX_VALUE) {
        return false;
      }
    }
    return Shapes.fits(shape(x));
  }

  private List<Integer> shape(TensorType x) {
    List<Integer> shape = new ArrayList<>(x.rank());
    for (int axis = 0; axis < x.rank(); axis++) {
      shape.add(x.extent(axis) * repeats.get(axis));
    }
    return shape;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Movement.infer(inputs.get(0), shape(inputs.get(0)));
  }

  @Override
  public List<Alias> aliases(Signature signature) {
    return signature.input(0).count() == signature.output().count()
        ? Movement.view(signature.input(0), 0)
        : List.of();
  }

  /** By rows where only what is inside a row is repeated. */
  @Override
  public Access access(Signature signature) {
    return keepsRows(signature.input(0)) ? Access.mergeableRows(RowWindow.same()) : Access.whole();
  }

  private boolean keepsRows(TensorType x) {
    return repeats.subList(0, x.rowAxes()).stream().allMatch(repeat -> repeat == 1);
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    boolean byRows = keepsRows(x);
    int first = byRows ? x.rowAxes() : 0;
    int[] strides = Shapes.strides(x.shape());
    // Each axis becomes two: how often (which moves the source by nothing), and the axis itself.
    Nest.Builder nest = byRows ? Nest.byRows(x.rowElements()) : Nest.whole(1);
    for (int axis = first; axis < x.rank(); axis++) {
      nest.axis(repeats.get(axis), 0).axis(x.extent(axis), strides[axis]);
    }
    return Movement.strided(x.element(), nest.build());
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
