package thimble.ir.custom;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import thimble.ir.op.CustomAttribute;

/**
 * What a node's attributes give to the parameters of an operator's methods.
 *
 * <p>A parameter takes the attribute of its name ({@code negative_slope} also serves {@code
 * negativeSlope}), or else the class's constant {@code DEFAULT_NEGATIVE_SLOPE}. A text goes to an
 * int: its index in the class's {@code String[] MODE}, for parameter {@code mode}.
 */
final class AttributeValues {
  private final Class<?> operator;
  private final List<CustomAttribute> given;

  AttributeValues(Class<?> operator, List<CustomAttribute> given) {
    this.operator = operator;
    this.given = given;
  }

  static boolean isType(Class<?> type) {
    return type == int.class || type == float.class || type == int[].class || type == float[].class;
  }

  static boolean matches(String parameter, String attribute) {
    return parameter.equals(attribute) || parameter.equals(camel(attribute));
  }

  private static String camel(String snake) {
    StringBuilder camel = new StringBuilder();
    for (String word : snake.split("_")) {
      camel.append(
          camel.isEmpty() || word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return camel.toString();
  }

  private static String constantName(String parameter) {
    return parameter.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  /**
   * The value of a parameter.
   *
   * @param type int, float, int[] or float[]
   * @throws IllegalArgumentException with a message for the user where there is none
   */
  Object value(String parameter, Class<?> type) {
    for (CustomAttribute attribute : given) {
      if (matches(parameter, attribute.name())) {
        return convert(attribute, parameter, type);
      }
    }
    return constant("DEFAULT_" + constantName(parameter))
        .filter(value -> value.getClass() == boxed(type))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "attribute \"" + parameter + "\" is missing and has no default of its type"));
  }

  private static Class<?> boxed(Class<?> type) {
    return type == int.class ? Integer.class : type == float.class ? Float.class : type;
  }

  private Object convert(CustomAttribute attribute, String parameter, Class<?> type) {
    if (attribute instanceof CustomAttribute.IntValue number && type == int.class) {
      return narrow(number.name(), number.value());
    } else if (attribute instanceof CustomAttribute.IntValue number && type == float.class) {
      return (float) number.value();
    } else if (attribute instanceof CustomAttribute.RealValue number && type == float.class) {
      return number.value();
    } else if (attribute instanceof CustomAttribute.TextValue text && type == int.class) {
      return choice(text, parameter);
    } else if (attribute instanceof CustomAttribute.IntList list && type == int[].class) {
      return list.values().stream().mapToInt(value -> narrow(list.name(), value)).toArray();
    } else if (attribute instanceof CustomAttribute.RealList list && type == float[].class) {
      float[] values = new float[list.values().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = list.values().get(i);
      }
      return values;
    }
    throw new IllegalArgumentException(
        "attribute \""
            + attribute.name()
            + "\" does not go to a parameter of type "
            + type.getSimpleName());
  }

  private static int narrow(String name, long value) {
    if (value != (int) value) {
      throw new IllegalArgumentException(
          "attribute \"" + name + "\" is " + value + ", more than an int holds");
    }
    return (int) value;
  }

  private int choice(CustomAttribute.TextValue text, String parameter) {
    String table = constantName(parameter);
    Object choices = constant(table).orElse(null);
    if (!(choices instanceof String[] texts)) {
      throw new IllegalArgumentException(
          "attribute \""
              + text.name()
              + "\" is text: the class lists the texts it knows in "
              + "\"static final String[] "
              + table
              + "\"");
    }
    int index = List.of(texts).indexOf(text.value());
    if (index < 0) {
      throw new IllegalArgumentException(
          "attribute \""
              + text.name()
              + "\" is \""
              + text.value()
              + "\", not one of "
              + List.of(texts));
    }
    return index;
  }

  private Optional<Object> constant(String name) {
    return constant(operator, name);
  }

  /** The value of a static field. */
  static Optional<Object> constant(Class<?> operator, String name) {
    try {
      Field field = operator.getDeclaredField(name);
      field.setAccessible(true);
      return java.lang.reflect.Modifier.isStatic(field.getModifiers())
          ? Optional.ofNullable(field.get(null))
          : Optional.empty();
    } catch (NoSuchFieldException e) {
      return Optional.empty();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
