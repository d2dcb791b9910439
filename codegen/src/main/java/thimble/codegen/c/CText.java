package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.TensorData;

/** Pieces of C text: comments that nothing can break out of, literals that mean the exact value. */
public final class CText {
  /** Columns of an emitted line. */
  public static final int COLUMNS = 100;

  private static final int NAME_LIMIT = 120;

  private CText() {}

  /**
   * Text from a model made fit for a C comment, a Makefile comment and Markdown: one line of
   * printable ASCII that neither ends nor opens a comment, forms no trigraph and is not long.
   */
  public static String comment(String text) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length() && clean.length() < NAME_LIMIT; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      char last = clean.length() == 0 ? ' ' : clean.charAt(clean.length() - 1);
      if (c == '\\') {
        clean.append("{backslash}");
      } else if (c < 0x20 || c > 0x7E || c == '<' || c == '>' || c == '`' || c == '$') {
        clean.append(String.format("{u+%04x}", c));
      } else if (last == '*' && c == '/' || last == '/' && (c == '*' || c == '/')) {
        clean.append(' ').append((char) c);
      } else if (last == '?' && c == '?') {
        clean.append(" ?");
      } else {
        clean.append((char) c);
      }
    }
    return text.length() > NAME_LIMIT ? clean + "..." : clean.toString();
  }

  /** A C string literal of {@link #comment}'s text. */
  public static String string(String text) {
    return '"' + comment(text).replace("\"", "\\\"") + '"';
  }

  /** A constant of type {@code int32_t}. */
  public static String literal(int value) {
    return value == Integer.MIN_VALUE ? "(-2147483647 - 1)" : Integer.toString(value);
  }

  /** A constant of type {@code int64_t}. */
  public static String literal(long value) {
    return value == Long.MIN_VALUE ? "(-9223372036854775807LL - 1)" : value + "LL";
  }

  /** A constant of type {@code float} with exactly that value. */
  public static String literal(float value) {
    if (Float.isNaN(value)) {
      return "NAN";
    }
    if (Float.isInfinite(value)) {
      return value > 0 ? "INFINITY" : "-INFINITY";
    }
    return Float.toString(value) + "f";
  }

  /** A constant of type {@code double} with exactly that value. */
  public static String literal(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "(double)" + literal((float) value);
    }
    return Double.toString(value);
  }

  /** The C type of the elements of a tensor's Java array; unsigned types are held as signed. */
  public static String elementType(TensorData data) {
    Object array = data.array();
    if (array instanceof byte[]) {
      return "int8_t";
    } else if (array instanceof short[]) {
      return "int16_t";
    } else if (array instanceof int[]) {
      return "int32_t";
    } else if (array instanceof long[]) {
      return "int64_t";
    } else if (array instanceof float[]) {
      return "float";
    }
    return "double";
  }

  /** The elements as the inside of an initialiser: dense lines of literals. */
  public static String initialiser(TensorData data) {
    StringBuilder text = new StringBuilder(data.count() * 4 + 16);
    int lineStart = 0;
    for (int i = 0; i < data.count(); i++) {
      int before = text.length();
      appendElement(text, data.array(), i);
      text.append(',');
      if (text.length() - lineStart > COLUMNS && before > lineStart) {
        text.insert(before, '\n');
        lineStart = before + 1;
      }
    }
    return text.toString();
  }

  private static void appendElement(StringBuilder text, Object array, int i) {
    if (array instanceof byte[] a) {
      text.append(a[i]);
    } else if (array instanceof short[] a) {
      text.append(a[i]);
    } else if (array instanceof int[] a) {
      text.append(literal(a[i]));
    } else if (array instanceof long[] a) {
      text.append(literal(a[i]));
    } else if (array instanceof float[] a) {
      text.append(literal(a[i]));
    } else {
      text.append(literal(((double[]) array)[i]));
    }
  }

  /** Words with a comma after each but the last. */
  static List<String> separated(List<String> words) {
    List<String> separated = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      separated.add(words.get(i) + (i + 1 < words.size() ? "," : ""));
    }
    return separated;
  }

  /** Words joined by spaces, broken into lines that leave room for an indentation. */
  public static List<String> wrap(List<String> words, int indentation) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0 && indentation + line.length() + 1 + word.length() > COLUMNS) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }
}
