package thimble.tests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of words, quoted words, numbers, lists and marks, read from left to right. */
public final class TextLine {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\")|(->|[\\[\\],=])|((?!->)[^\\s\\[\\],=\"]+))");

  private final String line;
  private final List<Item> tokens = new ArrayList<>();
  private int next = 0;

  /**
   * @param quoted whether it stood in quotes: then it is neither a number nor a mark
   */
  public record Item(String text, boolean quoted) {
    public boolean isInteger() {
      return !quoted && text.matches("[-+]?[0-9]+");
    }

    public boolean isNumber() {
      return isInteger()
          || !quoted && text.matches("[-+]?([0-9]*\\.?[0-9]+(e[-+]?[0-9]+)?|Infinity|NaN)");
    }

    public long integer() {
      return Long.parseLong(text);
    }

    public double real() {
      return Double.parseDouble(text);
    }
  }

  public TextLine(String line) {
    this.line = line;
    Matcher matcher = TOKEN.matcher(line.strip());
    while (matcher.lookingAt()) {
      String quoted = matcher.group(1);
      tokens.add(
          quoted == null
              ? new Item(matcher.group().strip(), false)
              : new Item(unescape(quoted.substring(1, quoted.length() - 1)), true));
      matcher.region(matcher.end(), matcher.regionEnd());
    }
    if (matcher.regionStart() != matcher.regionEnd()) {
      throw wrong("not understood from column " + matcher.regionStart());
    }
  }

  private static String unescape(String text) {
    Matcher unicode = Pattern.compile("\\\\u([0-9a-f]{4})").matcher(text);
    // An escaped backslash before a u would be read wrongly: such names write the backslash as a
    // number, as OnnxText.quote does.
    String plain =
        unicode.replaceAll(
            hit ->
                Matcher.quoteReplacement(
                    hit.group(1).equals("005c")
                        ? "\\\\"
                        : Character.toString(Integer.parseInt(hit.group(1), 16))));
    return plain.translateEscapes();
  }

  public boolean atEnd() {
    return next == tokens.size();
  }

  public boolean at(String mark) {
    return !atEnd() && !tokens.get(next).quoted() && tokens.get(next).text().equals(mark);
  }

  public void skip(String mark) {
    if (!at(mark)) {
      throw wrong("expected " + mark + " at word " + (next + 1));
    }
    next++;
  }

  public Item item() {
    if (atEnd()) {
      throw wrong("ends early");
    }
    return tokens.get(next++);
  }

  public String word() {
    return item().text();
  }

  /** {@code a,b,c} */
  public List<Item> items() {
    List<Item> items = new ArrayList<>(List.of(item()));
    while (at(",")) {
      next++;
      items.add(item());
    }
    return items;
  }

  /** {@code [a,b,c]}, perhaps empty */
  public List<Item> list() {
    skip("[");
    List<Item> items = at("]") ? List.of() : items();
    skip("]");
    return items;
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(why + ": " + line);
  }
}
