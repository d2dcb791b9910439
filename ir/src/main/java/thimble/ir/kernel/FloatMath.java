package thimble.ir.kernel;

/**
 * Functions that neural networks use most, in float32 alone: small processors have no double unit.
 * Every processor and the JVM give the same bits, since only {@code + - * /} and the numbers' own
 * bits are used, all of which IEEE 754 defines. Relative errors are below 1e-6; infinities, NaN,
 * overflow and results too small for a normal number come out as in exact arithmetic rounded to
 * float.
 *
 * <p>The polynomials are minimax fits (Remez' algorithm) on the interval that each comment names.
 */
public final class FloatMath {
  /** ln 2 in two parts; the first has 14 bits, so that its product with an exponent is exact. */
  private static final float LN2_HIGH = 0.69311523f;

  private static final float LN2_LOW = 3.1946183e-5f;
  private static final float LOG2_E = 1.442695f;
  private static final float SQRT_2 = 1.4142135f;
  private static final float SQRT_HALF = 0.70710677f;

  private FloatMath() {}

  /** 2^exponent, exactly; exponent in [-126, 127]. */
  public static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat((exponent + 127) << 23);
  }

  /** {@code x * 2^exponent}, rounded once; exponent in [-252, 254], x near 1. */
  private static float scale(float x, int exponent) {
    int half = exponent / 2;
    return x * powerOfTwo(half) * powerOfTwo(exponent - half);
  }

  /** {@code (e^r - 1 - r) / r^2} for |r| below 0.36. */
  private static float expTail(float r) {
    return 0.49999994f
        + r * (0.16666515f + r * (0.041668456f + r * (0.008369419f + r * 0.0013813145f)));
  }

  /** e^x. */
  public static float exp(float x) {
    // Beyond these bounds the result is infinite or 0 anyway.
    float bounded = Math.min(Math.max(x, -105.0f), 100.0f);
    // e^x = 2^k e^r, with k the integer nearest to x / ln 2.
    int k = (int) (bounded * LOG2_E + (bounded < 0.0f ? -0.5f : 0.5f));
    float r = bounded - (float) k * LN2_HIGH - (float) k * LN2_LOW;
    return scale(1.0f + (r + r * r * expTail(r)), k);
  }

  /** {@code e^x - 1}, accurate around 0. */
  public static float expMinus1(float x) {
    if (x > -0.35f && x < 0.35f) {
      return x + x * x * expTail(x);
    }
    return exp(x) - 1.0f;
  }

  /** Natural logarithm; NaN below 0, -infinity at 0. */
  public static float log(float x) {
    if (!(x > 0.0f)) {
      return x < 0.0f ? (x - x) / 0.0f : -1.0f / Math.abs(x);
    }
    if (x > 3.4028235e38f) {
      return x;
    }
    // x = m 2^e with m in [1, 2), then in [sqrt 1/2, sqrt 2). A subnormal x is raised first.
    boolean normal = x >= 1.1754944e-38f;
    int bits = Float.floatToRawIntBits(normal ? x : x * 8388608.0f);
    int e = (bits >> 23) - (normal ? 127 : 150);
    float m = Float.intBitsToFloat((bits & 8388607) | 1065353216);
    if (m > SQRT_2) {
      m = m * 0.5f;
      e = e + 1;
    }
    return (float) e * LN2_HIGH + (logNearOne(m - 1.0f) + (float) e * LN2_LOW);
  }

  /** {@code log(1 + f)}, 1 + f in [sqrt 1/2, sqrt 2]: {@code 2 atanh(s)} with s = f / (2 + f). */
  private static float logNearOne(float f) {
    float s = f / (2.0f + f);
    float z = s * s;
    return s * (2.0f + z * (0.66666776f + z * (0.39977312f + z * 0.29878438f)));
  }

  /** {@code log(1 + x)}, x in [0, 1], accurate around 0. */
  private static float logOnePlus(float x) {
    if (x < 5.0e-8f) {
      return x;
    }
    return x < 0.4f ? logNearOne(x) : log(1.0f + x);
  }

  /** {@code tanh x}. */
  public static float tanh(float x) {
    float a = Math.abs(x);
    if (a < 0.625f) {
      float z = x * x;
      return x
          + x
              * z
              * (-0.33333284f
                  + z
                      * (0.13331491f
                          + z * (-0.053743497f + z * (0.020650588f - z * 0.005717045f))));
    }
    float magnitude = 1.0f - 2.0f / (exp(2.0f * Math.min(a, 10.0f)) + 1.0f);
    return x < 0.0f ? -magnitude : magnitude;
  }

  /** {@code 1 / (1 + e^-x)}. */
  public static float sigmoid(float x) {
    if (x >= 0.0f) {
      return 1.0f / (1.0f + exp(-x));
    }
    float e = exp(x);
    return e / (1.0f + e);
  }

  /** {@code log(1 + e^x)}. */
  public static float softplus(float x) {
    return x > 0.0f ? x + logOnePlus(exp(-x)) : logOnePlus(exp(x));
  }

  /** The error function. */
  public static float erf(float x) {
    float a = Math.abs(x);
    if (a < 1.0f) {
      return erfInner(x);
    }
    float magnitude = 1.0f - erfcOuter(a);
    return x < 0.0f ? -magnitude : magnitude;
  }

  /** {@code 1 - erf(x)}, accurate where it is small. */
  public static float erfc(float x) {
    if (x > 1.0f) {
      return erfcOuter(x);
    }
    return x < -1.0f ? 2.0f - erfcOuter(-x) : 1.0f - erfInner(x);
  }

  /** {@code erf(x)}, |x| at most 1. */
  private static float erfInner(float x) {
    float z = x * x;
    float low =
        0.112835854f
            + z * (-0.026853813f + z * (0.0051883277f + z * (-8.0101937e-4f + z * 7.853861e-5f)));
    return x * (1.1283791f + z * (-0.37612626f + z * low));
  }

  /** {@code erfc(x)}, x at least 1: {@code e^(-x^2)} times a polynomial in t = 1 / (1 + 0.4 x). */
  private static float erfcOuter(float x) {
    float a = Math.min(x, 10.2f);
    float t = 1.0f / (1.0f + 0.4f * a);
    float low = 0.21878871f + t * (-3.9778353e-4f + t * (0.25063592f - t * 0.11863292f));
    float tail =
        2.8978257e-6f + t * (0.22556835f + t * (0.22718376f + t * (0.19657692f + t * low)));
    // a = s + rest, s with few bits: s^2 is exact, where a^2 would lose what e^(-a^2) needs.
    float s = (float) (int) (a * 256.0f) * 0.00390625f;
    return exp(-s * s) * exp((s - a) * (s + a)) * tail;
  }

  /** {@code x (1 + erf(x / sqrt 2)) / 2}. */
  public static float gelu(float x) {
    // Minus infinity times 0 would be NaN.
    return x < -15.0f ? 0.0f : 0.5f * x * erfc(-x * SQRT_HALF);
  }

  /** {@code x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2}, as {@code x sigmoid(2 ...)}. */
  public static float geluTanh(float x) {
    return x < -15.0f ? 0.0f : x * sigmoid(1.5957692f * x * (1.0f + 0.044715f * x * x));
  }

  /** {@code x sigmoid(x)}. */
  public static float silu(float x) {
    return x < -110.0f ? 0.0f : x * sigmoid(x);
  }

  /** {@code x tanh(log(1 + e^x))}; with {@code w = e^x (e^x + 2)} that is {@code x w / (w + 2)}. */
  public static float mish(float x) {
    if (x < -110.0f) {
      return 0.0f;
    }
    if (x > 20.0f) {
      return x;
    }
    float e = exp(x);
    float w = e * (e + 2.0f);
    return x * (w / (w + 2.0f));
  }
}
