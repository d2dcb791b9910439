package thimble.codegen.kernel;

import com.github.javaparser.ast.expr.CharLiteralExpr;
import com.github.javaparser.ast.expr.DoubleLiteralExpr;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalLong;

/** Java's literals in C: the same value, and the same spelling where C can read it. */
final class Literals {
  private Literals() {}

  /**
   * @param text as in the source: {@code 0xFFFF_FFFFL}, {@code 42}
   * @param negated whether a minus stands before it
   */
  static Code integer(String text, boolean negated) {
    String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
    boolean isLong = digits.endsWith("l");
    if (isLong) {
      digits = digits.substring(0, digits.length() - 1);
    }
    BigInteger magnitude = parse(digits);
    // Hexadecimal, octal and binary literals name bits: 0xFFFFFFFF is -1.
    long bits = isLong ? magnitude.longValue() : magnitude.intValue();
    long value = !negated ? bits : isLong ? -bits : (int) -bits;
    boolean keepsSpelling = digits.startsWith("0x") && bits >= 0;
    return value(
        value, isLong ? JavaType.LONG : JavaType.INT, keepsSpelling ? spelling(text, negated) : "");
  }

  private static String spelling(String text, boolean negated) {
    return (negated ? "-" : "") + "0x" + text.replaceAll("[_lL]", "").substring(2);
  }

  private static BigInteger parse(String digits) {
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    } else if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    } else if (digits.startsWith("0") && digits.length() > 1) {
      return new BigInteger(digits, 8);
    }
    return new BigInteger(digits);
  }

  /** An int or long of known value. */
  static Code value(long value, JavaType type) {
    return value(value, type, "");
  }

  private static Code value(long value, JavaType type, String spelling) {
    String text = spelling.isEmpty() ? Long.toString(value) : spelling;
    if (type.equals(JavaType.LONG)) {
      // The macro's argument is a literal without a sign.
      String magnitude = text.startsWith("-") ? text.substring(1) : text;
      String sign = text.startsWith("-") ? "-" : "";
      text = value == Long.MIN_VALUE ? "INT64_MIN" : sign + "INT64_C(" + magnitude + ")";
    } else if (value == Integer.MIN_VALUE) {
      text = "INT32_MIN";
    }
    return new Code(
        Doc.text(text),
        text.startsWith("-") ? Code.Level.UNARY : Code.Level.PRIMARY,
        type,
        OptionalLong.of(value));
  }

  /** A float or double literal. */
  static Code floating(DoubleLiteralExpr literal) {
    String text = literal.getValue().replace("_", "");
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    boolean single = text.endsWith("f") || text.endsWith("F");
    if (single || text.endsWith("d") || text.endsWith("D")) {
      text = text.substring(0, text.length() - 1);
    }
    boolean isWhole = !text.contains(".") && !text.contains("e") && !text.contains("E");
    if (!hex && isWhole) {
      text += ".0";
    }
    return Code.primary(text + (single ? "f" : ""), single ? JavaType.FLOAT : JavaType.DOUBLE);
  }

  /** A char literal as its number; printable ASCII keeps its look. */
  static Code character(CharLiteralExpr literal) {
    char value = literal.asChar();
    boolean plain = value > ' ' && value < 127 && value != '\'' && value != '\\';
    return new Code(
        Doc.text(plain ? "'" + value + "'" : Integer.toString(value)),
        Code.Level.PRIMARY,
        JavaType.CHAR,
        OptionalLong.of(value));
  }
}
