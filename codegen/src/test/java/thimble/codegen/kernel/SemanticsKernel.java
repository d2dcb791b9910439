package thimble.codegen.kernel;

/**
 * One kernel for each point that Java and C read differently; {@link SemanticsTest} calls them with
 * every combination of edge values. Where the contract excludes values, the kernel does so itself.
 */
public final class SemanticsKernel {
  private static final int MINUS_ONE_IN_HEX = 0xFFFF_FFFF;
  private static final long LONG_MASK = 0xFFFFFFFFL;
  private static final long LONG_FROM_INT = 7;
  private static final byte SMALL = -5;
  private static final int SUM = 3 + 4 * SMALL;
  private static final float THIRD = 1.0f / 3.0f;
  private static final double TENTH = .1;
  private static final byte[] BYTES = {-128, -1, 0, 1, (byte) 0x80, (byte) 200, 'A', SMALL};
  private static final float[] FLOATS = {1, -2.5f, THIRD, 1e-45f, 3.4028235e38f, 0x1.8p-3f};
  private static final long[] LONGS = {Long.MIN_VALUE, -1, 1L << 40, Integer.MAX_VALUE};

  private SemanticsKernel() {}

  // Wrapping arithmetic is Wrap's; see wrapped().

  public static int wrapped(int a, int b) {
    return thimble.ir.kernel.Wrap.add(a, b)
        ^ thimble.ir.kernel.Wrap.subtract(b, a)
        ^ thimble.ir.kernel.Wrap.multiply(a, b);
  }

  public static int absolute(int a) {
    return Math.abs(a);
  }

  public static long absoluteLong(long a) {
    return Math.abs(a);
  }

  public static int divide(int a, int b) {
    return b == 0 || b == -1 ? 0 : a / b;
  }

  public static int remainder(int a, int b) {
    return b == 0 || b == -1 ? 0 : a % b;
  }

  public static long divideLong(long a, int b) {
    return b == 0 || b == -1 ? 0 : a / b - a % b;
  }

  public static int divideByConstants(int a) {
    return a / 7 + a % 16 + a / -3 + a % -8;
  }

  public static int shiftLeft(int a, int b) {
    return a << b;
  }

  public static int shiftRight(int a, int b) {
    return a >> b;
  }

  public static int shiftRightUnsigned(int a, int b) {
    return a >>> b;
  }

  public static long shiftLongs(long a, int b) {
    return (a << b) ^ (a >> b) ^ (a >>> b);
  }

  public static long shiftLongsByLongs(long a, long b) {
    return (a << b) ^ (a >> b) ^ (a >>> b);
  }

  public static int shiftIntByLong(int a, long b) {
    return (a << b) ^ (a >> b) ^ (a >>> b);
  }

  public static int shiftByConstants(int a) {
    return (a << 1) ^ (a >> 31) ^ (a >>> 31) ^ (a << 33) ^ (a >> -1) ^ (a >>> 0) ^ (1 << 30);
  }

  public static int shiftNarrow(byte a, short b, char c) {
    return (a << 3) ^ (b >>> 2) ^ (c << 15) ^ (a >>> 28) ^ (a >> b);
  }

  public static long maskOfLong(int shift) {
    return (1L << (shift & 31)) - 1 & LONG_MASK;
  }

  public static byte narrowToByte(int a) {
    return (byte) a;
  }

  public static short narrowToShort(long a) {
    return (short) a;
  }

  public static char narrowToChar(byte a) {
    return (char) a;
  }

  public static int narrowLong(long a) {
    return (int) a;
  }

  public static int narrowTwice(int a) {
    return (byte) (char) a + (short) (byte) a;
  }

  public static int promotions(byte a, short b, char c) {
    return a * b + c - (a & 0xFF) * 3 + ~c + -a;
  }

  public static long widenings(byte a, short b, char c, int d) {
    long sum = a;
    sum += b;
    sum += c;
    sum -= d;
    return sum * 3 + (d & LONG_MASK);
  }

  public static long multiplyLong(int a, int b) {
    return (long) a * b;
  }

  public static long compareMixed(int a, long b, float c) {
    return (a < b ? 1 : 0) + (b < c ? 2 : 0) + (a == c ? 4 : 0) + (b >= a ? 8 : 0);
  }

  public static byte stepByte(byte a) {
    byte b = a;
    b += 1;
    b *= 3;
    b++;
    b >>= 1;
    b -= 200;
    b ^= 0x155;
    return b;
  }

  public static char stepChar(char a) {
    char c = a;
    c++;
    c -= 3;
    c <<= 2;
    c >>>= 1;
    --c;
    return c;
  }

  public static int compoundOfFloat(short a, float b) {
    int i = a;
    i *= 0.5f;
    i += b;
    i -= 0.25;
    return i;
  }

  public static short compoundShort(short a, float b) {
    short s = a;
    s += b;
    s /= 3;
    s %= 100;
    s >>>= 2;
    s |= 1;
    return s;
  }

  public static long compoundLong(long a, float b, int c) {
    long l = a;
    l >>= 8;
    l += b;
    l >>>= 1;
    l >>= c;
    l <<= 3;
    l &= -2;
    return l;
  }

  public static float compoundFloat(float a, int b, double c) {
    float f = a;
    f += b;
    f *= c;
    f -= 1;
    f++;
    return f;
  }

  public static int intOfFloat(float a) {
    return (int) a;
  }

  public static long longOfFloat(float a) {
    return (long) a;
  }

  public static int intOfDouble(double a) {
    return (int) a;
  }

  public static long longOfDouble(double a) {
    return (long) a;
  }

  public static byte byteOfFloat(float a) {
    return (byte) a;
  }

  public static char charOfDouble(double a) {
    return (char) a;
  }

  public static float floatOfInt(int a) {
    return a;
  }

  public static float floatOfLong(long a) {
    return a;
  }

  public static double doubleOfLong(long a) {
    return a;
  }

  public static float floatOfDouble(double a) {
    return (float) a;
  }

  public static float contraction(float a, float b, float c) {
    return a * b + c;
  }

  public static double contractionDouble(double a, double b, double c) {
    return a * b - c;
  }

  public static float contractionOfSums(float a, float b) {
    float sum = THIRD;
    sum += a * b;
    sum -= b * b;
    return sum;
  }

  public static float noReassociation(float a, float b, float c) {
    return a + (b + c) - (a - (b - c)) * (b / (c * a));
  }

  public static double mixedPrecision(float a, float b, double c) {
    return a * b + c * a + TENTH * a;
  }

  public static float singleOfMixed(float a, int b) {
    return (float) (a * 0.1 + b) * 2 + b * a;
  }

  public static float remainderFloat(float a, float b) {
    return a % b;
  }

  public static double remainderDouble(double a, double b) {
    return a % b;
  }

  public static float least(float a, float b) {
    return Math.min(a, b);
  }

  public static float greatest(float a, float b) {
    return Math.max(a, b);
  }

  public static double leastDouble(double a, double b) {
    return Math.min(a, b);
  }

  public static double greatestDouble(double a, double b) {
    return Math.max(a, b);
  }

  public static long extremaOfIntegers(int a, long b, byte c) {
    return Math.min(a, b) ^ Math.max(c, b) ^ Math.min(a, c) ^ Math.max(a, 7);
  }

  public static float extremaMixed(int a, float b) {
    return Math.min(a, b) + Math.max(1, b);
  }

  public static float magnitude(float a) {
    return Math.abs(a) + -a;
  }

  public static float rootOfFloat(float a) {
    return (float) Math.sqrt(a);
  }

  public static double rootOfDouble(double a) {
    return Math.sqrt(a);
  }

  public static double rootOfFloatAsDouble(float a) {
    return Math.sqrt(a) + a;
  }

  public static float floors(float a) {
    return (float) Math.floor(a) + 0.5f * (float) Math.ceil(a);
  }

  public static float nearest(float a) {
    return (float) Math.rint(a);
  }

  public static int floorToInt(float a) {
    return (int) Math.floor(a + 0.5f) ^ (byte) Math.ceil(a);
  }

  public static double roundedDoubles(double a) {
    return Math.floor(a) - Math.rint(a) * Math.ceil(a) + Math.floor((float) a);
  }

  public static int bitsOfFloat(float a) {
    return a != a ? 0 : Float.floatToRawIntBits(a) >>> 23;
  }

  public static float floatOfBits(int a) {
    return Float.intBitsToFloat(a & 0x7F7FFFFF);
  }

  public static double doubleOfBits(long a) {
    return Double.longBitsToDouble(a & ~(1L << 62)) + (Double.doubleToRawLongBits(TENTH) >> 52);
  }

  public static boolean comparisonsOfNaN(float a, float b) {
    return a < b ^ a >= b | a != a & !(a == b);
  }

  public static boolean logic(int a, int b) {
    boolean both = a > 0 && b > 0 || a < b;
    both &= a != b;
    both |= b == 3;
    return both ^ (a == b || !both);
  }

  public static int conditionals(byte a, short b, int c) {
    long wide = c > 0 ? c : 3L;
    float mixed = a < 0 ? b : 0.5f;
    byte narrow = c > 5 ? a : 7;
    return (int) wide + (int) mixed * 2 + narrow + (a == b ? 1 : a > b ? -1 : c % 5);
  }

  public static int literals(int a) {
    return switchless(a)
        + MINUS_ONE_IN_HEX
        - 0b1010
        + 017
        + 'a'
        + (int) LONG_FROM_INT
        + SUM
        + (-2147483648 + 0x7fffffff);
  }

  private static int switchless(int a) {
    return a > 100 || a < -100 ? 100 : a;
  }

  public static long longLiterals(long a) {
    return a & 0x8000_0000_0000_0000L | 0x7FFF_FFFF_FFFF_FFFFL & -9223372036854775808L + (a & 3);
  }

  public static double floatLiterals(float a) {
    return a * 1e10f + 1d + 0x1.8p1 + .5 + 1e-3 + 16777217f + Float.MIN_VALUE + Double.MAX_VALUE;
  }

  public static int overloads(int a, float b, byte c) {
    return pick(a) * 1000 + pick(b) * 100 + pick(c) * 10 + pick(3L);
  }

  private static int pick(int a) {
    return 1;
  }

  private static int pick(long a) {
    return 2;
  }

  private static int pick(float a) {
    return 3;
  }

  public static int choices(int a) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
      switch ((a & 0xFFFF) + i) {
        case 0:
          sum += 1;
          break;
        case 1:
        case 2:
          sum += 10;
          if (i > 1) {
            continue;
          }
          break;
        case SUM:
          return -1;
        default:
          sum += 100;
          break;
      }
      switch (i) {
        case 0, 1 -> sum *= 2;
        case 2 -> {
          int more = 5;
          sum += more;
        }
        default -> sum--;
      }
    }
    return sum;
  }

  public static int loops(byte a) {
    int count = 0;
    int i = a;
    while (true) {
      if (i > 200) {
        break;
      }
      i += 7;
      if ((i & 1) == 0) continue;
      count++;
    }
    do {
      count += 2;
    } while (count < 10);
    for (int j = 0, k = 9; j < k; j++, k--) count += j * k;
    for (; count > 50; ) {
      count -= 17;
    }
    return count;
  }

  public static int names(int register, int restrict, int bool, int NULL) {
    int signed = register ^ restrict;
    int unused = bool;
    unused = NULL;
    return signed;
  }

  public static void steppingThroughArrays(
      byte[] bytes, int bytesCount, short[] shorts, int[] ints) {
    int at = 0;
    int from = bytesCount - 1;
    while (at < bytesCount) {
      bytes[at] += 100;
      bytes[at] <<= 1;
      shorts[at]++;
      ints[at] = (bytes[from--] & 0xFF) + BYTES[at % 8] + (int) (LONGS[at & 3] >> 33);
      ints[at++] ^= 5;
    }
  }

  public static void tables(float[] floats, int floatsCount, double[] doubles, long[] longs) {
    for (int i = 0; i < floatsCount; i++) {
      floats[i] *= FLOATS[i % 6];
      doubles[i] -= floats[i];
      longs[i] ^= BYTES[i % 8];
    }
    fill(longs, 2);
    int last = fill(longs, 1);
    longs[0] = last;
  }

  private static int fill(long[] longs, int at) {
    longs[at] = 42;
    return at;
  }
}
