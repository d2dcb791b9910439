package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic on lists of axes. */
final class Axes {
  private Axes() {}

  /** Whether axes are inside {@code [0, rank)}, ascending, none twice. */
  static boolean areAscending(List<Integer> axes, int rank) {
    int last = -1;
    for (int axis : axes) {
      if (axis <= last || axis >= rank) {
        return false;
      }
      last = axis;
    }
    return true;
  }

  /** A shape with some axes reduced: to extent 1, or away. */
  static List<Integer> reduced(List<Integer> shape, List<Integer> axes, boolean keepDimensions) {
    List<Integer> result = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      if (!axes.contains(axis)) {
        result.add(shape.get(axis));
      } else if (keepDimensions) {
        result.add(1);
      }
    }
    return result;
  }
}
