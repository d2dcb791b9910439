package thimble.codegen.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.op.KernelCall;

/**
 * Calls every public method of a class of kernels with all combinations of {@link EdgeValues}: on
 * the JVM, and in a C program that prints what the JVM must have given. NaNs count as equal
 * whatever their payload.
 */
final class EdgeProgram {
  private final List<Method> methods;
  private final String className;
  private final KernelSource source;
  private final Map<String, List<String>> expected = new LinkedHashMap<>();
  private final StringBuilder out = new StringBuilder();
  private final String text;

  /**
   * @param className what kernel calls name the class
   */
  EdgeProgram(Class<?> kernels, String className, KernelText.Library library)
      throws ReflectiveOperationException {
    this.className = className;
    this.methods =
        Arrays.stream(kernels.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    this.source = KernelTranslator.translate(methods.stream().map(this::call).toList(), library);
    for (Method method : methods) {
      expected.put(method.getName(), results(method));
    }
    this.text = write();
  }

  private KernelCall call(Method method) {
    return new KernelCall(className, method.getName(), List.of());
  }

  /** The C program. */
  String text() {
    return text;
  }

  /** What the JVM gives, method by method. */
  Map<String, List<String>> expected() {
    return expected;
  }

  /** One text for each result of a method on the JVM. */
  private static List<String> results(Method method) throws ReflectiveOperationException {
    method.setAccessible(true);
    List<String> results = new ArrayList<>();
    if (method.getReturnType() == void.class) {
      Object[] arguments = new Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        Class<?> type = method.getParameterTypes()[i];
        arguments[i] = type.isArray() ? copy(EdgeValues.ARRAYS.get(type.componentType())) : COUNT;
      }
      method.invoke(null, arguments);
      for (Object argument : arguments) {
        for (int i = 0; argument.getClass().isArray() && i < COUNT; i++) {
          results.add(text(Array.get(argument, i)));
        }
      }
      return results;
    }
    combine(method, new Object[method.getParameterCount()], 0, results);
    return results;
  }

  /** How many elements array kernels work on: all arrays have so many. */
  private static final int COUNT = 20;

  private static Object copy(Object array) {
    int length = Array.getLength(array);
    Object copy = Array.newInstance(array.getClass().componentType(), length);
    System.arraycopy(array, 0, copy, 0, length);
    return copy;
  }

  private static void combine(Method method, Object[] arguments, int next, List<String> results)
      throws ReflectiveOperationException {
    if (next == arguments.length) {
      results.add(text(method.invoke(null, arguments)));
      return;
    }
    Object values = EdgeValues.ARRAYS.get(method.getParameterTypes()[next]);
    for (int i = 0; i < Array.getLength(values); i += stride(arguments.length)) {
      arguments[next] = Array.get(values, i);
      combine(method, arguments, next + 1, results);
    }
  }

  /** Of three or more parameters, not every value of each: there would be too many. */
  private static int stride(int parameters) {
    return parameters > 3 ? 9 : parameters == 3 ? 4 : 1;
  }

  /** The bits of a value, as a 64-bit number; the same for every NaN. */
  private static String text(Object value) {
    long bits;
    if (value instanceof Float real) {
      bits = real.isNaN() ? NAN : Float.floatToRawIntBits(real);
    } else if (value instanceof Double real) {
      bits = real.isNaN() ? NAN : Double.doubleToRawLongBits(real);
    } else if (value instanceof Boolean bool) {
      bits = bool ? 1 : 0;
    } else if (value instanceof Character character) {
      bits = character;
    } else {
      bits = ((Number) value).longValue();
    }
    return String.format("%016x", bits);
  }

  private static final long NAN = 0x4e614e;

  /**
   * Holds what the C program printed against the JVM.
   *
   * @param doublePlaces how many units in the last place doubles may differ by
   */
  void compare(String output, int doublePlaces) {
    Map<String, List<String>> actual = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : output.lines().toList()) {
      if (line.startsWith("#")) {
        current = new ArrayList<>();
        actual.put(line.substring(1), current);
      } else {
        current.add(line);
      }
    }
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    for (Method method : methods) {
      List<String> wanted = expected.get(method.getName());
      List<String> found = actual.get(method.getName());
      if (doublePlaces > 0 && method.getReturnType() == double.class) {
        assertThat(found)
            .as(method.getName())
            .usingElementComparator(
                (a, b) ->
                    Math.abs(Long.parseUnsignedLong(a, 16) - Long.parseUnsignedLong(b, 16))
                            <= doublePlaces
                        ? 0
                        : 1)
            .isEqualTo(wanted);
      } else {
        assertThat(found).as(method.getName()).isEqualTo(wanted);
      }
    }
  }

  private String write() {
    source.includes().forEach(header -> line("#include " + header));
    line("#include <stdio.h>\n#include <string.h>");
    line(source.text());
    EdgeValues.ARRAYS.forEach(this::values);
    line("static void print(uint64_t x) {");
    line(
        "  printf(\"%08lx%08lx\\n\", (unsigned long)(x >> 32), "
            + "(unsigned long)(x & UINT32_MAX)); }");
    line("static void print_integer(int64_t x) { print((uint64_t)x); }");
    line("static void print_f32(float x) { int32_t b; memcpy(&b, &x, 4);");
    line("  print_integer(x != x ? " + NAN + " : b); }");
    line("static void print_f64(double x) { int64_t b; memcpy(&b, &x, 8);");
    line("  print_integer(x != x ? " + NAN + " : b); }");
    line("int main(void) {");
    methods.forEach(this::calls);
    line("  return 0;\n}");
    return out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private String c(Class<?> type) {
    return Arrays.stream(JavaType.Primitive.values())
        .filter(primitive -> primitive.name().equalsIgnoreCase(type.getName()))
        .findFirst()
        .orElseThrow()
        .c;
  }

  /** Floats travel as bits: their decimal text is under test elsewhere. */
  private void values(Class<?> type, Object array) {
    int size = type == double.class || type == long.class ? 8 : type == float.class ? 4 : 2;
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < Array.getLength(array); i++) {
      bytes.append(i == 0 ? "" : ", ").append(bits(Array.get(array, i)));
    }
    String unsigned = "uint" + 8 * size + "_t";
    if (type == float.class || type == double.class) {
      line(
          "static union { "
              + unsigned
              + " bits["
              + Array.getLength(array)
              + "]; "
              + type
              + " values["
              + Array.getLength(array)
              + "]; } edge_"
              + type
              + " = {{"
              + bytes
              + "}};");
    } else {
      line(
          "static struct { "
              + c(type)
              + " values["
              + Array.getLength(array)
              + "]; } edge_"
              + type
              + " = {{"
              + bytes
              + "}};");
    }
  }

  private String bits(Object value) {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    if (value instanceof Float real) {
      return "0x" + Integer.toHexString(Float.floatToRawIntBits(real)) + "U";
    } else if (value instanceof Double real) {
      buffer.putDouble(0, real);
      return "UINT64_C(0x" + Long.toHexString(buffer.getLong(0)) + ")";
    } else if (value instanceof Character character) {
      return Integer.toString(character);
    }
    long number = ((Number) value).longValue();
    return number == Long.MIN_VALUE
        ? "INT64_MIN"
        : (value instanceof Long ? "INT64_C(" + number + ")" : Long.toString(number))
            .replace("INT64_C(-", "-INT64_C(");
  }

  private void calls(Method method) {
    String function = source.function(call(method)).name();
    line("  puts(\"#" + method.getName() + "\");");
    Parameter[] parameters = method.getParameters();
    List<String> arguments = new ArrayList<>();
    if (method.getReturnType() == void.class) {
      arrayCall(function, parameters);
      return;
    }
    for (int i = 0; i < parameters.length; i++) {
      Class<?> type = parameters[i].getType();
      int count = Array.getLength(EdgeValues.ARRAYS.get(type));
      String index = "i" + i;
      line(
          "  for (int "
              + index
              + " = 0; "
              + index
              + " < "
              + count
              + "; "
              + index
              + " += "
              + stride(parameters.length)
              + ") {");
      arguments.add("edge_" + type + ".values[i" + i + "]");
    }
    line(print(method.getReturnType(), function + "(" + String.join(", ", arguments) + ")"));
    line("  " + "}".repeat(parameters.length));
  }

  private String print(Class<?> type, String value) {
    String printer =
        type == float.class ? "print_f32" : type == double.class ? "print_f64" : "print_integer";
    return "    " + printer + "(" + value + ");";
  }

  private void arrayCall(String function, Parameter[] parameters) {
    List<String> arguments = new ArrayList<>();
    line("  {");
    for (int i = 0; i < parameters.length; i++) {
      Class<?> type = parameters[i].getType();
      if (type.isArray()) {
        String element = c(type.componentType());
        line("  " + element + " a" + i + "[" + COUNT + "];");
        line("  memcpy(a" + i + ", edge_" + type.componentType() + ".values, sizeof a" + i + ");");
      }
      arguments.add(type.isArray() ? "a" + i : Integer.toString(COUNT));
    }
    line("  " + function + "(" + String.join(", ", arguments) + ");");
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].getType().isArray()) {
        line("  for (int i = 0; i < " + COUNT + "; i++) {");
        line(print(parameters[i].getType().componentType(), "a" + i + "[i]"));
        line("  }");
      }
    }
    line("  }");
  }
}
