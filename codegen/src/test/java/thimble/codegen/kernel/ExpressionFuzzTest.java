package thimble.codegen.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.custom.CustomOperator;
import thimble.ir.custom.CustomOperators;

/** Random expressions of all types, none of which overflows: JVM and C agree. */
class ExpressionFuzzTest {
  private static final int METHODS = Integer.getInteger("thimble.fuzz", 40);
  private static final List<String> TYPES =
      List.of("boolean", "byte", "short", "char", "int", "long", "float", "double");
  private static final List<String> PARAMETERS =
      List.of("byte", "short", "char", "int", "long", "float", "double");

  private final Random random = new Random(Long.getLong("thimble.seed", 7));

  @Test
  void agrees(@TempDir Path directory) throws Exception {
    StringBuilder text =
        new StringBuilder(
            """
            import thimble.ir.kernel.Wrap;

            public final class Fuzz {
              static final String DOMAIN = "test";
              static final String OP_TYPE = "Fuzz";

              public static void f32(float[] x, int xAt, float[] y, int yAt) {}
            """);
    for (int i = 0; i < METHODS; i++) {
      method(text, i);
    }
    CustomOperator fuzz = CustomOperators.loadText("Fuzz.java", text.append("}\n").toString());
    EdgeProgram edges = new EdgeProgram(fuzz.compiled(), fuzz.id(), KernelText::known);
    Toolchain tools = new Toolchain(directory);
    Path source = tools.write("fuzz.c", edges.text());
    for (String options : List.of("-O2", "-O1 -fsanitize=undefined -fno-sanitize-recover=all")) {
      Path program = tools.buildQuietly(source, options.split(" "));
      edges.compare(tools.run(List.of(program.toString())), 0);
    }
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void method(StringBuilder text, int index) {
    String first = pick(PARAMETERS);
    String second = pick(PARAMETERS);
    String result = pick(TYPES);
    String local = pick(PARAMETERS);
    text.append("  public static " + result + " m" + index + "(" + first + " a, " + second);
    text.append(" b) {\n    " + local + " c = (" + local + ") " + number(2) + ";\n");
    String operator = pick(List.of("&=", "|=", "^=", ">>=", ">>>=", "<<="));
    boolean whole = !local.equals("float") && !local.equals("double");
    if (whole) {
      String amount =
          operator.contains("<") || operator.contains(">") ? integer("int", 1) : "(long) b";
      text.append("    c " + operator + " " + amount + ";\n");
    } else {
      text.append("    c " + pick(List.of("+=", "-=", "*=")) + " " + number(1) + ";\n");
    }
    text.append("    return " + typed(result, 4) + ";\n  }\n\n");
  }

  /** An expression cast to a type. */
  private String typed(String type, int depth) {
    return type.equals("boolean") ? condition(depth) : "(" + type + ") (" + number(depth) + ")";
  }

  private String condition(int depth) {
    if (depth == 0) {
      return "a < b";
    }
    return switch (random.nextInt(5)) {
      case 0 -> "!(" + condition(depth - 1) + ")";
      case 1 ->
          condition(depth - 1)
              + pick(List.of(" && ", " || ", " & ", " ^ ", " == "))
              + "("
              + condition(depth - 1)
              + ")";
      default -> {
        String left = compared(depth - 1);
        String right = compared(depth - 1);
        String operator = pick(List.of(" < ", " >= ", " == ", " != "));
        yield "(" + left + operator + (left.equals(right) ? "0.5f" : right) + ")";
      }
    };
  }

  /** No literal: a narrow type may decide a comparison with it. */
  private String compared(int depth) {
    return number(depth).replaceAll("^(7|-1L)$", "b");
  }

  /** An expression of any numeric type. */
  private String number(int depth) {
    if (depth == 0) {
      return pick(List.of("a", "b", "7", "-1L", "2.5f", "0.1", "(byte) a", "(char) b"));
    }
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> integer("int", depth);
      case 3, 4 -> integer("long", depth);
      case 5, 6, 7 ->
          "("
              + real("float", depth - 1)
              + pick(List.of(" + ", " - ", " * ", " / "))
              + pick(List.of("", "-"))
              + real("float", depth - 1)
              + ")";
      case 8 -> "(" + number(depth - 1) + " * " + real("double", depth - 1) + ")";
      case 9 ->
          "(" + condition(depth - 1) + " ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
      case 10 ->
          "Math."
              + pick(List.of("min", "max"))
              + "("
              + number(depth - 1)
              + ", "
              + number(depth - 1)
              + ")";
      default ->
          "("
              + pick(List.of("float", "double", "")).replaceAll("^$", "int")
              + ") Math."
              + pick(List.of("floor", "ceil", "rint", "sqrt"))
              + "("
              + number(depth - 1)
              + ")";
    };
  }

  private String real(String type, int depth) {
    return "(" + type + ") (" + number(depth) + ")";
  }

  /** An expression of type int or long that cannot overflow. */
  private String integer(String type, int depth) {
    String suffix = type.equals("long") ? "Long" : "";
    if (depth <= 0) {
      return "(" + type + ") a";
    }
    String x = "(" + type + ") (" + number(depth - 1) + ")";
    String y = "(" + type + ") (" + number(depth - 1) + ")";
    return switch (random.nextInt(7)) {
      case 0 ->
          "Wrap."
              + pick(List.of("add", "subtract", "multiply"))
              + suffix
              + "("
              + x
              + ", "
              + y
              + ")";
      case 1 -> "(" + x + pick(List.of(" / ", " % ")) + "((" + y + " & 15) + 1))";
      case 2 -> "(" + x + pick(List.of(" << ", " >> ", " >>> ")) + y + ")";
      case 3 -> "(" + x + pick(List.of(" & ", " | ", " ^ ")) + y + ")";
      case 4 -> "~" + x;
      case 5 ->
          "((short) ("
              + number(depth - 1)
              + ") * (byte) ("
              + number(depth - 1)
              + ") - (char) ("
              + number(depth - 1)
              + "))";
      default -> "Math.abs(" + x + ")";
    };
  }
}
