package thimble.codegen.kernel;

import com.github.javaparser.ast.expr.BinaryExpr;

/** What the narrow integer types can hold. */
final class Ranges {
  private Ranges() {}

  private static long min(JavaType type) {
    return switch (type.primitive()) {
      case BYTE -> Byte.MIN_VALUE;
      case SHORT -> Short.MIN_VALUE;
      case CHAR -> Character.MIN_VALUE;
      default -> throw new IllegalArgumentException(type + " is not narrow");
    };
  }

  private static long max(JavaType type) {
    return switch (type.primitive()) {
      case BYTE -> Byte.MAX_VALUE;
      case SHORT -> Short.MAX_VALUE;
      case CHAR -> Character.MAX_VALUE;
      default -> throw new IllegalArgumentException(type + " is not narrow");
    };
  }

  /** Whether a constant fits a narrow type. */
  static boolean holds(JavaType narrow, Code constant) {
    return constant.literal().isPresent()
        && constant.literal().getAsLong() >= min(narrow)
        && constant.literal().getAsLong() <= max(narrow);
  }

  /**
   * Whether a comparison has one result for all values of a narrow operand. It is a mistake
   * whenever it is not idle, and C compilers warn of it.
   */
  static boolean decide(BinaryExpr.Operator operator, Code left, Code right) {
    if (left.type().isNarrow() && left.literal().isEmpty() && right.literal().isPresent()) {
      long limit = right.literal().getAsLong();
      return decides(operator, min(left.type()), max(left.type()), limit, false);
    }
    if (right.type().isNarrow() && right.literal().isEmpty() && left.literal().isPresent()) {
      long limit = left.literal().getAsLong();
      return decides(operator, min(right.type()), max(right.type()), limit, true);
    }
    return false;
  }

  private static boolean decides(
      BinaryExpr.Operator operator, long min, long max, long limit, boolean swapped) {
    return switch (operator) {
      case EQUALS, NOT_EQUALS -> limit < min || limit > max;
      case LESS, GREATER_EQUALS ->
          swapped ? limit < min || limit >= max : limit <= min || limit > max;
      case GREATER, LESS_EQUALS ->
          swapped ? limit <= min || limit > max : limit < min || limit >= max;
      default -> false;
    };
  }
}
