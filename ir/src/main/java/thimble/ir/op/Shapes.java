package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorType;

/** Arithmetic on shapes that several operators share. */
final class Shapes {
  /** Ranks above this are refused: loop tables and index arithmetic stay small. */
  static final int MAX_RANK = 8;

  private Shapes() {}

  /** The common shape of operands broadcast as in NumPy; none where two extents disagree. */
  static Optional<List<Integer>> broadcast(List<TensorType> operands) {
    int rank = operands.stream().mapToInt(TensorType::rank).max().orElse(0);
    List<Integer> shape = new ArrayList<>(rank);
    for (int axis = 0; axis < rank; axis++) {
      int common = 1;
      for (TensorType operand : operands) {
        int extent = aligned(operand, axis, rank);
        if (extent != 1 && common != 1 && extent != common) {
          return Optional.empty();
        }
        common = extent == 1 ? common : extent;
      }
      shape.add(common);
    }
    return Optional.of(shape);
  }

  /** Extent of an operand's axis when its shape is filled up with leading ones to {@code rank}. */
  static int aligned(TensorType operand, int axis, int rank) {
    int own = axis - (rank - operand.rank());
    return own < 0 ? 1 : operand.extent(own);
  }

  /** For each axis how many elements lie between neighbours, row-major. */
  static int[] strides(List<Integer> shape) {
    int[] strides = new int[shape.size()];
    int stride = 1;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    return strides;
  }

  static int product(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
  }

  /** Whether a tensor of that shape can exist: below 2 GiB whatever its elements. */
  static boolean fits(List<Integer> shape) {
    long count = 1;
    for (int extent : shape) {
      if (extent < 0 || extent > 0 && count > (1L << 31) / extent) {
        return false;
      }
      count *= extent;
    }
    return count * 8 <= Integer.MAX_VALUE;
  }
}
