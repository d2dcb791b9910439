package thimble.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their content; numbers to the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(List<String> header) {
    rows.add(List.copyOf(header));
  }

  Table row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  void print(PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numeric[column] = rows.size() > 1;
      for (int i = 0; i < rows.size(); i++) {
        String cell = rows.get(i).get(column);
        widths[column] = Math.max(widths[column], cell.length());
        numeric[column] &=
            i == 0 || cell.isEmpty() || cell.matches("[-+]?[0-9][0-9,.]*( ?[%xMK]?B?)?|-");
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String pad = " ".repeat(widths[column] - row.get(column).length());
        line.append(column == 0 ? "" : "  ");
        line.append(numeric[column] ? pad + row.get(column) : row.get(column) + pad);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** A text of at most so many characters, its middle left out. */
  static String shorten(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int head = limit / 2 - 1;
    return text.substring(0, head) + ".." + text.substring(text.length() - (limit - head - 2));
  }
}
