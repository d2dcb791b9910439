package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorType;

/**
 * A reduction with neighbouring axes of one sort merged: extents of kept and reduced axes take
 * turns, beginning and ending with a kept one (1 where there is none).
 *
 * <pre>  [2, 3, 4, 5] over [1, 2]  ->  kept 2, reduced 12, kept 5</pre>
 */
record ReduceShape(List<Integer> kept, List<Integer> reduced) {
  ReduceShape {
    kept = List.copyOf(kept);
    reduced = List.copyOf(reduced);
  }

  static ReduceShape of(TensorType x, List<Integer> axes) {
    List<Integer> kept = new ArrayList<>(List.of(1));
    List<Integer> reduced = new ArrayList<>();
    boolean inReduced = false;
    for (int axis = 0; axis < x.rank(); axis++) {
      int extent = x.extent(axis);
      boolean reduces = axes.contains(axis);
      if (reduces && !inReduced) {
        reduced.add(extent);
      } else if (!reduces && inReduced) {
        kept.add(extent);
      } else {
        List<Integer> run = reduces ? reduced : kept;
        run.set(run.size() - 1, run.get(run.size() - 1) * extent);
      }
      inReduced = reduces;
    }
    if (inReduced) {
      kept.add(1);
    }
    return new ReduceShape(kept, reduced);
  }

  /** Extent of a kept run; 1 where there is none. */
  int kept(int index) {
    return index < kept.size() ? kept.get(index) : 1;
  }

  /** Extent of a reduced run; 1 where there is none. */
  int reduced(int index) {
    return index < reduced.size() ? reduced.get(index) : 1;
  }

  int reducedRuns() {
    return reduced.size();
  }
}
