package thimble.ir.kernel;

/**
 * Elementary functions in float32 arithmetic only: the JVM and every C compiler give the same bits,
 * and a processor with a single-precision unit needs no library. Errors are below 1e-6 relative.
 */
public final class FloatMath {
  private static final float LOG2_E = 1.44269504f;

  /** ln 2 in two parts; the first has 9 bits, so that its product with an exponent is exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  private FloatMath() {}

  /** {@code e^x}: {@code x = n ln 2 + r}, then Taylor's series of {@code e^r}, |r| <= 0.35. */
  public static float exp(float x) {
    if (x != x) {
      return x;
    }
    if (x > 88.8f) {
      return 1e38f * x; // infinity
    }
    if (x < -104.0f) {
      return 0;
    }
    int n = (int) (x * LOG2_E + (x < 0 ? -0.5f : 0.5f));
    float r = (x - n * LN2_HIGH) - n * LN2_LOW;
    float series = 1.0f / 720 + r * (1.0f / 5040);
    series = 1.0f / 120 + r * series;
    series = 1.0f / 24 + r * series;
    series = 1.0f / 6 + r * series;
    series = 0.5f + r * series;
    // In two steps: 2^n alone may lie outside of the type where the result does not.
    int half = n / 2;
    return (1.0f + (r + r * r * series)) * powerOfTwo(half) * powerOfTwo(n - half);
  }

  /** {@code 2^n} for n in [-127, 127]. */
  static float powerOfTwo(int n) {
    int magnitude = n < 0 ? -n : n;
    float base = n < 0 ? 0.5f : 2.0f;
    float result = 1.0f;
    while (magnitude > 0) {
      if ((magnitude & 1) != 0) {
        result *= base;
      }
      base *= base;
      magnitude >>= 1;
    }
    return result;
  }

  /**
   * Natural logarithm: {@code x = m 2^e} with m in [0.7, 1.42), then the series of {@code 2
   * artanh((m - 1) / (m + 1))}.
   */
  public static float log(float x) {
    if (x != x || x < 0) {
      return (x - x) / (x - x); // not a number
    }
    if (x == 0) {
      return -1.0f / Math.abs(x); // minus infinity
    }
    if (x > 3.4028235e38f) {
      return x;
    }
    float m = x;
    int exponent = 0;
    if (m < 1.17549435e-38f) {
      m *= 16777216.0f; // subnormal: 2^24
      exponent = -24;
    }
    for (int step = 64; step > 0; step >>= 1) {
      float factor = powerOfTwo(step);
      if (m >= factor) {
        m *= powerOfTwo(-step);
        exponent += step;
      } else if (m * factor < 2.0f) {
        m *= factor;
        exponent -= step;
      }
    }
    if (m >= 1.41421356f) {
      m *= 0.5f;
      exponent++;
    }
    float s = (m - 1.0f) / (m + 1.0f);
    float square = s * s;
    float series = 1.0f / 7 + square * (1.0f / 9);
    series = 1.0f / 5 + square * series;
    series = 1.0f / 3 + square * series;
    float logarithm = 2.0f * s + 2.0f * s * square * series;
    return exponent * LN2_HIGH + (logarithm + exponent * LN2_LOW);
  }
}
