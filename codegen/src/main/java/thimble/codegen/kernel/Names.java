package thimble.codegen.kernel;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** C identifiers: readable, unique, none that C or its headers reserve. */
final class Names {
  /** Keywords of C11 and C23 that are no keywords of Java, and macros of the headers we include. */
  private static final Set<String> RESERVED =
      Set.of(
          "alignas",
          "alignof",
          "asm",
          "auto",
          "bool",
          "constexpr",
          "errno",
          "extern",
          "fortran",
          "inline",
          "int8_t",
          "int16_t",
          "int32_t",
          "int64_t",
          "isfinite",
          "isinf",
          "isnan",
          "main",
          "math_errhandling",
          "memcpy",
          "nullptr",
          "register",
          "restrict",
          "signbit",
          "signed",
          "sizeof",
          "size_t",
          "struct",
          "thread_local",
          "typedef",
          "typeof",
          "uint8_t",
          "uint16_t",
          "uint32_t",
          "uint64_t",
          "union",
          "unsigned",
          "linux",
          "unix");

  /** Families of macros that the headers define, or may define one day. */
  private static final Pattern HEADER_MACROS =
      Pattern.compile(
          "U?INT(_FAST|_LEAST|PTR|MAX)?[0-9]*_(MIN|MAX|C|WIDTH)|(FLT|DBL|LDBL|FP|HUGE|M|SIG|ATOMIC)_.*"
              + "|(SIZE|PTRDIFF|WCHAR|WINT|CHAR|SCHAR|UCHAR|SHRT|USHRT|LONG|ULONG)_(MIN|MAX|WIDTH)"
              + "|MATH_ERR.*");

  private final Set<String> functions = new HashSet<>();
  private final Set<String> locals = new HashSet<>();

  /** Takes a name for a helper. */
  void reserve(String name) {
    functions.add(name);
  }

  /** {@code Conv2dKernel.s8} is {@code conv2d_s8}. */
  String function(SourceClass.Method method) {
    String name = prefix(method.owner()) + "_" + snake(method.name());
    List<SourceClass.Method> overloads = method.owner().methods(method.name());
    if (overloads.size() > 1 && !overloads.get(0).equals(method)) {
      StringBuilder more = new StringBuilder(name);
      for (JavaType parameter : method.parameters()) {
        more.append('_').append(parameter.suffix()).append(parameter.isArray() ? "v" : "");
      }
      name = more.toString();
    }
    return unique(name);
  }

  /** {@code FloatMath.LN2} is {@code FLOAT_MATH_LN2}; a table's name is in small letters. */
  String constant(SourceClass.Constant constant) {
    String name = prefix(constant.owner()) + "_" + snake(constant.name());
    return unique(constant.type().isArray() ? name : name.toUpperCase(Locale.ROOT));
  }

  private String unique(String wanted) {
    String name = clean(wanted);
    for (int i = 2; functions.contains(name) || locals.contains(name); i++) {
      name = clean(wanted) + "_" + i;
    }
    functions.add(name);
    return name;
  }

  /**
   * The C name of a local variable or parameter.
   *
   * @param taken the C names of the method's other variables
   */
  String local(String javaName, Set<String> taken) {
    String name = clean(javaName);
    while (taken.contains(name) || functions.contains(name) || isMacroLike(name)) {
      name = name + "_";
    }
    locals.add(name);
    return name;
  }

  /** Headers define many names in capitals. */
  private static boolean isMacroLike(String name) {
    return name.matches("[A-Z][A-Z0-9_]*[A-Z0-9]");
  }

  private static String clean(String javaName) {
    String name = javaName.replaceAll("[^A-Za-z0-9_]", "_");
    if (name.startsWith("_")) {
      name = "v" + name;
    }
    return RESERVED.contains(name) || HEADER_MACROS.matcher(name).matches() ? name + "_" : name;
  }

  private static String prefix(SourceClass owner) {
    String name = owner.simpleName();
    boolean isKernel = name.endsWith("Kernel") && name.length() > "Kernel".length();
    return snake(isKernel ? name.substring(0, name.length() - "Kernel".length()) : name);
  }

  /** {@code DepthwiseConv2d} is {@code depthwise_conv2d}, {@code LN2} is {@code ln2}. */
  static String snake(String name) {
    StringBuilder snake = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean startsWord =
          Character.isUpperCase(c)
              && i > 0
              && name.charAt(i - 1) != '_'
              && (!Character.isUpperCase(name.charAt(i - 1))
                  || i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
      snake.append(startsWord ? "_" : "").append(c);
    }
    return snake.toString().toLowerCase(Locale.ROOT);
  }
}
