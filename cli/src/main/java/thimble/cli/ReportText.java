package thimble.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import thimble.codegen.report.Report;
import thimble.ir.Diagnostic;

/** A report for the terminal: the sum first, with its parts spelled out, then a table of layers. */
final class ReportText {
  private ReportText() {}

  static void print(Report report, PrintWriter out) {
    line(
        out,
        "model",
        Diagnostic.clean(report.model())
            + " as "
            + report.network()
            + ", target "
            + report.target());
    report.inputs().forEach(edge -> line(out, "input", edge(edge)));
    report.outputs().forEach(edge -> line(out, "output", edge(edge)));
    line(out, "MACs", number(report.macs()) + recomputed(report));
    line(out, "weights", number(report.flash().weights()) + " B in flash" + code(report));
    Report.Ram ram = report.ram();
    line(
        out,
        "RAM",
        number(ram.peak())
            + " B peak, input "
            + (ram.inputRows() ? "by rows (at most " : "resident (")
            + number(ram.input())
            + " B) and kernel scratch ("
            + number(ram.scratch())
            + " B) counted");
    line(
        out,
        "",
        "arena "
            + number(ram.arena())
            + " B; lower bound "
            + number(ram.lowerBound())
            + " B, gap "
            + number(ram.arena() - ram.lowerBound())
            + " B; layer by layer "
            + number(ram.layerByLayer())
            + " B");
    ram.stack().ifPresent(stack -> line(out, "stack", number(stack) + " B, measured"));
    report
        .instructions()
        .ifPresent(
            count ->
                line(
                    out,
                    "speed",
                    number(count) + " instructions an inference" + each(count, report)));
    report
        .predicted()
        .ifPresent(
            count ->
                line(
                    out,
                    report.instructions().isPresent() ? "" : "speed",
                    number(count) + " instructions an inference predicted" + each(count, report)));
    layers(report, out);
    out.flush();
  }

  private static String each(long instructions, Report report) {
    return report.macs() == 0
        ? ""
        : String.format(Locale.ROOT, ", %.2f a MAC", (double) instructions / report.macs());
  }

  private static String recomputed(Report report) {
    return report.recomputedMacs() == 0
        ? ""
        : ", " + number(report.recomputedMacs()) + " of them recomputed";
  }

  private static String code(Report report) {
    return report.flash().code().isPresent()
        ? "; code " + number(report.flash().code().getAsLong()) + " B"
        : "";
  }

  private static String edge(Report.Edge edge) {
    StringBuilder text =
        new StringBuilder(edge.type())
            .append(' ')
            .append(edge.shape())
            .append(", ")
            .append(number(edge.bytes()))
            .append(" B");
    edge.scale()
        .ifPresent(
            scale ->
                text.append(", scale ")
                    .append(scale)
                    .append(" zero point ")
                    .append(edge.zeroPoint().orElse(0)));
    if (!edge.permutation().isEmpty()) {
      text.append(" (model: ")
          .append(edge.modelShape())
          .append(", axes ")
          .append(edge.permutation())
          .append(')');
    }
    return text.append("  \"").append(Diagnostic.clean(edge.name())).append('"').toString();
  }

  private static void layers(Report report, PrintWriter out) {
    if (report.layers().isEmpty()) {
      return;
    }
    boolean measured = report.layers().stream().anyMatch(layer -> layer.instructions().isPresent());
    List<String> header =
        new ArrayList<>(List.of("#", "layer", "operator", "kernel", "MACs", "live bytes"));
    boolean again = report.recomputedMacs() > 0;
    if (again) {
      header.add(5, "again");
    }
    boolean predicted = report.predicted().isPresent();
    if (measured) {
      header.addAll(List.of("instructions", "a MAC", "share"));
    }
    if (predicted) {
      header.add("predicted");
    }
    OptionalDouble least = measured ? report.leastPerMac() : OptionalDouble.empty();
    if (least.isPresent()) {
      header.add("of limit");
    }
    Table table = new Table(header);
    long total = report.layers().stream().mapToLong(layer -> layer.instructions().orElse(0)).sum();
    long[] live = new long[report.layers().size()];
    for (Report.Stage stage : report.plan().stages()) {
      stage.layers().forEach(layer -> live[layer] = stage.live());
    }
    for (int i = 0; i < report.layers().size(); i++) {
      Report.Layer layer = report.layers().get(i);
      List<String> row =
          new ArrayList<>(
              List.of(
                  String.valueOf(i),
                  Table.shorten(Diagnostic.clean(layer.name()), 36),
                  layer.op(),
                  layer.kernel(),
                  number(layer.macs()),
                  number(live[i])));
      if (again) {
        row.add(5, layer.recomputedMacs() == 0 ? "" : number(layer.recomputedMacs()));
      }
      if (measured) {
        long count = layer.instructions().orElse(0);
        row.add(number(count));
        row.add(
            layer.macs() == 0
                ? ""
                : String.format(Locale.ROOT, "%.2f", (double) count / layer.macs()));
        row.add(total == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * count / total));
      }
      if (predicted) {
        row.add(number(layer.predicted().orElse(0)));
      }
      least.ifPresent(limit -> row.add(times(layer.instructions().orElse(0), layer, limit)));
      table.row(row);
    }
    out.println();
    table.print(out);
    least.ifPresent(
        limit ->
            out.printf(
                Locale.ROOT,
                "of limit: times what multiplying alone takes on this processor, %s instructions a MAC of bytes%n",
                limit < 0.1 ? String.valueOf(limit) : String.format(Locale.ROOT, "%.1f", limit)));
  }

  /** How far a layer of bytes is from the limit of the instruction set. */
  private static String times(long count, Report.Layer layer, double limit) {
    return layer.macs() == 0 || !layer.input().startsWith("s8")
        ? ""
        : String.format(Locale.ROOT, "%.1fx", count / (limit * layer.macs()));
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static void line(PrintWriter out, String label, String text) {
    out.printf("%-8s %s%n", label, text);
  }
}
