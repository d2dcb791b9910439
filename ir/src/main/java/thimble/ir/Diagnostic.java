package thimble.ir;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;

/**
 * One problem, told to a user: what, where in the model's words, why with the numbers that
 * disagree, what to try.
 *
 * @param where may be empty where there is no place
 * @param why may be empty where the message says it all
 * @param picture lines of a drawing that shows it; usually none
 */
public record Diagnostic(
    Code code, String what, String where, String why, String hint, List<String> picture) {
  public Diagnostic {
    picture = List.copyOf(picture);
  }

  public Diagnostic(Code code, String what, String where, String why, String hint) {
    this(code, what, where, why, hint, List.of());
  }

  public Diagnostic withPicture(List<String> lines) {
    return new Diagnostic(code, what, where, why, hint, lines);
  }

  /**
   * The text of STYLE: a header line and up to three indented ones, then the picture. Control
   * characters of hostile names are escaped.
   */
  public String text() {
    StringBuilder text =
        new StringBuilder("error[").append(code.name()).append("]: ").append(clean(what));
    line(text, "at", where);
    line(text, "why", why);
    line(text, "try", hint);
    picture.forEach(line -> text.append("\n    ").append(clean(line)));
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String content) {
    if (!content.isEmpty()) {
      text.append("\n  ").append(label).append(": ").append(clean(content));
    }
  }

  /** Why a file could not be read or written, in words instead of an exception's name. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or directory";
    } else if (e instanceof AccessDeniedException) {
      return "no permission";
    } else if (e instanceof FileAlreadyExistsException) {
      return "a file is in the way";
    } else if (e instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    String text = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return Objects.requireNonNullElse(text, "the system does not say why");
  }

  /**
   * Text from a model made fit for a terminal: control characters escaped, very long text
   * shortened.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        clean.append("\\n");
      } else if (c < 32
          || c == 127
          || c >= 0x80 && c < 0xA0
          || Character.getType(c) == Character.FORMAT) {
        clean.append(String.format("\\u%04x", (int) c));
      } else {
        clean.append(c);
      }
    }
    int limit = 1500;
    return clean.length() <= limit
        ? clean.toString()
        : clean.substring(0, limit) + "... (" + clean.length() + " characters)";
  }
}
