package thimble.ir.kernel;

/**
 * Arithmetic that is meant to wrap around. Elsewhere a kernel's {@code + - *} and {@code <<} must
 * not overflow: in C that would be undefined. The translator turns these calls into unsigned
 * arithmetic.
 */
public final class Wrap {
  private Wrap() {}

  public static int add(int a, int b) {
    return a + b;
  }

  public static int subtract(int a, int b) {
    return a - b;
  }

  public static int multiply(int a, int b) {
    return a * b;
  }

  public static long addLong(long a, long b) {
    return a + b;
  }

  public static long subtractLong(long a, long b) {
    return a - b;
  }

  public static long multiplyLong(long a, long b) {
    return a * b;
  }

  /**
   * @param shift in [0, 31]
   */
  public static int shiftLeft(int a, int shift) {
    return a << shift;
  }
}
