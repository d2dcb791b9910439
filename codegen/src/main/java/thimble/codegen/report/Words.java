package thimble.codegen.report;

import java.util.List;
import java.util.Locale;
import thimble.codegen.report.ArenaPicture.Kind;
import thimble.codegen.report.ArenaPicture.Piece;
import thimble.codegen.report.ArenaPicture.Tensor;

/** Numbers and pieces of the arena as reports write them. */
public final class Words {
  private Words() {}

  /** {@code 12,345}. */
  public static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  public static String bytes(long value) {
    return number(value) + " bytes";
  }

  /** A coordinate, without digits that nobody sees. */
  public static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }

  /** {@code 12.3 %}. */
  public static String percent(double part, double whole) {
    return whole == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * part / whole);
  }

  /** {@code 1.23 M}: three digits that matter. */
  public static String short3(double value) {
    String[] units = {"", " K", " M", " G"};
    int unit = 0;
    double rest = value;
    while (rest >= 999.5 && unit + 1 < units.length) {
      rest /= 1000;
      unit++;
    }
    String digits = unit == 0 || rest >= 99.95 ? "%.0f" : rest >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, digits, rest) + units[unit];
  }

  /** What a tensor is: {@code "Conv_8"}, {@code input "x"}, {@code working memory of "Conv_8"}. */
  static String what(Tensor tensor) {
    return switch (tensor.kind()) {
      case INPUT -> "input " + tensor.name();
      case SCRATCH -> "working memory of " + tensor.name();
      default -> tensor.name();
    };
  }

  /** Which rows some pieces of one tensor hold: {@code rows 3 to 6 of 25}. */
  static String rows(Tensor tensor, List<Piece> pieces) {
    if (tensor.kind() == Kind.SCRATCH || pieces.stream().anyMatch(piece -> piece.rows() == 0)) {
      return "";
    }
    int first = pieces.stream().mapToInt(Piece::firstRow).min().orElse(0);
    int last = pieces.stream().mapToInt(Piece::lastRow).max().orElse(0);
    int count = pieces.stream().mapToInt(Piece::rows).sum();
    if (count == tensor.rows()) {
      return tensor.rows() == 1 ? "" : "all " + tensor.rows() + " rows";
    }
    if (count == 1) {
      return "row " + first + " of " + tensor.rows();
    }
    String range = "rows " + first + " to " + last + " of " + tensor.rows();
    return last - first + 1 == count ? range : count + " of " + range;
  }

  /** Where some pieces lie: {@code 512..1024}, or how many places. */
  static String places(List<Piece> pieces) {
    long begin = pieces.stream().mapToLong(Piece::offset).min().orElse(0);
    long end = pieces.stream().mapToLong(Piece::end).max().orElse(0);
    long bytes = pieces.stream().mapToLong(Piece::bytes).sum();
    String range = number(begin) + " .. " + number(end);
    return end - begin == bytes ? range : range + ", in " + pieces.size() + " places";
  }
}
