package thimble.ir.text;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random values of record types, by reflection: tests need no list of the operators. */
final class RandomRecords {
  private final Random random;

  RandomRecords(Random random) {
    this.random = random;
  }

  /** A value that the record's constructor accepts. */
  Object record(Class<?> type) {
    for (int attempt = 0; attempt < 20_000; attempt++) {
      try {
        return attempt(type);
      } catch (IllegalArgumentException e) {
        // The constructor refused; the next draw may please it.
      }
    }
    throw new AssertionError("no random " + type + " was accepted by its constructor");
  }

  private Object attempt(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = Arrays.stream(components).map(part -> value(part.getGenericType())).toArray();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw new IllegalArgumentException(refused);
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private Object value(Type declared) {
    if (declared instanceof ParameterizedType generic) {
      Type content = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(value(content));
      }
      List<Object> list = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        list.add(value(content));
      }
      return list;
    }
    Class<?> type = (Class<?>) declared;
    if (type == int.class || type == Integer.class) {
      return random.nextInt(8);
    } else if (type == long.class || type == Long.class) {
      return random.nextLong();
    } else if (type == float.class || type == Float.class) {
      return real();
    } else if (type == double.class || type == Double.class) {
      return random.nextGaussian() * 1e-200;
    } else if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return "\"a\\ \n" + (char) random.nextInt(0x10000);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    } else if (type.isSealed()) {
      Class<?>[] choices = type.getPermittedSubclasses();
      return record(choices[random.nextInt(choices.length)]);
    }
    return record(type);
  }

  private float real() {
    float[] special = {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0f, Float.MIN_VALUE};
    return random.nextInt(3) == 0
        ? special[random.nextInt(special.length)]
        : (float) random.nextGaussian();
  }
}
