package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/**
 * An operand of an elementwise operator, broadcast to the result.
 *
 * @param map where the elements of the result find theirs
 */
record Operand(int input, Optional<TensorData> constant, SourceMap map) {
  private static final int MOST_LANES = 64;

  static Optional<Operand> of(Layer layer, int input) {
    TensorType x = layer.input(input);
    TensorType y = layer.output();
    if (y.rank() < x.rank()) {
      return Optional.empty();
    }
    int[][] axes = new int[Math.max(1, y.rank())][];
    axes[0] = new int[1];
    int stride = 1;
    for (int axis = y.rank() - 1; axis >= 0; axis--) {
      int own = axis - (y.rank() - x.rank());
      int extent = own < 0 ? 1 : x.extent(own);
      axes[axis] = new int[y.extent(axis)];
      for (int i = 0; i < axes[axis].length; i++) {
        axes[axis][i] = extent == 1 ? 0 : i * stride;
      }
      stride *= extent;
    }
    SourceMap map = SourceMap.of(x.count(), axes);
    return Optional.of(new Operand(input, layer.constants().get(input), map));
  }

  /** Whether its elements come so many at once. */
  boolean streams(int lanes) {
    return isPlain() || MoveLayout.lanes(map, MOST_LANES).contains(lanes);
  }

  /** Whether the elements stay in their order. */
  private boolean isPlain() {
    return map.count() == map.sourceCount();
  }

  /** How often the elements of a constant go out in their order; 0 where that is not all. */
  private int repeats() {
    int times = map.count() / map.sourceCount();
    int[] all = SourceMap.listed(map.axes());
    for (int i = 0; i < all.length; i++) {
      if (all[i] != i % map.sourceCount()) {
        return 0;
      }
    }
    return times;
  }

  Feed feed(int lanes) {
    List<Unit> units = new ArrayList<>();
    int repeats = constant.isPresent() ? repeats() : 0;
    if (constant.isPresent()) {
      units.add(
          new ConstantUnit(constant.get().byteArray(), lanes, Layer.BITS, Math.max(1, repeats)));
    }
    if (!isPlain() && repeats == 0) {
      units.add(new MoveUnit(map, lanes, Layer.BITS, 0));
    }
    return new Feed(input, units);
  }
}
