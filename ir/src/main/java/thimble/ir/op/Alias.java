package thimble.ir.op;

/**
 * A view without a copy: the bytes of an output and of an input are the same.
 *
 * @param input index of the input
 * @param output index of the output
 * @param byteOffset where the contained tensor begins in the containing one
 * @param kind which of the two contains the other
 */
public record Alias(int input, int output, int byteOffset, Kind kind) {
  public enum Kind {
    /** The output lies inside the input: Reshape, Split and Slice along the outer axis. */
    OUTPUT_IN_INPUT,
    /** The input lies inside the output: Concat along the outer axis. */
    INPUT_IN_OUTPUT
  }
}
