package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.List;
import thimble.codegen.report.Words;

/**
 * How evenly the work is spread, laid out for SVG: a column a layer, as high as the cycles in which
 * it works, one below the line of the interval that the slowest of them sets.
 *
 * @param line height of the interval
 * @param columns in the order of the network
 * @param sentence the same in words
 */
public record BalanceChart(
    int width,
    int height,
    int left,
    int bottom,
    String line,
    String interval,
    List<Column> columns,
    List<Tick> ticks,
    String sentence) {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 300;
  private static final int LEFT = 80;
  private static final int TOP = 24;
  private static final int BOTTOM = 270;
  private static final int TICKS = 4;

  /** Of the interval, from which on a layer is called busy. */
  private static final double BUSY = 0.5;

  /**
   * @param kind CSS class: {@code p0} with multipliers, {@code t0} without, {@code limit} the
   *     slowest
   * @param title what is told when the pointer rests on it
   */
  public record Column(
      String x, String y, String width, String height, String kind, String title) {}

  /** A label on the axis of cycles. */
  public record Tick(String y, String label) {}

  public BalanceChart {
    columns = List.copyOf(columns);
    ticks = List.copyOf(ticks);
  }

  static BalanceChart of(HlsReport report) {
    long most = Math.max(1, report.interval());
    double pitch = (double) (WIDTH - LEFT) / Math.max(1, report.layers().size());
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < report.layers().size(); i++) {
      HlsReport.Layer layer = report.layers().get(i);
      double height = (double) (BOTTOM - TOP) * layer.cycles() / most;
      columns.add(
          new Column(
              Words.decimal(LEFT + i * pitch + pitch * 0.08),
              Words.decimal(BOTTOM - height),
              Words.decimal(pitch * 0.84),
              Words.decimal(height),
              kind(layer, most),
              "%s (%s)\n%s cycles, %s of the interval\n%d multipliers, pe %d, simd %d"
                  .formatted(
                      layer.name(),
                      layer.op(),
                      Words.number(layer.cycles()),
                      Words.percent(layer.cycles(), most),
                      layer.multipliers(),
                      layer.pe(),
                      layer.simd())));
    }
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i <= TICKS; i++) {
      ticks.add(
          new Tick(
              Words.decimal(BOTTOM - (double) (BOTTOM - TOP) * i / TICKS),
              Words.number(most * i / TICKS)));
    }
    return new BalanceChart(
        WIDTH,
        HEIGHT,
        LEFT,
        BOTTOM,
        Words.decimal(TOP),
        "interval: " + Words.number(most) + " cycles",
        columns,
        ticks,
        sentence(report));
  }

  private static String kind(HlsReport.Layer layer, long most) {
    if (layer.cycles() >= most) {
      return "limit";
    }
    return layer.multipliers() > 0 ? "p0" : "t0";
  }

  /** Who sets the interval, and how busy the others are. */
  static String sentence(HlsReport report) {
    HlsReport.Unit slowest =
        report.units().stream()
            .max(java.util.Comparator.comparingLong(HlsReport.Unit::cycles))
            .orElseThrow();
    long multiply = report.layers().stream().filter(layer -> layer.multipliers() > 0).count();
    long busy =
        report.layers().stream()
            .filter(layer -> layer.multipliers() > 0)
            .filter(layer -> layer.cycles() > BUSY * report.interval())
            .count();
    String layers =
        multiply == 0
            ? ""
            : "; %d of %d layers with multipliers work more than half of it, and %s of all products that multipliers could do in it are wanted"
                .formatted(busy, multiply, Words.percent(report.use(), 1));
    return "%s sets the interval: it works in %s of %s cycles%s."
        .formatted(
            slowest.name(),
            Words.number(slowest.cycles()),
            Words.number(report.interval()),
            layers);
  }
}
