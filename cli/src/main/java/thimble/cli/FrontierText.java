package thimble.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thimble.codegen.report.Frontier;
import thimble.ir.Diagnostic;

/** RAM against work for the terminal: a table and a plot of bars. */
final class FrontierText {
  /** Characters of the longest bar. */
  private static final int BAR = 50;

  private FrontierText() {}

  static void print(Frontier frontier, PrintWriter out) {
    out.printf(
        "model    %s, target %s, %s MACs%n",
        Diagnostic.clean(frontier.model()), frontier.target(), ReportText.number(frontier.macs()));
    for (Frontier.Series series : frontier.series()) {
      out.printf("%ninput %s%n", series.input());
      table(series, out);
      out.println();
      plot(series, out);
    }
    out.flush();
  }

  private static void table(Frontier.Series series, PrintWriter out) {
    Table table = new Table(List.of("RAM", "more MACs", "instructions", "how"));
    for (Frontier.Point point : series.points()) {
      table.row(
          List.of(
              ReportText.number(point.ram()),
              percent(point),
              ReportText.number(point.instructions()),
              Table.shorten(Diagnostic.clean(point.what()), 100)));
    }
    table.print(out);
  }

  /** One bar a point: RAM, on a scale of its own from 0. */
  private static void plot(Frontier.Series series, PrintWriter out) {
    long most = series.points().stream().mapToLong(Frontier.Point::ram).max().orElse(1);
    List<String> labels = new ArrayList<>();
    series.points().forEach(point -> labels.add("+" + percent(point)));
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < labels.size(); i++) {
      long ram = series.points().get(i).ram();
      int bar = (int) Math.max(1, Math.round((double) BAR * ram / Math.max(1, most)));
      out.printf(
          "  %s%s  %s %s%n",
          " ".repeat(width - labels.get(i).length()),
          labels.get(i),
          "#".repeat(bar),
          ReportText.number(ram));
    }
  }

  private static String percent(Frontier.Point point) {
    return String.format(Locale.ROOT, "%.2f %%", point.extra());
  }
}
