package thimble.ir.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;

/**
 * What a reshape makes of a tensor whose axes come in another order.
 *
 * <p>A reshape cuts the axes into groups and regroups each: {@code [N, C, H, W] -> [N, g, C/g, H,
 * W]} has the groups {@code N|N, C|g C/g, H|H, W|W}. If the groups stay whole in the new order, so
 * does the result. Extents of 1 belong to no group and go anywhere.
 */
final class ReshapeOrder {
  private ReshapeOrder() {}

  /** Neighbouring axes that become neighbouring axes, as few as possible. */
  private record Group(List<Integer> from, List<Integer> to) {}

  /**
   * The order in which the result's axes come; none where a group is torn apart.
   *
   * @param order in which the axes of x come
   * @param wanted the order preferred where extents of 1 leave a choice
   */
  static Optional<List<Integer>> of(
      TensorType x, TensorType y, List<Integer> order, List<Integer> wanted) {
    List<Integer> source = Permutations.longAxes(order, x.shape());
    List<Group> groups = groups(x, y);
    List<Integer> result = new ArrayList<>();
    int at = 0;
    while (at < source.size()) {
      int first = source.get(at);
      Optional<Group> group = groups.stream().filter(g -> g.from().get(0) == first).findFirst();
      int end = at + group.map(g -> g.from().size()).orElse(0);
      if (group.isEmpty()
          || end > source.size()
          || !source.subList(at, end).equals(group.get().from())) {
        return Optional.empty();
      }
      result.addAll(group.get().to());
      at = end;
    }
    return Optional.of(withOnes(result, y, wanted));
  }

  private static List<Group> groups(TensorType x, TensorType y) {
    List<Integer> fromX = Permutations.longAxes(Permutations.identity(x.rank()), x.shape());
    List<Integer> fromY = Permutations.longAxes(Permutations.identity(y.rank()), y.shape());
    List<Group> groups = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < fromX.size()) {
      int beginX = i;
      int beginY = j;
      long extentX = x.extent(fromX.get(i++));
      long extentY = y.extent(fromY.get(j++));
      while (extentX != extentY) {
        if (extentX < extentY) {
          extentX *= x.extent(fromX.get(i++));
        } else {
          extentY *= y.extent(fromY.get(j++));
        }
      }
      groups.add(new Group(fromX.subList(beginX, i), fromY.subList(beginY, j)));
    }
    return groups;
  }

  private static List<Integer> withOnes(
      List<Integer> order, TensorType type, List<Integer> wanted) {
    if (wanted.size() == type.rank() && Permutations.longAxes(wanted, type.shape()).equals(order)) {
      return wanted;
    }
    List<Integer> all = new ArrayList<>();
    int next = 0;
    for (int axis = 0; axis < type.rank(); axis++) {
      all.add(type.extent(axis) == 1 ? axis : order.get(next++));
    }
    return all;
  }
}
