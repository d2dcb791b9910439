package thimble.ir.kernel;

/** What the cells of recurrent networks have in common. */
public final class CellMath {
  /** The functions of a cell, as numbers; the order of {@code thimble.ir.op.CellFunction.Kind}. */
  private static final int SIGMOID = 0;

  private static final int TANH = 1;
  private static final int RELU = 2;
  private static final int LEAKY_RELU = 3;
  private static final int THRESHOLDED_RELU = 4;
  private static final int SCALED_TANH = 5;
  private static final int HARD_SIGMOID = 6;
  private static final int ELU = 7;
  private static final int SOFTSIGN = 8;
  private static final int SOFTPLUS = 9;

  private CellMath() {}

  /**
   * A function of a cell.
   *
   * @param limit the operand is first brought into [-limit, limit]
   */
  public static float apply(int function, float alpha, float beta, float limit, float operand) {
    float x = Math.max(-limit, Math.min(limit, operand));
    if (function == SIGMOID) {
      return FloatMath.sigmoid(x);
    }
    if (function == TANH) {
      return FloatMath.tanh(x);
    }
    if (function == RELU) {
      return Math.max(0.0f, x);
    }
    if (function == LEAKY_RELU) {
      return x < 0.0f ? alpha * x : x;
    }
    if (function == THRESHOLDED_RELU) {
      return x > alpha ? x : 0.0f;
    }
    if (function == SCALED_TANH) {
      return alpha * FloatMath.tanh(beta * x);
    }
    if (function == HARD_SIGMOID) {
      return Math.max(0.0f, Math.min(1.0f, alpha * x + beta));
    }
    if (function == ELU) {
      return x < 0.0f ? alpha * FloatMath.expMinus1(x) : x;
    }
    if (function == SOFTSIGN) {
      return x / (1.0f + Math.abs(x));
    }
    if (function == SOFTPLUS) {
      return FloatMath.softplus(x);
    }
    return alpha * x + beta;
  }

  /** The sum of products of two vectors. */
  public static float dot(float[] a, int aAt, float[] b, int bAt, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  public static void copy(float[] from, int fromAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i];
    }
  }
}
