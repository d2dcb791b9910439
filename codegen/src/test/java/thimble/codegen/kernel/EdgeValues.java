package thimble.codegen.kernel;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values at which arithmetic is likeliest to differ, and some in between. */
final class EdgeValues {
  private static final int RANDOM = 6;

  /** Arrays by the type of their elements. */
  static final Map<Class<?>, Object> ARRAYS = new LinkedHashMap<>();

  static {
    add(byte.class, whole(8));
    add(short.class, whole(16));
    add(char.class, whole(17));
    add(int.class, whole(32));
    add(long.class, whole(64));
    add(float.class, floats());
    add(double.class, doubles());
  }

  private EdgeValues() {}

  private static void add(Class<?> type, List<? extends Number> values) {
    Object array = Array.newInstance(type, values.size());
    for (int i = 0; i < values.size(); i++) {
      Number value = values.get(i);
      if (type == byte.class) {
        Array.setByte(array, i, value.byteValue());
      } else if (type == short.class) {
        Array.setShort(array, i, value.shortValue());
      } else if (type == char.class) {
        Array.setChar(array, i, (char) value.intValue());
      } else if (type == int.class) {
        Array.setInt(array, i, value.intValue());
      } else if (type == long.class) {
        Array.setLong(array, i, value.longValue());
      } else if (type == float.class) {
        Array.setFloat(array, i, value.floatValue());
      } else {
        Array.setDouble(array, i, value.doubleValue());
      }
    }
    ARRAYS.put(type, array);
  }

  private static List<Long> whole(int bits) {
    List<Long> values = new ArrayList<>(List.of(0L, 1L, -1L, 2L, -2L, 3L, 5L, 7L, 31L, 32L, 33L));
    for (int bit = 7; bit < bits; bit += bit < 40 ? 8 : 23) {
      long power = 1L << bit;
      values.addAll(List.of(power, power - 1, -power, -power - 1, power + 1));
    }
    values.addAll(List.of(63L, 64L, -32L, -31L, 100L, (1L << 24) + 1, -12345L));
    if (bits == 64) {
      values.addAll(List.of(Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1, (1L << 60) + 129));
    }
    Random random = new Random(bits);
    random.longs(RANDOM).forEach(value -> values.add(value >> 64 - bits));
    long limit = 1L << Math.min(bits - 1, 62);
    values.removeIf(value -> bits < 64 && (value < -limit || value >= limit));
    return values.stream().distinct().toList();
  }

  private static List<Double> doubles() {
    List<Double> values = new ArrayList<>();
    for (double magnitude :
        new double[] {
          0,
          0.5,
          1,
          1.5,
          2.5,
          0.1,
          1.0 / 3,
          255.75,
          16777217,
          2147483647.0,
          2147483648.0,
          4294967296.5,
          0x1p63,
          0x1.fffffffffffffp62,
          1e-310,
          1e300,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.POSITIVE_INFINITY,
          0.49999999999999994
        }) {
      values.add(magnitude);
      values.add(-magnitude);
    }
    values.add(Double.NaN);
    Random random = new Random(1);
    random.doubles(RANDOM).forEach(value -> values.add((value - 0.5) * 1000));
    return values;
  }

  private static List<Double> floats() {
    List<Double> values = new ArrayList<>();
    for (float magnitude :
        new float[] {
          0,
          0.5f,
          1,
          2.5f,
          0.1f,
          1.0f / 3,
          0.49999997f,
          127.5f,
          16777216,
          2147483520f,
          2147483648f,
          0x1p63f,
          1e-40f,
          Float.MIN_VALUE,
          3e38f,
          Float.POSITIVE_INFINITY,
          1.0000001f
        }) {
      values.add((double) magnitude);
      values.add(-(double) magnitude);
    }
    values.add(Double.NaN);
    Random random = new Random(2);
    random.doubles(RANDOM).forEach(value -> values.add((double) (float) ((value - 0.5) * 100)));
    return values;
  }
}
