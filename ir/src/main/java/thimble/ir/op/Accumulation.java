package thimble.ir.op;

/**
 * A second way to compute an operator whose output rows depend on all input rows up to some: the
 * rows are fed one after another, in order, and may be forgotten at once. Global pools and means
 * over the height work so, and recurrent layers.
 *
 * <p>The kernel is called once for each input row; its {@link Argument.Source} is that row, {@link
 * Argument.InputRow} says which one it is, its {@link Argument.Scratch} keeps its contents over
 * {@code stateRows} rows, and with the last of each {@code inputRows} rows it writes an output row.
 * The result equals {@link Op#kernel}'s bit for bit.
 *
 * <p>All other inputs are constants where a plan feeds an operator, and nobody reads its results
 * beyond the first one: the kernel need not write them.
 *
 * @param input whose rows are fed
 * @param inputRows for each output row: those of an image, for a pool; 1 for a recurrent layer
 * @param stateRows after so many rows the state begins anew; a multiple of {@code inputRows}
 */
public record Accumulation(int input, int inputRows, int stateRows, KernelCall kernel) {
  public Accumulation {
    if (inputRows < 1 || stateRows % inputRows != 0) {
      throw new IllegalArgumentException(inputRows + " rows, a state over " + stateRows);
    }
  }

  /** One that begins anew with each output row. */
  public Accumulation(int input, int inputRows, KernelCall kernel) {
    this(input, inputRows, inputRows, kernel);
  }
}
