package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import thimble.codegen.c.CText;
import thimble.codegen.c.LayerNames;
import thimble.codegen.c.Layers;
import thimble.ir.Node;
import thimble.planner.Buffer;
import thimble.planner.Plan;

/**
 * {@code report.html}'s content, laid out: the template only prints.
 *
 * @param title the model's file name
 * @param summary label and value
 * @param layers rows of the table
 * @param chart the arena over time
 */
public record ReportPage(String title, List<Fact> summary, List<Row> layers, Chart chart) {
  private static final int CHART_WIDTH = 960;
  private static final int CHART_HEIGHT = 360;

  public record Fact(String label, String value) {}

  /**
   * One layer.
   *
   * @param live bytes of the arena in use, at most while the layer's stage runs
   * @param livePercent of the peak, for a bar
   */
  public record Row(
      int index,
      String name,
      String op,
      String kernel,
      String output,
      String macs,
      String instructions,
      String live,
      String livePercent) {}

  /** Steps run to the right, arena bytes downwards. */
  public record Chart(int width, int height, String arenaBytes, int steps, List<Bar> bars) {}

  /**
   * Bytes that hold a value during some steps.
   *
   * @param kind {@code tensor}, {@code input}, {@code output} or {@code scratch}: its CSS class
   * @param title shown when the mouse is over it
   */
  public record Bar(String x, String y, String width, String height, String kind, String title) {}

  /** The page of a report. */
  public static ReportPage of(Plan plan, Report report) {
    return new ReportPage(
        CText.comment(report.model()), summary(report), rows(plan, report), chart(plan));
  }

  private static List<Fact> summary(Report report) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Target", report.target()));
    facts.add(new Fact("Multiply-accumulates", number(report.macs())));
    facts.add(new Fact("RAM: arena", bytes(report.ram().arena())));
    facts.add(new Fact("RAM: peak of what lives in it", bytes(report.ram().peak())));
    facts.add(new Fact("of it at most kernels' working memory", bytes(report.ram().scratch())));
    facts.add(new Fact("of it inputs", bytes(report.ram().input())));
    facts.add(new Fact("RAM: lower bound of any plan", bytes(report.ram().lowerBound())));
    facts.add(new Fact("RAM: without sharing memory in place", bytes(report.ram().layerByLayer())));
    measured(facts, "RAM: stack, measured", report.ram().stack(), " bytes");
    facts.add(new Fact("Flash: weights and tables", bytes(report.flash().weights())));
    measured(facts, "Flash: code", report.flash().code(), " bytes");
    measured(facts, "Instructions of one inference", report.instructions(), "");
    for (Report.Edge edge : report.inputs()) {
      facts.add(new Fact("Input", edge(edge)));
    }
    for (Report.Edge edge : report.outputs()) {
      facts.add(new Fact("Output", edge(edge)));
    }
    return facts;
  }

  private static void measured(List<Fact> facts, String label, OptionalLong value, String unit) {
    value.ifPresent(number -> facts.add(new Fact(label, number(number) + unit)));
  }

  private static String edge(Report.Edge edge) {
    return "\""
        + CText.comment(edge.name())
        + "\" "
        + edge.type()
        + " "
        + edge.shape()
        + ", "
        + bytes(edge.bytes())
        + edge.scale().map(scale -> ", scale " + scale).orElse("")
        + (edge.zeroPoint().isPresent() ? ", zero point " + edge.zeroPoint().getAsInt() : "");
  }

  private static List<Row> rows(Plan plan, Report report) {
    long peak = Math.max(1, report.ram().peak());
    List<Row> rows = new ArrayList<>();
    List<Integer> nodes = Layers.of(plan).nodes();
    long[] liveByLayer = new long[report.layers().size()];
    for (Report.Stage stage : report.plan().stages()) {
      stage.layers().forEach(layer -> liveByLayer[layer] = stage.live());
    }
    for (int i = 0; i < report.layers().size(); i++) {
      Report.Layer layer = report.layers().get(i);
      Node node = plan.graph().nodes().get(nodes.get(i));
      long live = liveByLayer[i];
      rows.add(
          new Row(
              i,
              layer.name(),
              layer.op(),
              layer.kernel(),
              LayerNames.shape(node.output().type()),
              number(layer.macs()),
              layer.instructions().isPresent() ? number(layer.instructions().getAsLong()) : "",
              number(live),
              decimal(100.0 * live / peak)));
    }
    return rows;
  }

  private static Chart chart(Plan plan) {
    int steps = Math.max(1, plan.flat().size());
    double stepWidth = (double) CHART_WIDTH / steps;
    double byteHeight = (double) CHART_HEIGHT / Math.max(1, plan.arenaBytes());
    List<Bar> bars = new ArrayList<>();
    for (Buffer buffer : plan.buffers()) {
      for (Buffer.Span span : buffer.spans()) {
        int first = Math.max(0, span.firstStep());
        int last = Math.min(steps - 1, span.lastStep());
        bars.add(
            new Bar(
                decimal(first * stepWidth),
                decimal(span.offset() * byteHeight),
                decimal(Math.max(1, last - first + 1) * stepWidth),
                decimal(Math.max(0.5, span.bytes() * byteHeight)),
                buffer.kind().name().toLowerCase(Locale.ROOT),
                title(span, first, last)));
      }
    }
    return new Chart(
        CHART_WIDTH, CHART_HEIGHT, number(plan.arenaBytes()), plan.flat().size(), bars);
  }

  private static String title(Buffer.Span span, int first, int last) {
    return CText.comment(span.value())
        + ": "
        + bytes(span.bytes())
        + " at "
        + number(span.offset())
        + ", steps "
        + first
        + " to "
        + last;
  }

  private static String bytes(long value) {
    return number(value) + " bytes";
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
