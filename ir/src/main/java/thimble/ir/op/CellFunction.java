package thimble.ir.op;

/**
 * A function inside a recurrent cell.
 *
 * @param alpha the function's first parameter; 0 where it has none
 * @param beta the function's second parameter; 0 where it has none
 */
public record CellFunction(Kind kind, float alpha, float beta) {
  /** Their order is known to {@code CellMath}; {@code a} and {@code b} stand for alpha and beta. */
  public enum Kind {
    SIGMOID,
    TANH,
    RELU,
    /** {@code x < 0 ? a x : x}. */
    LEAKY_RELU,
    /** {@code x > a ? x : 0}. */
    THRESHOLDED_RELU,
    /** {@code a tanh(b x)}. */
    SCALED_TANH,
    /** {@code max(0, min(1, a x + b))}. */
    HARD_SIGMOID,
    /** {@code x < 0 ? a (e^x - 1) : x}. */
    ELU,
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN,
    /** {@code log(1 + e^x)}. */
    SOFTPLUS,
    /** {@code a x + b}. */
    AFFINE
  }

  /** A function without parameters. */
  public static CellFunction of(Kind kind) {
    return new CellFunction(kind, 0, 0);
  }

  boolean isFinite() {
    return Float.isFinite(alpha) && Float.isFinite(beta);
  }
}
