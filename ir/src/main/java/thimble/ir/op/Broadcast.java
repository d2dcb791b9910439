package thimble.ir.op;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import thimble.ir.TensorType;

/**
 * How an elementwise operator goes over operands that are broadcast to its output as in NumPy.
 *
 * <p>By rows where every operand either has the output's rows (and may be broadcast inside them) or
 * is the same for all rows; else whole.
 */
record Broadcast(Access access, Nest nest) {
  /** The first {@code operands} inputs are broadcast to the first output. */
  static Broadcast of(Signature signature, int operands) {
    TensorType output = signature.output();
    RowWindow[] windows = new RowWindow[operands];
    boolean byRows = true;
    for (int operand = 0; operand < operands; operand++) {
      TensorType input = signature.input(operand);
      boolean same = hasRowsOf(input, output);
      windows[operand] = same ? RowWindow.same() : RowWindow.all();
      byRows &= same || isSameForAllRows(input, output);
    }
    if (!byRows) {
      return new Broadcast(Access.whole(), nest(signature, operands, null));
    }
    return new Broadcast(Access.mergeableRows(windows), nest(signature, operands, windows));
  }

  private static boolean hasRowsOf(TensorType input, TensorType output) {
    return input.rank() == output.rank()
        && input
            .shape()
            .subList(0, input.rowAxes())
            .equals(output.shape().subList(0, output.rowAxes()));
  }

  private static boolean isSameForAllRows(TensorType input, TensorType output) {
    for (int axis = 0; axis < output.rowAxes(); axis++) {
      if (Shapes.aligned(input, axis, output.rank()) != 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * The nest over all axes, or, where windows are given, over the rows and the axes inside them.
   */
  private static Nest nest(Signature signature, int operands, RowWindow[] windows) {
    TensorType output = signature.output();
    int first = windows == null ? 0 : output.rowAxes();
    int[] rowStrides = new int[operands];
    int[][] strides = new int[output.rank()][operands];
    for (int operand = 0; operand < operands; operand++) {
      TensorType input = signature.input(operand);
      boolean ownRows = windows != null && windows[operand].isSame();
      rowStrides[operand] = ownRows ? input.rowElements() : 0;
      int stride = 1;
      for (int axis = output.rank() - 1; axis >= first; axis--) {
        int extent = Shapes.aligned(input, axis, output.rank());
        strides[axis][operand] = extent == 1 ? 0 : stride;
        stride *= extent;
      }
    }
    Nest.Builder nest = windows == null ? Nest.whole(operands) : Nest.byRows(rowStrides);
    for (int axis = first; axis < output.rank(); axis++) {
      nest.axis(output.extent(axis), strides[axis]);
    }
    return nest.build();
  }

  /**
   * Operands that the output may take over: those of the output's shape whose elements are at least
   * as large, since each element of them is read for the last time just before the one at the same
   * place is written. A broadcast operand is read again later.
   */
  static Set<Integer> overwritable(Signature signature, int operands) {
    TensorType output = signature.output();
    Set<Integer> inputs = new LinkedHashSet<>();
    for (int operand = 0; operand < operands; operand++) {
      TensorType input = signature.input(operand);
      if (input.count() == output.count() && input.element().bytes() >= output.element().bytes()) {
        inputs.add(operand);
      }
    }
    return inputs;
  }

  /** Constraints {@code C1} (number of operands), {@code C2} (broadcastable), {@code C3} (rank). */
  static boolean check(List<TensorType> inputs, int operands, Checks checks) {
    checks.require(
        inputs.size() == operands, "C1", "takes " + operands + " inputs, not " + inputs.size());
    if (!checks.passed()) {
      return false;
    }
    checks
        .require(
            Shapes.broadcast(inputs).filter(Shapes::fits).isPresent(),
            "C2",
            "the shapes do not broadcast: " + inputs)
        .require(
            inputs.stream().allMatch(input -> input.rank() <= Shapes.MAX_RANK),
            "C3",
            "ranks above " + Shapes.MAX_RANK + ": " + inputs);
    return checks.passed();
  }
}
