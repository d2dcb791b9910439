package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The frontier as a chart and tables, laid out: the template only prints. RAM runs upwards, on a
 * logarithmic scale, since the first points need many times what the last ones do.
 *
 * @param lines horizontal lines of the grid
 * @param ticks vertical ones
 */
public record FrontierChart(
    int width,
    int height,
    int left,
    int right,
    int bottom,
    List<Line> lines,
    List<Line> ticks,
    List<Curve> curves) {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;
  private static final int LEFT = 90;
  private static final int RIGHT = 830;
  private static final int TOP = 20;
  private static final int BOTTOM = 370;

  /**
   * @param at coordinate
   */
  public record Line(String at, String label) {}

  /**
   * @param kind CSS class of its colour
   * @param path of the steps between its points
   */
  public record Curve(String kind, String name, String path, List<Mark> marks) {}

  /** A point, in the chart and in the table. */
  public record Mark(
      String x,
      String y,
      String ram,
      String extra,
      String macs,
      String instructions,
      String what) {}

  static FrontierChart of(Frontier frontier) {
    List<Frontier.Point> all =
        frontier.series().stream().flatMap(series -> series.points().stream()).toList();
    long most = all.stream().mapToLong(Frontier.Point::ram).max().orElse(1);
    long least = all.stream().mapToLong(Frontier.Point::ram).min().orElse(1);
    double widest = Math.max(1, all.stream().mapToDouble(Frontier.Point::extra).max().orElse(1));
    Scale scale = new Scale(Math.log(Math.max(1, least) * 0.8), Math.log(most * 1.2 + 1), widest);
    List<Line> lines = new ArrayList<>();
    for (long bytes = 256; bytes < most * 1.2; bytes *= 2) {
      if (bytes > least * 0.8) {
        lines.add(new Line(scale.y(bytes), kibibytes(bytes)));
      }
    }
    List<Line> ticks = new ArrayList<>();
    for (int i = 0; i <= 5; i++) {
      double extra = widest * i / 5;
      ticks.add(new Line(scale.x(extra), String.format(Locale.ROOT, "+%.1f %%", extra)));
    }
    List<Curve> curves = new ArrayList<>();
    for (Frontier.Series series : frontier.series()) {
      curves.add(curve(series, scale, frontier.macs()));
    }
    return new FrontierChart(WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, lines, ticks, curves);
  }

  private static Curve curve(Frontier.Series series, Scale scale, long macs) {
    StringBuilder path = new StringBuilder();
    List<Mark> marks = new ArrayList<>();
    for (Frontier.Point point : series.points()) {
      String x = scale.x(point.extra());
      String y = scale.y(point.ram());
      path.append(path.length() == 0 ? "M" + x + " " + y : " H" + x + " V" + y);
      marks.add(
          new Mark(
              x,
              y,
              number(point.ram()),
              String.format(Locale.ROOT, "%.2f %%", point.extra()),
              number(macs + point.recomputedMacs()),
              number(point.instructions()),
              point.what()));
    }
    return new Curve(series.input(), "input " + series.input(), path.toString(), marks);
  }

  private record Scale(double low, double high, double widest) {
    String x(double extra) {
      return text(LEFT + (RIGHT - LEFT) * extra / widest);
    }

    String y(long bytes) {
      return text(BOTTOM - (BOTTOM - TOP) * (Math.log(Math.max(1, bytes)) - low) / (high - low));
    }

    private static String text(double value) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
  }

  private static String kibibytes(long bytes) {
    return bytes < 1024 ? bytes + " B" : bytes / 1024 + " KiB";
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
