package thimble.codegen.kernel;

import java.util.OptionalLong;

/**
 * A translated expression.
 *
 * @param level how tightly its outermost operator binds in C
 * @param type the Java expression's type
 * @param literal its value, if it is an integer literal, perhaps negative
 */
record Code(Doc doc, Level level, JavaType type, OptionalLong literal) {
  /** C's operators, loosest first. */
  enum Level {
    CONDITIONAL,
    LOGICAL_OR,
    LOGICAL_AND,
    OR,
    XOR,
    AND,
    EQUALITY,
    RELATIONAL,
    SHIFT,
    ADDITIVE,
    MULTIPLICATIVE,
    UNARY,
    PRIMARY;

    boolean isBitwise() {
      return this == OR || this == XOR || this == AND;
    }
  }

  static Code of(Doc doc, Level level, JavaType type) {
    return new Code(doc, level, type, OptionalLong.empty());
  }

  static Code primary(String text, JavaType type) {
    return of(Doc.text(text), Level.PRIMARY, type);
  }

  /** {@code function(argument, ...)} */
  static Code call(String function, JavaType type, Code... arguments) {
    return of(
        Doc.list(function + "(", java.util.Arrays.stream(arguments).map(Code::doc).toList(), ")"),
        Level.PRIMARY,
        type);
  }

  /** The expression where at least that level is needed: in parentheses if it binds less. */
  Doc at(Level needed) {
    return level.compareTo(needed) >= 0 ? doc : Doc.of("(", doc, ")");
  }

  /** The same C expression, seen as another type that C gives it anyway. */
  Code withType(JavaType newType) {
    return new Code(doc, level, newType, literal);
  }

  /** {@code (type)expression} */
  Code cast(String cType, JavaType newType) {
    return of(Doc.of("(" + cType + ")", at(Level.UNARY)), Level.UNARY, newType);
  }

  Code cast(JavaType newType) {
    return cast(newType.c(), newType);
  }
}
