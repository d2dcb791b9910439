package thimble.ir.op;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.TensorType;

/**
 * Axes in another order: {@code y.extent(i) = x.extent(permutation[i])}. A view where only axes of
 * extent 1 move.
 */
public record Transpose(List<Integer> permutation) implements Op {
  public Transpose {
    permutation = List.copyOf(permutation);
  }

  @Override
  public void check(List<TensorType> inputs, Checks checks) {
    if (!Movement.check(inputs, checks)) {
      return;
    }
    List<Integer> axes = IntStream.range(0, inputs.get(0).rank()).boxed().toList();
    checks.require(
        permutation.size() == axes.size() && new HashSet<>(permutation).equals(new HashSet<>(axes)),
        "C3",
        permutation + " is no order of the axes of " + inputs.get(0));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    return Movement.infer(x, permutation.stream().map(x::extent).toList());
  }

  @Override
  public List<Alias> aliases(Signature signature) {
    TensorType x = signature.input(0);
    List<Integer> moved = permutation.stream().filter(axis -> x.extent(axis) != 1).toList();
    return moved.stream().sorted().toList().equals(moved) ? Movement.view(x, 0) : List.of();
  }

  @Override
  public Access access(Signature signature) {
    return keepsRows(signature.input(0)) ? Access.mergeableRows(RowWindow.same()) : Access.whole();
  }

  /** Whether the axes that count rows stay where they are. */
  private boolean keepsRows(TensorType x) {
    return IntStream.range(0, x.rowAxes()).allMatch(axis -> permutation.get(axis) == axis);
  }

  @Override
  public KernelCall kernel(Signature signature) {
    TensorType x = signature.input(0);
    TensorType y = signature.output();
    int[] from = Shapes.strides(x.shape());
    int[] strides = permutation.stream().mapToInt(axis -> from[axis]).toArray();
    return Movement.strided(
        x.element(),
        keepsRows(x) ? Nest.ofRows(y, x.rowElements(), strides) : Nest.whole(y, strides));
  }

  @Override
  public long macs(Signature signature) {
    return 0;
  }
}
