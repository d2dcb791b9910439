package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorData;

/**
 * The loops of a kernel that writes its output in order and reads each operand with a stride along
 * every axis (0 where it is broadcast). Neighbouring axes that every operand walks in one stride
 * are merged; the innermost that remains is the <em>run</em>, a plain loop in the kernel, the
 * others are the <em>blocks</em>, whose offsets {@code thimble.ir.kernel.Blocks} takes from a
 * table.
 *
 * <pre>
 *   y[2,3,4] = a[2,3,4] + b[4]:  6 blocks, run 4;  a: block 4, step 1;  b: block 0, step 1
 *   y[2,3,4] = a[2,3,4] + b[]:   1 block, run 24;  a: step 1;           b: step 0
 * </pre>
 *
 * Nothing bounds the outermost level: a nest whose first axis counts rows serves any number of
 * them.
 */
final class Nest {
  private final boolean byRows;
  private final List<Level> levels = new ArrayList<>();

  /**
   * @param perRow of the outermost level of a nest by rows: the extent for one row
   */
  private record Level(int extent, int[] strides) {}

  /**
   * @param byRows whether the first axis counts the rows of one call; its extent is taken as 1
   * @param extents of the output's axes
   * @param strides for each operand the distance between neighbours along each axis, in elements
   */
  Nest(boolean byRows, int[] extents, int[]... strides) {
    this.byRows = byRows;
    for (int axis = 0; axis < extents.length; axis++) {
      boolean rows = byRows && axis == 0;
      if (extents[axis] != 1 || rows) {
        int[] level = new int[strides.length];
        for (int operand = 0; operand < strides.length; operand++) {
          level[operand] = strides[operand][axis];
        }
        push(new Level(rows ? 1 : extents[axis], level));
      }
    }
    if (levels.isEmpty()) {
      levels.add(new Level(1, new int[strides.length]));
    }
  }

  private void push(Level inner) {
    int last = levels.size() - 1;
    boolean merges = last >= 0;
    for (int operand = 0; merges && operand < inner.strides.length; operand++) {
      merges = levels.get(last).strides[operand] == (long) inner.strides[operand] * inner.extent;
    }
    if (merges) {
      levels.set(last, new Level(levels.get(last).extent * inner.extent, inner.strides));
    } else {
      levels.add(inner);
    }
  }

  private int blockLevels() {
    return levels.size() - 1;
  }

  /** {@code int blocks}: how many runs one call makes. */
  Argument blocks() {
    int blocks = 1;
    for (int level = 0; level < blockLevels(); level++) {
      blocks *= levels.get(level).extent;
    }
    return byRows && blockLevels() > 0
        ? new Argument.PerRow("blocks", blocks)
        : new Argument.Int("blocks", blocks);
  }

  /** {@code int run}: elements of one run. */
  Argument run() {
    int run = levels.get(blockLevels()).extent;
    return byRows && blockLevels() == 0
        ? new Argument.PerRow("run", run)
        : new Argument.Int("run", run);
  }

  /** Distance between neighbours of one run. */
  Argument step(String name, int operand) {
    return new Argument.Int(name, levels.get(blockLevels()).strides[operand]);
  }

  /** Whether the whole nest is one run that reads every operand element after element. */
  boolean isFlat() {
    if (blockLevels() > 0) {
      return false;
    }
    for (int stride : levels.get(0).strides) {
      if (stride != 1) {
        return false;
      }
    }
    return true;
  }

  /** {@code int levels}: levels of blocks, at least 1. */
  Argument levels() {
    return new Argument.Int("levels", Math.max(1, blockLevels()));
  }

  /**
   * {@code int[] nest}: the extents of all levels of blocks, then the strides of the first operand,
   * of the second, ...
   */
  Argument table() {
    int count = Math.max(1, blockLevels());
    int operands = levels.get(0).strides.length;
    int[] table = new int[count * (1 + operands)];
    table[0] = 1;
    for (int level = 0; level < blockLevels(); level++) {
      table[level] = levels.get(level).extent;
      for (int operand = 0; operand < operands; operand++) {
        table[count * (1 + operand) + level] = levels.get(level).strides[operand];
      }
    }
    return new Argument.Table("nest", TensorData.ints(table));
  }
}
