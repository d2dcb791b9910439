package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

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
  private final List<Level> levels;

  /**
   * @param strides one for each operand
   */
  private record Level(int extent, int[] strides) {}

  private Nest(boolean byRows, List<Level> levels) {
    this.byRows = byRows;
    this.levels = List.copyOf(levels);
  }

  /** Collects the axes of a nest, outermost first. */
  static final class Builder {
    private final boolean byRows;
    private final int operands;
    private final List<Level> levels = new ArrayList<>();

    private Builder(boolean byRows, int operands) {
      this.byRows = byRows;
      this.operands = operands;
    }

    /**
     * @param extent of the output along this axis
     * @param strides for each operand the distance between neighbours, in elements
     */
    Builder axis(int extent, int... strides) {
      if (extent != 1) {
        push(new Level(extent, strides));
      }
      return this;
    }

    private void push(Level inner) {
      int last = levels.size() - 1;
      if (last >= 0 && merges(levels.get(last), inner)) {
        levels.set(last, new Level(levels.get(last).extent * inner.extent, inner.strides));
      } else {
        levels.add(inner);
      }
    }

    private static boolean merges(Level outer, Level inner) {
      for (int operand = 0; operand < inner.strides.length; operand++) {
        if (outer.strides[operand] != (long) inner.strides[operand] * inner.extent) {
          return false;
        }
      }
      return true;
    }

    Nest build() {
      if (levels.isEmpty()) {
        levels.add(new Level(1, new int[operands]));
      }
      return new Nest(byRows, levels);
    }
  }

  /**
   * A nest whose outermost axis counts the rows of one call.
   *
   * @param rowStrides for each operand the distance between rows, 0 where all rows read the same
   */
  static Builder byRows(int... rowStrides) {
    Builder builder = new Builder(true, rowStrides.length);
    builder.levels.add(new Level(1, rowStrides));
    return builder;
  }

  /** A nest over a whole tensor. */
  static Builder whole(int operands) {
    return new Builder(false, operands);
  }

  /** One operand, read with a stride for each axis of the output, rows {@code rowStride} apart. */
  static Nest ofRows(TensorType output, int rowStride, int[] strides) {
    Builder nest = byRows(rowStride);
    for (int axis = output.rowAxes(); axis < output.rank(); axis++) {
      nest.axis(output.extent(axis), strides[axis]);
    }
    return nest.build();
  }

  /** One operand, read with a stride for each axis of the output. */
  static Nest whole(TensorType output, int[] strides) {
    Builder nest = whole(1);
    for (int axis = 0; axis < output.rank(); axis++) {
      nest.axis(output.extent(axis), strides[axis]);
    }
    return nest.build();
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

  /** A call of a kernel with two broadcast operands and some parameters of its own. */
  KernelCall binary(Class<?> kernel, String method, List<Argument> parameters) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument.Source(0));
    arguments.add(step("aStep", 0));
    arguments.add(new Argument.Source(1));
    arguments.add(step("bStep", 1));
    arguments.add(levels());
    arguments.add(table());
    arguments.addAll(parameters);
    arguments.add(new Argument.Sink(0));
    arguments.add(blocks());
    arguments.add(run());
    return KernelCall.of(kernel, method, arguments.toArray(Argument[]::new));
  }
}
