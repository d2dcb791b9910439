package thimble.ir.kernel;

/**
 * Functions where float32 inside is not enough, or that networks use rarely: float in and out,
 * double inside, relative error below 1e-7. As {@link FloatMath} they use {@code + - * /}, the
 * numbers' own bits, and square roots alone, so that every machine gives the same bits.
 */
public final class DoubleMath {
  private static final double LN2 = 0.6931471805599453;
  private static final double LOG2_E = 1.4426950408889634;
  private static final double SQRT_2 = 1.4142135623730951;
  private static final double HALF_PI = 1.5707963267948966;
  private static final double QUARTER_PI = 0.7853981633974483;
  private static final double TWO_OVER_PI = 0.6366197723675814;

  /** pi/2 in three parts; the first two have 29 bits, so that products with integers are exact. */
  private static final double HALF_PI_HIGH = 1.570796325802803;

  private static final double HALF_PI_MIDDLE = 9.920935739593517e-10;
  private static final double HALF_PI_LOW = 5.721188726109832e-18;

  /** 32 zeros, then the first 256 binary digits of 2/pi behind the point. */
  private static final int[] TWO_OVER_PI_DIGITS = {
    0, -1560706194, 1313084713, -64530479, -181084736, -614296167, 1011060801, -28220501, -558119583
  };

  /** The bits behind the point, and the bits of 1.0. */
  private static final long MANTISSA = 4503599627370495L;

  private static final long ONE = 4607182418800017408L;

  private static final long LOW_32 = 4294967295L;

  /** Angles below this are reduced in double. */
  private static final float EXACT = 16777216.0f;

  private static final float MAX_FLOAT = 3.4028235e38f;

  /** 2^-60, 2^60 - 1 and 2^59: {@code largeTurns} counts in this unit. */
  private static final double UNIT = 8.673617379884035e-19;

  private static final long FRACTION = 1152921504606846975L;
  private static final long HALF_TURN = 576460752303423488L;

  private DoubleMath() {}

  /** 2^exponent, exactly; exponent in [-1022, 1023]. */
  private static double powerOfTwo(int exponent) {
    return Double.longBitsToDouble((long) (exponent + 1023) << 52);
  }

  /** e^x; results outside of [1e-300, 1e300] are taken to that range. */
  private static double exp(double x) {
    double bounded = Math.min(Math.max(x, -690.0), 690.0);
    double k = Math.floor(bounded * LOG2_E + 0.5);
    double r = bounded - k * LN2;
    double sum = 1.0;
    for (int n = 13; n > 0; n--) {
      sum = 1.0 + r * sum / n;
    }
    return sum * powerOfTwo((int) k);
  }

  /** Natural logarithm of a positive normal number. */
  private static double log(double x) {
    long bits = Double.doubleToRawLongBits(x);
    int e = (int) (bits >> 52) - 1023;
    double m = Double.longBitsToDouble((bits & MANTISSA) | ONE);
    if (m > SQRT_2) {
      m = m * 0.5;
      e = e + 1;
    }
    // log m = 2 atanh(s), s = (m - 1) / (m + 1): |s| < 0.172.
    double s = (m - 1.0) / (m + 1.0);
    double z = s * s;
    double sum = 0.0;
    for (int n = 19; n > 0; n = n - 2) {
      sum = 1.0 / n + z * sum;
    }
    return 2.0 * s * sum + e * LN2;
  }

  /** x^y, special cases as in C: {@code pow(x, 0)} and {@code pow(1, y)} are 1 even for NaN. */
  public static float pow(float x, float y) {
    if (y == 0.0f || x == 1.0f) {
      return 1.0f;
    }
    if (y == 1.0f) {
      return x;
    }
    if (y == 2.0f) {
      return x * x;
    }
    if (x != x || y != y) {
      return x + y;
    }
    double whole = Math.floor((double) y);
    boolean isWhole = whole == (double) y;
    boolean isOdd = isWhole && Math.floor(0.5 * whole) != 0.5 * whole;
    float a = Math.abs(x);
    // 1/x carries the sign of a zero.
    boolean negative = isOdd && (x < 0.0f || x == 0.0f && 1.0f / x < 0.0f);
    float magnitude;
    if (a == 1.0f) {
      magnitude = 1.0f;
    } else if (a == 0.0f || a > MAX_FLOAT || Math.abs(y) > MAX_FLOAT) {
      // 0, infinity, or an infinite exponent: the result is 0 or infinity.
      magnitude = a > 1.0f == y > 0.0f ? 1.0f / 0.0f : 0.0f;
    } else {
      magnitude = (float) exp((double) y * log((double) a));
    }
    if (x < 0.0f && !isWhole && a <= MAX_FLOAT && Math.abs(y) <= MAX_FLOAT) {
      return (x - x) / 0.0f;
    }
    return negative ? -magnitude : magnitude;
  }

  /** Sine in quadrant 0: x in [-pi/4, pi/4]. */
  private static double sinInner(double x) {
    double z = x * x;
    double sum = 1.0;
    for (int n = 14; n > 0; n = n - 2) {
      sum = 1.0 - z * sum / (n * (n + 1));
    }
    return x * sum;
  }

  /** Cosine, x in [-pi/4, pi/4]. */
  private static double cosInner(double x) {
    double z = x * x;
    double sum = 1.0;
    for (int n = 15; n > 0; n = n - 2) {
      sum = 1.0 - z * sum / (n * (n + 1));
    }
    return sum;
  }

  /**
   * 32 of the digits of {@link #TWO_OVER_PI_DIGITS} from digit {@code at} on, as a number.
   *
   * @param at at most 224
   */
  private static long digits(int at) {
    int shift = at % 32;
    long first = TWO_OVER_PI_DIGITS[at / 32] & LOW_32;
    long second = TWO_OVER_PI_DIGITS[at / 32 + 1] & LOW_32;
    return ((first << shift) | (second >> (32 - shift))) & LOW_32;
  }

  /**
   * {@code a * 2/pi} modulo 4, in units of 2^-60; a finite, at least 2^24. After Payne and Hanek: a
   * is an integer m of 24 bits times 2^e, so digits of 2/pi that weigh 2^(2-e) or more only add
   * multiples of 4, and 96 digits behind them are enough.
   */
  private static long largeTurns(float a) {
    float m = a;
    int e = 0;
    while (m >= EXACT) {
      m = m * 0.5f;
      e = e + 1;
    }
    long low = (long) m * digits(e + 94);
    long middle = (long) m * digits(e + 62) + (low >> 32);
    long high = (long) m * digits(e + 30) + (middle >> 32);
    return ((high & LOW_32) << 30) | ((middle & LOW_32) >> 2);
  }

  /** The multiple of pi/2 nearest to a, modulo 4; a finite, not negative. */
  private static int quadrant(float a) {
    if (a < EXACT) {
      double nearest = Math.floor((double) a * TWO_OVER_PI + 0.5);
      return (int) (nearest - 4.0 * Math.floor(0.25 * nearest));
    }
    return (int) ((largeTurns(a) + HALF_TURN) >> 60) & 3;
  }

  /** What a lies above or below the multiple of pi/2 nearest to it. */
  private static double fromQuadrant(float a) {
    if (a < EXACT) {
      double k = Math.floor((double) a * TWO_OVER_PI + 0.5);
      return (double) a - k * HALF_PI_HIGH - k * HALF_PI_MIDDLE - k * HALF_PI_LOW;
    }
    long fraction = largeTurns(a) & FRACTION;
    long rest = fraction < HALF_TURN ? fraction : fraction - FRACTION - 1;
    return (double) rest * UNIT * HALF_PI;
  }

  /** Sine of an angle in radians. */
  public static float sin(float x) {
    float a = Math.abs(x);
    if (!(a > 1.0e-4f)) {
      return x;
    }
    if (a > MAX_FLOAT) {
      return x - x;
    }
    int q = quadrant(a);
    double r = fromQuadrant(a);
    double magnitude = q % 2 == 0 ? sinInner(r) : cosInner(r);
    return (float) (q >= 2 == x < 0.0f ? magnitude : -magnitude);
  }

  /** Cosine of an angle in radians. */
  public static float cos(float x) {
    float a = Math.abs(x);
    if (!(a <= MAX_FLOAT)) {
      return x - x;
    }
    int q = quadrant(a);
    double r = fromQuadrant(a);
    double magnitude = q % 2 == 0 ? cosInner(r) : sinInner(r);
    return (float) (q == 1 || q == 2 ? -magnitude : magnitude);
  }

  /** Tangent of an angle in radians. */
  public static float tan(float x) {
    float a = Math.abs(x);
    if (!(a > 1.0e-4f)) {
      return x;
    }
    if (a > MAX_FLOAT) {
      return x - x;
    }
    double r = fromQuadrant(a);
    double s = sinInner(r);
    double c = cosInner(r);
    double value = quadrant(a) % 2 == 0 ? s / c : -c / s;
    return (float) (x < 0.0f ? -value : value);
  }

  /** Arc tangent, any x but NaN. */
  private static double atanOf(double x) {
    double a = Math.abs(x);
    // atan a = pi/2 - atan 1/a = pi/4 + atan (a - 1)/(a + 1): at most tan pi/8 remains.
    double inner = a > 1.0 ? 1.0 / a : a;
    boolean upper = inner > 0.4142;
    double t = upper ? (inner - 1.0) / (inner + 1.0) : inner;
    double z = t * t;
    double high =
        0.11104057756787689
            + z * (-0.08997312882137165 + z * (0.06993257558889744 - z * 0.03795873640991428));
    double tail =
        -0.33333333296452466 + z * (0.19999994408618701 + z * (-0.14285426727127945 + z * high));
    double part = t + t * z * tail + (upper ? QUARTER_PI : 0.0);
    double value = a > 1.0 ? HALF_PI - part : part;
    return x < 0.0 ? -value : value;
  }

  /** Arc tangent in radians. */
  public static float atan(float x) {
    return !(Math.abs(x) > 1.0e-4f) ? x : (float) atanOf((double) x);
  }

  /** Arc sine in radians; NaN outside of [-1, 1]. */
  public static float asin(float x) {
    if (!(Math.abs(x) > 1.0e-4f)) {
      return x;
    }
    double d = (double) x;
    if (Math.abs(x) >= 1.0f) {
      return Math.abs(x) == 1.0f ? x * (float) HALF_PI : (x - x) / 0.0f;
    }
    return (float) atanOf(d / Math.sqrt((1.0 - d) * (1.0 + d)));
  }

  /** Arc cosine in radians; NaN outside of [-1, 1]. */
  public static float acos(float x) {
    if (!(Math.abs(x) <= 1.0f)) {
      return (x - x) / 0.0f;
    }
    double d = (double) x;
    return x == -1.0f
        ? (float) (2.0 * HALF_PI)
        : (float) (2.0 * atanOf(Math.sqrt((1.0 - d) / (1.0 + d))));
  }

  /** Hyperbolic sine. */
  public static float sinh(float x) {
    double d = (double) x;
    if (Math.abs(x) < 1.0e-2f) {
      return (float) (d + d * d * d * (1.0 + d * d / 20.0) / 6.0);
    }
    double e = exp(d);
    return (float) (0.5 * (e - 1.0 / e));
  }

  /** Hyperbolic cosine. */
  public static float cosh(float x) {
    double e = exp((double) x);
    return (float) (0.5 * (e + 1.0 / e));
  }

  /** Inverse hyperbolic sine. */
  public static float asinh(float x) {
    double a = Math.abs((double) x);
    if (a < 1.0e-2) {
      return (float) (x - x * a * a * (1.0 - 0.45 * a * a) / 6.0);
    }
    if (!(a <= MAX_FLOAT)) {
      return x;
    }
    double value = log(a + Math.sqrt(a * a + 1.0));
    return (float) (x < 0.0f ? -value : value);
  }

  /** Inverse hyperbolic cosine; NaN below 1. */
  public static float acosh(float x) {
    if (!(x >= 1.0f)) {
      return (x - x) / 0.0f;
    }
    double d = (double) x;
    return x > MAX_FLOAT ? x : (float) log(d + Math.sqrt((d - 1.0) * (d + 1.0)));
  }

  /** Inverse hyperbolic tangent; infinite at 1 and -1, NaN beyond. */
  public static float atanh(float x) {
    double d = (double) x;
    if (!(Math.abs(x) > 1.0e-2f)) {
      return (float) (d + d * d * d * (1.0 / 3.0 + d * d / 5.0));
    }
    if (Math.abs(x) >= 1.0f) {
      return Math.abs(x) == 1.0f ? x / 0.0f : (x - x) / 0.0f;
    }
    return (float) (0.5 * log((1.0 + d) / (1.0 - d)));
  }
}
