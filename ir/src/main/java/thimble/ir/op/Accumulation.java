package thimble.ir.op;

/**
 * A second way to compute an operator whose single output row depends on every row of an input: the
 * rows are fed one after another, in order, and may be forgotten at once. Global pools and means
 * over the height work so.
 *
 * <p>The kernel is called once for each input row; its {@link Argument.Source} is that row, {@link
 * Argument.InputRow} says which one it is, its {@link Argument.Scratch} keeps its contents from the
 * first row of an image to the last, and with the last row of an image it writes that image's
 * output row. The result equals {@link Op#kernel}'s bit for bit.
 *
 * @param input whose rows are fed
 * @param inputRows rows of one image of the input
 */
public record Accumulation(int input, int inputRows, KernelCall kernel) {}
