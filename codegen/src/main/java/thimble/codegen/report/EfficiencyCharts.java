package thimble.codegen.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import thimble.codegen.report.ArenaChart.Box;
import thimble.codegen.report.ArenaChart.Line;
import thimble.codegen.report.ArenaChart.Tick;
import thimble.codegen.report.EfficiencyChart.Column;
import thimble.codegen.report.EfficiencyChart.Key;

/** Lays measured instructions out as an {@link EfficiencyChart}. */
final class EfficiencyCharts {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 300;
  private static final double LEFT = 62;
  private static final double RIGHT = 140;
  private static final double TOP = 14;
  private static final double BOTTOM = 24;
  private static final int COLOURS = 8;

  /** Columns higher than so many times the average are cut. */
  private static final double HIGHEST = 4;

  private static final double CHARACTER = 6.2;
  private static final double LABEL_HEIGHT = 13;

  private final Report report;
  private final long macs;
  private final long instructions;

  /** Instructions a multiply-accumulate at the upper edge. */
  private final double top;

  private final Map<String, String> colours = new LinkedHashMap<>();

  private EfficiencyCharts(Report report) {
    this.report = report;
    List<Report.Layer> layers = working(report);
    macs = layers.stream().mapToLong(Report.Layer::macs).sum();
    instructions = layers.stream().mapToLong(it -> it.instructions().orElse(0)).sum();
    double highest = layers.stream().mapToDouble(EfficiencyCharts::perMac).max().orElse(1);
    double least = report.leastPerMac().orElse(0);
    top = Math.max(1.2 * least, Math.min(1.05 * highest, HIGHEST * average()));
    for (Report.Layer layer : layers) {
      colours.computeIfAbsent(layer.op(), op -> "p" + colours.size() % COLOURS);
    }
  }

  /** Empty where the layers were not measured. */
  static Optional<EfficiencyChart> of(Report report) {
    boolean measured =
        !working(report).isEmpty()
            && report.layers().stream().allMatch(layer -> layer.instructions().isPresent());
    return measured ? Optional.of(new EfficiencyCharts(report).chart()) : Optional.empty();
  }

  private static List<Report.Layer> working(Report report) {
    return report.layers().stream().filter(layer -> layer.macs() > 0).toList();
  }

  private static double perMac(Report.Layer layer) {
    return (double) layer.instructions().orElse(0) / layer.macs();
  }

  private double average() {
    return (double) instructions / Math.max(1, macs);
  }

  private EfficiencyChart chart() {
    double plotWidth = WIDTH - LEFT - RIGHT;
    double least = report.leastPerMac().orElse(0);
    return new EfficiencyChart(
        WIDTH,
        HEIGHT,
        Box.of(LEFT, TOP, plotWidth, HEIGHT - TOP - BOTTOM),
        columns(),
        ticks(),
        lines(),
        Box.of(LEFT, y(least), plotWidth, HEIGHT - BOTTOM - y(least)),
        colours.entrySet().stream().map(it -> new Key(it.getValue(), it.getKey())).toList(),
        Words.short3(macs) + " multiply-accumulates",
        sentence(),
        rest());
  }

  private double y(double perMac) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(1, perMac / top));
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    double scale = (WIDTH - LEFT - RIGHT) / Math.max(1, macs);
    double at = LEFT;
    for (int i = 0; i < report.layers().size(); i++) {
      Report.Layer layer = report.layers().get(i);
      if (layer.macs() == 0) {
        continue;
      }
      double width = layer.macs() * scale;
      double upper = y(perMac(layer));
      boolean fits = layer.name().length() * CHARACTER < width && HEIGHT - BOTTOM - upper > 16;
      boolean cut = perMac(layer) > top && width > 26;
      columns.add(
          new Column(
              Box.of(at, upper, Math.max(0.4, width - 0.5), HEIGHT - BOTTOM - upper),
              colours.get(layer.op()),
              title(i, layer),
              fits ? layer.name() : "",
              Words.decimal(at + width / 2),
              cut ? ratio(perMac(layer)) : ""));
      at += width;
    }
    return columns;
  }

  private String title(int number, Report.Layer layer) {
    long count = layer.instructions().orElse(0);
    long all = report.layers().stream().mapToLong(it -> it.instructions().orElse(0)).sum();
    String limit =
        report.leastPerMac().isPresent()
            ? ", " + ratio(perMac(layer) / report.leastPerMac().getAsDouble()) + " times the limit"
            : "";
    return layer.name()
        + "\nlayer "
        + number
        + ", "
        + layer.op()
        + ", "
        + layer.kernel()
        + "\n"
        + layer.input()
        + " to "
        + layer.output()
        + "\n"
        + Words.number(layer.macs())
        + " multiply-accumulates\n"
        + Words.number(count)
        + " instructions, "
        + Words.percent(count, all)
        + "\n"
        + ratio(perMac(layer))
        + " instructions a multiply-accumulate"
        + limit;
  }

  private List<Tick> ticks() {
    double step = top > 6 ? 2 : top > 3 ? 1 : top > 1.2 ? 0.5 : top > 0.5 ? 0.2 : 0.1;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i * step <= top; i++) {
      double y = y(i * step);
      ticks.add(
          new Tick(
              Words.decimal(y),
              Words.decimal(y + 4),
              String.format(Locale.ROOT, step < 1 ? "%.1f" : "%.0f", i * step)));
    }
    return ticks;
  }

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    double average = y(average());
    lines.add(
        new Line(
            "bound",
            Words.decimal(average),
            Words.decimal(average + 4),
            "average " + ratio(average())));
    if (report.leastPerMac().isPresent()) {
      double least = y(report.leastPerMac().getAsDouble());
      lines.add(
          new Line(
              "limit",
              Words.decimal(least),
              Words.decimal(Math.max(least + 4, average + 4 + LABEL_HEIGHT)),
              "limit " + ratio(report.leastPerMac().getAsDouble())));
    }
    return lines;
  }

  private String sentence() {
    String text =
        Words.number(instructions)
            + " instructions for "
            + Words.number(macs)
            + " multiply-accumulates: "
            + ratio(average())
            + " each";
    if (report.leastPerMac().isEmpty()) {
      return text + ".";
    }
    double least = report.leastPerMac().getAsDouble();
    return text
        + ", "
        + ratio(average() / least)
        + " times the limit of the instruction set for bytes ("
        + ratio(least)
        + ", nothing but multiplying).";
  }

  private String rest() {
    List<Report.Layer> others =
        report.layers().stream().filter(layer -> layer.macs() == 0).toList();
    long count = others.stream().mapToLong(it -> it.instructions().orElse(0)).sum();
    return others.isEmpty()
        ? ""
        : "Not in the chart: "
            + (others.size() == 1 ? "one layer" : others.size() + " layers")
            + " without multiply-accumulates, "
            + Words.number(count)
            + " instructions, "
            + Words.percent(count, count + instructions)
            + " of all.";
  }

  /** A ratio with the digits that matter. */
  static String ratio(double value) {
    return String.format(Locale.ROOT, value < 0.1 ? "%.4f" : value < 10 ? "%.2f" : "%.1f", value);
  }
}
