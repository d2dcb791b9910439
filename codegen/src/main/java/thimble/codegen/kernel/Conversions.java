package thimble.codegen.kernel;

/** Java's conversions between primitives, written so that C does the same and does not warn. */
final class Conversions {
  private static final long EXACT_IN_FLOAT = 1L << 24;
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  private final Helpers helpers;

  Conversions(Helpers helpers) {
    this.helpers = helpers;
  }

  /** The conversion to a type, widening or narrowing; casts stand only where C needs them. */
  Code convert(Code code, JavaType to) {
    JavaType from = code.type();
    if (from.equals(to) || !from.isNumeric() || !to.isNumeric()) {
      return code;
    }
    if (to.isFloating()) {
      return toFloating(code, to);
    }
    return from.isFloating() ? fromFloating(code, to) : integral(code, to);
  }

  /**
   * The conversion in an assignment: as {@link #convert}, but a constant that fits needs no cast.
   */
  Code assign(Code code, JavaType to) {
    return code.literal().isPresent() && to.isIntegral() ? code.withType(to) : convert(code, to);
  }

  private static Code toFloating(Code code, JavaType to) {
    boolean single = to.equals(JavaType.FLOAT);
    if (code.literal().isPresent() && code.type().isIntegral()) {
      long value = code.literal().getAsLong();
      if (Math.abs(value) <= (single ? EXACT_IN_FLOAT : EXACT_IN_DOUBLE)) {
        String text = value + (single ? ".0f" : ".0");
        return Code.of(Doc.text(text), value < 0 ? Code.Level.UNARY : Code.Level.PRIMARY, to);
      }
    }
    return code.cast(to);
  }

  /** Saturating, NaN to 0; byte, short and char by way of int. */
  private Code fromFloating(Code code, JavaType to) {
    JavaType whole = to.equals(JavaType.LONG) ? JavaType.LONG : JavaType.INT;
    String helper = helpers.use(whole.suffix() + "_from_" + code.type().suffix());
    Code converted = Code.call(helper, whole, code);
    return to.isNarrow() ? converted.cast(to) : converted;
  }

  private static Code integral(Code code, JavaType to) {
    return code.type().promoted().widensTo(to) || code.type().widensTo(to)
        ? code.withType(to)
        : code.cast(to);
  }
}
