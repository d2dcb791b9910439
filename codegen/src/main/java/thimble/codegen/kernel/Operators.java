package thimble.codegen.kernel;

import com.github.javaparser.ast.expr.BinaryExpr;
import java.util.ArrayList;
import java.util.List;
import thimble.codegen.kernel.Code.Level;

/**
 * Java's operators on primitives in C.
 *
 * <p>In a class whose arithmetic is meant to wrap around ({@link thimble.ir.kernel.Wrap}), {@code +
 * - *} go through unsigned numbers; elsewhere they must not overflow and stand as they are.
 */
final class Operators {
  private final Helpers helpers;
  private final Conversions conversions;
  private final boolean wrapping;

  Operators(Helpers helpers, Conversions conversions, boolean wrapping) {
    this.helpers = helpers;
    this.conversions = conversions;
    this.wrapping = wrapping;
  }

  boolean isWrapping() {
    return wrapping;
  }

  /** The type of the result, both operands being numbers. */
  Code binary(BinaryExpr.Operator operator, Code left, Code right) {
    return switch (operator) {
      case PLUS -> arithmetic("+", Level.ADDITIVE, left, right);
      case MINUS -> arithmetic("-", Level.ADDITIVE, left, right);
      case MULTIPLY -> arithmetic("*", Level.MULTIPLICATIVE, left, right);
      case DIVIDE -> promoted("/", Level.MULTIPLICATIVE, left, right);
      case REMAINDER -> remainder(left, right);
      case LEFT_SHIFT -> shiftLeft(left, right);
      case SIGNED_RIGHT_SHIFT -> shiftRight(left, right);
      case UNSIGNED_RIGHT_SHIFT -> shiftRightUnsigned(left, right);
      case BINARY_AND -> promoted("&", Level.AND, left, right);
      case BINARY_OR -> promoted("|", Level.OR, left, right);
      case XOR -> promoted("^", Level.XOR, left, right);
      case AND -> chain("&&", Level.LOGICAL_AND, left, right, JavaType.BOOLEAN);
      case OR -> chain("||", Level.LOGICAL_OR, left, right, JavaType.BOOLEAN);
      case EQUALS -> comparison("==", Level.EQUALITY, left, right);
      case NOT_EQUALS -> comparison("!=", Level.EQUALITY, left, right);
      case LESS -> comparison("<", Level.RELATIONAL, left, right);
      case GREATER -> comparison(">", Level.RELATIONAL, left, right);
      case LESS_EQUALS -> comparison("<=", Level.RELATIONAL, left, right);
      case GREATER_EQUALS -> comparison(">=", Level.RELATIONAL, left, right);
    };
  }

  /** Whether {@code x op= y} is in C what it is in Java, both having one type. */
  boolean isPlain(BinaryExpr.Operator operator, JavaType type) {
    return switch (operator) {
      case PLUS, MINUS, MULTIPLY -> !(wrapping && type.isIntegral());
      case DIVIDE, BINARY_AND, BINARY_OR, XOR -> true;
      case REMAINDER -> !type.isFloating();
      default -> false;
    };
  }

  private Code arithmetic(String operator, Level level, Code left, Code right) {
    JavaType type = JavaType.promoted(left.type(), right.type());
    if (!wrapping || !type.isIntegral()) {
      return promoted(operator, level, left, right);
    }
    String unsigned = unsigned(type);
    return chain(operator, level, left.cast(unsigned, type), right.cast(unsigned, type), type)
        .cast(type);
  }

  private Code promoted(String operator, Level level, Code left, Code right) {
    if (left.type().isBoolean()) {
      return chain(operator, level, left, right, JavaType.BOOLEAN);
    }
    JavaType type = JavaType.promoted(left.type(), right.type());
    return chain(
        operator, level, conversions.convert(left, type), conversions.convert(right, type), type);
  }

  private Code comparison(String operator, Level level, Code left, Code right) {
    return promoted(operator, level, left, right).withType(JavaType.BOOLEAN);
  }

  private Code remainder(Code left, Code right) {
    JavaType type = JavaType.promoted(left.type(), right.type());
    if (!type.isFloating()) {
      return promoted("%", Level.MULTIPLICATIVE, left, right);
    }
    helpers.include("<math.h>");
    return Code.call(
        type.equals(JavaType.FLOAT) ? "fmodf" : "fmod",
        type,
        conversions.convert(left, type),
        conversions.convert(right, type));
  }

  /**
   * By way of unsigned, where bits may leave at the top: C defines no shift of a negative number to
   * the left.
   */
  private Code shiftLeft(Code left, Code right) {
    JavaType type = left.type().promoted();
    if (left.literal().isPresent() && right.literal().isPresent()) {
      long value = left.literal().getAsLong();
      long amount = right.literal().getAsLong();
      int top = bits(type) - 1;
      if (value >= 0 && amount >= 0 && amount < top && value < 1L << (top - amount)) {
        return chain("<<", Level.SHIFT, left, right, type);
      }
    }
    return chain("<<", Level.SHIFT, asUnsigned(left, type), amount(right, type), type).cast(type);
  }

  private static Code asUnsigned(Code code, JavaType type) {
    boolean positive = code.literal().isPresent() && code.literal().getAsLong() >= 0;
    return positive
        ? Code.primary("UINT" + bits(type) + "_C(" + code.literal().getAsLong() + ")", type)
        : code.cast(unsigned(type), type);
  }

  private Code shiftRight(Code left, Code right) {
    JavaType type = left.type().promoted();
    return chain(">>", Level.SHIFT, left, amount(right, type), type);
  }

  private Code shiftRightUnsigned(Code left, Code right) {
    JavaType type = left.type().promoted();
    return chain(">>", Level.SHIFT, left.cast(unsigned(type), type), amount(right, type), type)
        .cast(type);
  }

  /** Java takes the amount modulo the width; a literal in range needs no mask. */
  private static Code amount(Code amount, JavaType shifted) {
    int mask = bits(shifted) - 1;
    if (amount.literal().isPresent()) {
      return Literals.value(amount.literal().getAsLong() & mask, JavaType.INT);
    }
    return chain("&", Level.AND, amount, Literals.value(mask, JavaType.INT), amount.type());
  }

  private static int bits(JavaType type) {
    return type.equals(JavaType.LONG) ? 64 : 32;
  }

  static String unsigned(JavaType type) {
    return "uint" + bits(type) + "_t";
  }

  Code negate(Code operand) {
    JavaType type = operand.type().promoted();
    if (wrapping && type.isIntegral()) {
      return arithmetic("-", Level.ADDITIVE, Literals.value(0, type), operand);
    }
    Doc inner = operand.at(Level.UNARY);
    boolean twoMinuses = inner.flat().startsWith("-");
    return Code.of(twoMinuses ? Doc.of("-(", inner, ")") : Doc.of("-", inner), Level.UNARY, type);
  }

  /** {@code left operator right}; a chain of one level breaks its lines at one indentation. */
  private static Code chain(String operator, Level level, Code left, Code right, JavaType type) {
    List<Doc> parts = new ArrayList<>();
    if (left.level() == level && level != Level.EQUALITY && level != Level.RELATIONAL) {
      parts.addAll(((Doc.Group) left.doc()).parts());
    } else {
      parts.add(left.at(needed(level)));
    }
    parts.add(Doc.SPACE);
    parts.add(Doc.text(operator + " "));
    parts.add(right.at(needed(level)));
    return Code.of(new Doc.Group(parts), level, type);
  }

  /**
   * How tightly an operand must bind to stand without parentheses: not only for C's sake, but so
   * that no reader (nor -Wparentheses) needs to know the table of precedences.
   */
  private static Level needed(Level level) {
    return switch (level) {
      case LOGICAL_OR, LOGICAL_AND -> Level.EQUALITY;
      case EQUALITY, RELATIONAL -> Level.ADDITIVE;
      case ADDITIVE -> Level.MULTIPLICATIVE;
      default -> Level.UNARY;
    };
  }
}
