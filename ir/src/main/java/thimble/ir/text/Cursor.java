package thimble.ir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.ir.Value;

/** A place in IR text, and the words that can stand there. Every failure tells line and column. */
final class Cursor {
  private final String text;
  private int at = 0;

  Cursor(String text) {
    this.text = text;
  }

  /** Where the next word begins. */
  int position() {
    skipBlanks();
    return at;
  }

  ThimbleException error(String what) {
    skipBlanks();
    return error(at, what, "");
  }

  ThimbleException error(int position, String what, String why) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < position; i++) {
      boolean end = text.charAt(i) == '\n';
      line += end ? 1 : 0;
      column = end ? 1 : column + 1;
    }
    return new ThimbleException(
        Code.T0301, what, "line " + line + ", column " + column, why, "see docs/passes.md");
  }

  /** Builds a value whose constructor may refuse it; a refusal is told at that position. */
  <T> T build(int position, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw error(position, "not a valid value", String.valueOf(e.getMessage()));
    }
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        at++;
      } else {
        return;
      }
    }
  }

  boolean atEnd() {
    skipBlanks();
    return at >= text.length();
  }

  boolean peek(char c) {
    return !atEnd() && text.charAt(at) == c;
  }

  boolean tryTake(char c) {
    if (!peek(c)) {
      return false;
    }
    at++;
    return true;
  }

  void expect(char c) {
    if (!tryTake(c)) {
      throw error("expected '" + c + "'" + found());
    }
  }

  private String found() {
    return atEnd() ? ", the text ends" : ", found \"" + snippet() + "\"";
  }

  private String snippet() {
    int end = at;
    while (end < text.length() && end < at + 20 && " \n\t\r".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(at, end);
  }

  private static boolean isWordPart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  /** The word that stands here; empty where none does. */
  private String peekWord() {
    skipBlanks();
    int end = at;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    return text.substring(at, end);
  }

  String word(String what) {
    String word = peekWord();
    if (word.isEmpty()) {
      throw error("expected " + what + found());
    }
    at += word.length();
    return word;
  }

  boolean tryWord(String word) {
    if (!peekWord().equals(word)) {
      return false;
    }
    at += word.length();
    return true;
  }

  void expectWord(String word) {
    if (!tryWord(word)) {
      throw error("expected \"" + word + "\"" + found());
    }
  }

  /** The index of the word among some. */
  int choice(List<String> words) {
    int index = words.indexOf(peekWord());
    if (index < 0) {
      throw error("expected one of " + words + found());
    }
    at += words.get(index).length();
    return index;
  }

  /** {@code %id} */
  String valueId() {
    expect('%');
    int begin = at;
    while (at < text.length() && Value.isId(text.substring(at, at + 1))) {
      at++;
    }
    if (at == begin) {
      throw error("expected a value's id" + found());
    }
    return text.substring(begin, at);
  }

  /** {@code [a, b, c]} */
  <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    expect('[');
    if (tryTake(']')) {
      return list;
    }
    do {
      list.add(element.get());
    } while (tryTake(','));
    expect(']');
    return list;
  }

  private String number() {
    skipBlanks();
    int begin = at;
    while (at < text.length() && (isWordPart(text.charAt(at)) || isNumberSign(begin))) {
      at++;
    }
    if (at == begin) {
      throw error("expected a number" + found());
    }
    return text.substring(begin, at);
  }

  private boolean isNumberSign(int begin) {
    char c = text.charAt(at);
    boolean signs = at == begin || text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e';
    return c == '.' || c == '-' && signs;
  }

  private <T> T number(Function<String, T> parse) {
    skipBlanks();
    int begin = at;
    String word = number();
    return build(begin, () -> parse.apply(word));
  }

  int integer() {
    return number(Integer::parseInt);
  }

  long longInteger() {
    return number(Long::parseLong);
  }

  long unsignedLong() {
    return number(Long::parseUnsignedLong);
  }

  float real32() {
    return number(word -> Float.parseFloat(infinity(word)));
  }

  double real64() {
    return number(word -> Double.parseDouble(infinity(word)));
  }

  private static String infinity(String word) {
    return word.equals("inf") ? "Infinity" : word.equals("-inf") ? "-Infinity" : word;
  }

  /** Text in double quotes. */
  String string() {
    expect('"');
    int begin = at;
    StringBuilder content = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      content.append(c == '\\' ? escape() : c);
    }
    if (at >= text.length()) {
      throw error(begin - 1, "a text in quotes that does not end", "");
    }
    at++;
    return content.toString();
  }

  private char escape() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    if (c == 'u' && at + 4 <= text.length()) {
      int begin = at;
      at += 4;
      return build(begin, () -> (char) Integer.parseInt(text.substring(begin, begin + 4), 16));
    } else if (c == 'n') {
      return '\n';
    } else if (c == '"' || c == '\\') {
      return c;
    }
    throw error(at - 1, "an escape is \\\", \\\\, \\n or \\u and four hexadecimal digits", "");
  }

  /** {@code [1x2x3]} */
  List<Integer> shape() {
    List<Integer> shape = new ArrayList<>();
    expect('[');
    while (!tryTake(']')) {
      if (!shape.isEmpty()) {
        expect('x');
      }
      shape.add(extent());
    }
    return shape;
  }

  private int extent() {
    skipBlanks();
    int begin = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int end = at;
    return build(begin, () -> Integer.parseInt(text.substring(begin, end)));
  }
}
