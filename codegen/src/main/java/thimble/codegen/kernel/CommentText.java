package thimble.codegen.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Comments for C: Javadoc's markup taken out, lines filled anew, nothing that ends a comment. */
final class CommentText {
  private static final Pattern INLINE_TAG =
      Pattern.compile("\\{@(?:code|literal|link|linkplain)\\s+([^{}]*)\\}");

  private CommentText() {}

  /** A {@code //} comment, wrapped where it is too long. */
  static List<String> line(String content, int indent) {
    List<String> lines = new ArrayList<>();
    for (String text : fill(safe(content.strip()), Doc.COLUMNS - indent - 3)) {
      lines.add(" ".repeat(indent) + "// " + text);
    }
    return lines;
  }

  /** A block comment of filled paragraphs; a paragraph that begins with a blank stays as it is. */
  static List<String> block(List<String> paragraphs, int indent) {
    String margin = " ".repeat(indent);
    List<String> body = new ArrayList<>();
    for (String paragraph : paragraphs) {
      if (paragraph.startsWith(" ") || paragraph.isEmpty()) {
        body.add(safe(paragraph.stripTrailing()));
      } else {
        body.addAll(fill(safe(paragraph), Doc.COLUMNS - indent - 3));
      }
    }
    while (!body.isEmpty() && body.get(body.size() - 1).isEmpty()) {
      body.remove(body.size() - 1);
    }
    if (body.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    if (body.size() == 1 && indent + body.get(0).length() + 6 <= Doc.COLUMNS) {
      return List.of(margin + "/* " + body.get(0) + " */");
    }
    lines.add(margin + "/*");
    for (String text : body) {
      lines.add((margin + " * " + text).stripTrailing());
    }
    lines.add(margin + " */");
    return lines;
  }

  /** The paragraphs of a block comment or Javadoc, without the stars at its margin. */
  static List<String> paragraphs(String content) {
    return javadoc(content, name -> name);
  }

  /**
   * @param method the C name of a method of the same class, for {@code {@link #name}}
   */
  static List<String> javadoc(String content, UnaryOperator<String> method) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    boolean preformatted = false;
    for (String raw : plain(content, method).lines().toList()) {
      String line = raw.replaceFirst("^\\s*\\*( ?)", "").stripTrailing();
      if (line.strip().startsWith("<pre>")) {
        flush(paragraph, paragraphs);
        preformatted = true;
        line = line.strip().substring("<pre>".length());
      }
      boolean ends = preformatted && line.contains("</pre>");
      line = line.replace("</pre>", "");
      if (preformatted) {
        if (!line.isBlank()) {
          paragraphs.add("  " + line);
        }
      } else {
        flow(line.strip(), paragraph, paragraphs);
      }
      preformatted = preformatted && !ends;
    }
    flush(paragraph, paragraphs);
    return paragraphs;
  }

  /** Adds a line of running text; block tags and list items begin paragraphs of their own. */
  private static void flow(String line, StringBuilder paragraph, List<String> paragraphs) {
    boolean blank = line.isEmpty() || line.equals("<p>");
    if (blank || line.startsWith("<p>") || line.startsWith("@") || line.startsWith("<li>")) {
      flush(paragraph, paragraphs);
    }
    if (blank || line.startsWith("<p>")) {
      if (!paragraphs.isEmpty() && !paragraphs.get(paragraphs.size() - 1).isEmpty()) {
        paragraphs.add("");
      }
    }
    String text =
        line.replaceFirst("^@param\\s+(\\S+)\\s*", "$1: ")
            .replaceFirst("^@return\\s*", "Returns ")
            .replaceFirst("^<li>\\s*", "- ")
            .replaceAll("</?(p|ul|ol|li|b|i|em|code|strong|sub|sup)>", "");
    if (!text.isBlank()) {
      paragraph.append(paragraph.isEmpty() ? "" : " ").append(text);
    }
  }

  private static void flush(StringBuilder paragraph, List<String> paragraphs) {
    if (!paragraph.isEmpty()) {
      paragraphs.add(paragraph.toString());
      paragraph.setLength(0);
    }
  }

  /** Inline tags and entities as plain text. */
  private static String plain(String content, UnaryOperator<String> method) {
    // A tag may be broken over two lines; the break becomes part of the running text.
    Matcher tags = INLINE_TAG.matcher(content.replaceAll("(\\{@\\w+)\\s*\\n\\s*\\*\\s*", "$1 "));
    StringBuilder plain = new StringBuilder();
    while (tags.find()) {
      String text = tags.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " ");
      String linked = text.startsWith("#") ? method.apply(text.substring(1)) : text;
      tags.appendReplacement(plain, Matcher.quoteReplacement(linked.replace('#', '.')));
    }
    tags.appendTail(plain);
    return plain
        .toString()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
  }

  /**
   * Nothing that a C compiler could read as more than a comment: no end or beginning of one, no
   * continued line, no trigraph, no control characters.
   */
  private static String safe(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.SURROGATE;
              safe.appendCodePoint(hidden ? ' ' : c);
            });
    return safe.toString()
        .replace("*/", "* /")
        .replace("/*", "/ *")
        .replace("??", "? ?")
        .replaceAll("\\\\+\\s*$", "");
  }

  private static List<String> fill(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(unescaped(line));
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(unescaped(line));
    return lines;
  }

  /** A backslash at the end of a line would continue it. */
  private static String unescaped(StringBuilder line) {
    return line.toString().replaceAll("\\\\+$", "");
  }
}
