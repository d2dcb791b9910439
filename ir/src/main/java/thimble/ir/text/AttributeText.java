package thimble.ir.text;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import thimble.ir.ElementType;

/**
 * Records as text, by reflection over their components: whoever adds an operator record needs to
 * write no printer and no parser for it. Components are numbers, booleans, strings, enums, records,
 * sealed interfaces of records, and lists and optionals of these.
 */
final class AttributeText {
  private AttributeText() {}

  /** {@code (a=1, b={...})} */
  static void attributes(StringBuilder out, Record record) {
    components(out.append('('), record);
    out.append(')');
  }

  private static void components(StringBuilder out, Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      out.append(i == 0 ? "" : ", ").append(components[i].getName()).append('=');
      value(out, component(record, components[i]), components[i].getType());
    }
  }

  private static Object component(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static void value(StringBuilder out, Object value, Class<?> declared) {
    if (value instanceof Float number) {
      out.append(real(number));
    } else if (value instanceof Double number) {
      out.append(real(number));
    } else if (value instanceof ElementType element) {
      out.append(element.text());
    } else if (value instanceof Enum<?> constant) {
      out.append(constant.name().toLowerCase(Locale.ROOT));
    } else if (value instanceof String text) {
      GraphPrinter.quoted(out, text);
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        value(out.append(i == 0 ? "" : ", "), list.get(i), Object.class);
      }
      out.append(']');
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresentOrElse(
          content -> value(out, content, Object.class), () -> out.append("none"));
    } else if (value instanceof Record record) {
      // The type's name is needed only where the component leaves a choice.
      out.append(record.getClass() == declared ? "" : record.getClass().getSimpleName());
      components(out.append('{'), record);
      out.append('}');
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      throw new IllegalStateException("no IR text for " + value.getClass());
    }
  }

  /** A float that reads back to the same bits (NaN to some NaN). */
  static String real(float value) {
    return Float.isInfinite(value) ? infinity(value) : Float.toString(value);
  }

  static String real(double value) {
    return Double.isInfinite(value) ? infinity(value) : Double.toString(value);
  }

  private static String infinity(double value) {
    return value > 0 ? "inf" : "-inf";
  }

  /** Reads what {@link #attributes} wrote. */
  static Record parseAttributes(Cursor in, Class<?> type) {
    return components(in, type, '(', ')');
  }

  private static Record components(Cursor in, Class<?> type, char open, char close) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    in.expect(open);
    int at = in.position();
    for (int i = 0; i < components.length; i++) {
      if (i > 0) {
        in.expect(',');
      }
      in.expectWord(components[i].getName());
      in.expect('=');
      values[i] = parse(in, components[i].getGenericType());
    }
    in.expect(close);
    return in.build(at, () -> construct(type, components, values));
  }

  private static Record construct(Class<?> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return (Record) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  private static Object parse(Cursor in, Type declared) {
    if (declared instanceof ParameterizedType generic) {
      Type content = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return in.tryWord("none") ? Optional.empty() : Optional.of(parse(in, content));
      }
      return in.list(() -> parse(in, content));
    }
    Class<?> type = (Class<?>) declared;
    if (type == int.class || type == Integer.class) {
      return in.integer();
    } else if (type == long.class || type == Long.class) {
      return in.longInteger();
    } else if (type == float.class || type == Float.class) {
      return in.real32();
    } else if (type == double.class || type == Double.class) {
      return in.real64();
    } else if (type == boolean.class || type == Boolean.class) {
      return in.choice(List.of("false", "true")) == 1;
    } else if (type == String.class) {
      return in.string();
    } else if (type.isEnum()) {
      return enumConstant(in, type);
    } else if (type.isRecord()) {
      in.tryWord(type.getSimpleName());
      return components(in, type, '{', '}');
    } else if (type.isSealed()) {
      List<Class<?>> choices = new ArrayList<>(Arrays.asList(type.getPermittedSubclasses()));
      int choice = in.choice(choices.stream().map(Class::getSimpleName).toList());
      return components(in, choices.get(choice), '{', '}');
    }
    throw new IllegalStateException("no IR text for " + type);
  }

  private static Object enumConstant(Cursor in, Class<?> type) {
    Object[] constants = type.getEnumConstants();
    List<String> names = new ArrayList<>();
    for (Object constant : constants) {
      names.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
    return constants[in.choice(names)];
  }
}
