package thimble.ir.op;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names of operators, derived from their record classes: {@code DepthwiseConv2d} is {@code
 * depthwise_conv2d}.
 */
public final class OpNames {
  private static final Map<String, Class<?>> BY_NAME = new LinkedHashMap<>();

  static {
    for (Class<?> op : Op.class.getPermittedSubclasses()) {
      BY_NAME.put(of(op), op);
    }
  }

  private OpNames() {}

  static String of(Class<?> op) {
    StringBuilder name = new StringBuilder();
    for (char c : op.getSimpleName().toCharArray()) {
      if (Character.isUpperCase(c) && name.length() > 0) {
        name.append('_');
      }
      name.append(c);
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  /** The record class of that name. */
  public static Optional<Class<?>> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** All operators in the order in which {@link Op} permits them. */
  public static Map<String, Class<?>> all() {
    return Collections.unmodifiableMap(BY_NAME);
  }
}
