package thimble.codegen.kernel;

import com.github.javaparser.ast.type.Type;
import java.util.Optional;

/** A type of the kernel subset: a primitive, or an array of primitives. */
record JavaType(Primitive primitive, boolean isArray) {
  static final JavaType VOID = of(Primitive.VOID);
  static final JavaType BOOLEAN = of(Primitive.BOOLEAN);
  static final JavaType BYTE = of(Primitive.BYTE);
  static final JavaType SHORT = of(Primitive.SHORT);
  static final JavaType CHAR = of(Primitive.CHAR);
  static final JavaType INT = of(Primitive.INT);
  static final JavaType LONG = of(Primitive.LONG);
  static final JavaType FLOAT = of(Primitive.FLOAT);
  static final JavaType DOUBLE = of(Primitive.DOUBLE);

  /** Java's primitives in the order of widening, with what C calls them. */
  enum Primitive {
    VOID("void", "void"),
    BOOLEAN("bool", "bool"),
    BYTE("int8_t", "s8"),
    SHORT("int16_t", "s16"),
    CHAR("uint16_t", "u16"),
    INT("int32_t", "s32"),
    LONG("int64_t", "s64"),
    FLOAT("float", "f32"),
    DOUBLE("double", "f64");

    final String c;

    /** Used in names of helpers and of overloaded methods. */
    final String suffix;

    Primitive(String c, String suffix) {
      this.c = c;
      this.suffix = suffix;
    }
  }

  static JavaType of(Primitive primitive) {
    return new JavaType(primitive, false);
  }

  /** The type as written in source; none where it lies outside the subset. */
  static Optional<JavaType> of(Type type) {
    String text = type.asString();
    boolean array = text.endsWith("[]");
    String name = array ? text.substring(0, text.length() - 2) : text;
    for (Primitive primitive : Primitive.values()) {
      if (primitive.name().toLowerCase(java.util.Locale.ROOT).equals(name)) {
        boolean noSuchArray = primitive == Primitive.VOID || primitive == Primitive.BOOLEAN;
        return array && noSuchArray
            ? Optional.empty()
            : Optional.of(new JavaType(primitive, array));
      }
    }
    return Optional.empty();
  }

  /** The type of an array's elements. */
  JavaType element() {
    return of(primitive);
  }

  /** The C type of a value, or of an array's element. */
  String c() {
    return primitive.c;
  }

  String suffix() {
    return primitive.suffix;
  }

  boolean isFloating() {
    return !isArray && (primitive == Primitive.FLOAT || primitive == Primitive.DOUBLE);
  }

  /** byte, short, char, int or long. */
  boolean isIntegral() {
    return !isArray
        && primitive.compareTo(Primitive.BYTE) >= 0
        && primitive.compareTo(Primitive.LONG) <= 0;
  }

  boolean isNumeric() {
    return isIntegral() || isFloating();
  }

  boolean isBoolean() {
    return equals(BOOLEAN);
  }

  /** byte, short or char, which arithmetic turns into int, in Java as in C. */
  boolean isNarrow() {
    return isIntegral() && primitive.compareTo(Primitive.INT) < 0;
  }

  /** Unary numeric promotion. */
  JavaType promoted() {
    return isNarrow() ? INT : this;
  }

  /** Binary numeric promotion. */
  static JavaType promoted(JavaType a, JavaType b) {
    JavaType left = a.promoted();
    JavaType right = b.promoted();
    return left.primitive.compareTo(right.primitive) >= 0 ? left : right;
  }

  /** Whether a value of this type may stand where the other is declared, without a cast. */
  boolean widensTo(JavaType other) {
    if (equals(other)) {
      return true;
    }
    if (!isNumeric() || !other.isNumeric() || other.primitive == Primitive.CHAR) {
      return false;
    }
    return primitive == Primitive.CHAR
        ? other.primitive.compareTo(Primitive.INT) >= 0
        : primitive.compareTo(other.primitive) < 0;
  }

  @Override
  public String toString() {
    return primitive.name().toLowerCase(java.util.Locale.ROOT) + (isArray ? "[]" : "");
  }
}
