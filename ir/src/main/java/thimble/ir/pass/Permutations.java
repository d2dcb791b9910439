package thimble.ir.pass;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.TensorType;

/** Arithmetic on orders of axes: axis {@code i} of the result is axis {@code order[i]} before. */
final class Permutations {
  private Permutations() {}

  static List<Integer> identity(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  static boolean isIdentity(List<Integer> order) {
    return order.equals(identity(order.size()));
  }

  /** The elements of a list in another order; of orders: first {@code list}, then {@code order}. */
  static <T> List<T> apply(List<T> list, List<Integer> order) {
    return order.stream().map(list::get).toList();
  }

  static List<Integer> inverse(List<Integer> order) {
    List<Integer> inverse = new ArrayList<>(Collections.nCopies(order.size(), 0));
    for (int i = 0; i < order.size(); i++) {
      inverse.set(order.get(i), i);
    }
    return inverse;
  }

  /** The order that leads from a tensor stored by one order to the same tensor by another. */
  static List<Integer> between(List<Integer> from, List<Integer> to) {
    return to.stream().map(from::indexOf).toList();
  }

  static TensorType apply(TensorType type, List<Integer> order) {
    TensorType moved = TensorType.of(type.element(), apply(type.shape(), order));
    return type.quantization()
        .map(q -> moved.withQuantization(q.isPerTensor() ? q : q.withAxis(order.indexOf(q.axis()))))
        .orElse(moved);
  }

  /** The axes longer than 1, in that order. Equal lists mean: the data lies the same. */
  static List<Integer> longAxes(List<Integer> order, List<Integer> shape) {
    return order.stream().filter(axis -> shape.get(axis) != 1).toList();
  }

  /** Whether a transposition leaves the data as it lies. */
  static boolean isView(List<Integer> order, List<Integer> shape) {
    List<Integer> moved = longAxes(order, shape);
    return IntStream.range(1, moved.size()).allMatch(i -> moved.get(i - 1) < moved.get(i));
  }
}
