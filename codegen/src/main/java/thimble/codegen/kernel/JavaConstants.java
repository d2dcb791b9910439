package thimble.codegen.kernel;

import java.util.Optional;
import thimble.codegen.kernel.Code.Level;

/** Constants of Java's wrapper classes that kernels may name. */
final class JavaConstants {
  private JavaConstants() {}

  static Optional<Code> find(String className, String name, Helpers helpers) {
    return switch (className + "." + name) {
      case "Byte.MIN_VALUE" -> number(Byte.MIN_VALUE, JavaType.BYTE);
      case "Byte.MAX_VALUE" -> number(Byte.MAX_VALUE, JavaType.BYTE);
      case "Short.MIN_VALUE" -> number(Short.MIN_VALUE, JavaType.SHORT);
      case "Short.MAX_VALUE" -> number(Short.MAX_VALUE, JavaType.SHORT);
      case "Character.MIN_VALUE" -> number(Character.MIN_VALUE, JavaType.CHAR);
      case "Character.MAX_VALUE" -> number(Character.MAX_VALUE, JavaType.CHAR);
      case "Integer.MIN_VALUE" -> limit("INT32_MIN", JavaType.INT);
      case "Integer.MAX_VALUE" -> limit("INT32_MAX", JavaType.INT);
      case "Long.MIN_VALUE" -> limit("INT64_MIN", JavaType.LONG);
      case "Long.MAX_VALUE" -> limit("INT64_MAX", JavaType.LONG);
      case "Float.MAX_VALUE" -> limit("0x1.fffffep+127f", JavaType.FLOAT);
      case "Float.MIN_NORMAL" -> limit("0x1p-126f", JavaType.FLOAT);
      case "Float.MIN_VALUE" -> limit("0x1p-149f", JavaType.FLOAT);
      case "Float.POSITIVE_INFINITY" -> infinity("", JavaType.FLOAT, helpers);
      case "Float.NEGATIVE_INFINITY" -> infinity("-", JavaType.FLOAT, helpers);
      case "Float.NaN" -> mathematical("NAN", JavaType.FLOAT, helpers);
      case "Double.MAX_VALUE" -> limit("0x1.fffffffffffffp+1023", JavaType.DOUBLE);
      case "Double.MIN_NORMAL" -> limit("0x1p-1022", JavaType.DOUBLE);
      case "Double.MIN_VALUE" -> limit("0x1p-1074", JavaType.DOUBLE);
      case "Double.POSITIVE_INFINITY" -> infinity("", JavaType.DOUBLE, helpers);
      case "Double.NEGATIVE_INFINITY" -> infinity("-", JavaType.DOUBLE, helpers);
      case "Double.NaN" -> mathematical("NAN", JavaType.DOUBLE, helpers);
      case "Math.PI" -> limit(Double.toString(Math.PI), JavaType.DOUBLE);
      case "Math.E" -> limit(Double.toString(Math.E), JavaType.DOUBLE);
      default -> Optional.empty();
    };
  }

  private static Optional<Code> number(int value, JavaType type) {
    return Optional.of(Literals.value(value, JavaType.INT).withType(type));
  }

  private static Optional<Code> limit(String text, JavaType type) {
    return Optional.of(Code.primary(text, type));
  }

  private static Optional<Code> infinity(String sign, JavaType type, Helpers helpers) {
    helpers.include("<math.h>");
    boolean single = type.equals(JavaType.FLOAT);
    Doc doc = Doc.text(sign + (single ? "INFINITY" : "(double)INFINITY"));
    return Optional.of(Code.of(doc, sign.isEmpty() && single ? Level.PRIMARY : Level.UNARY, type));
  }

  private static Optional<Code> mathematical(String macro, JavaType type, Helpers helpers) {
    helpers.include("<math.h>");
    boolean single = type.equals(JavaType.FLOAT);
    return Optional.of(
        Code.of(
            Doc.text(single ? macro : "(double)" + macro),
            single ? Level.PRIMARY : Level.UNARY,
            type));
  }
}
