package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.List;
import thimble.codegen.hls.Roofline.Mark;
import thimble.codegen.hls.Roofline.Point;
import thimble.codegen.hls.Roofline.Roof;
import thimble.codegen.report.Words;

/** Lays a roofline out. */
final class RooflineDrawing {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 880;
  private static final int TOP = 20;
  private static final int BOTTOM = 370;

  private final Roofline roofline;
  private final List<double[]> layers;
  private final List<String> titles;
  private final int lowX;
  private final int highX;
  private final int lowY;
  private final int highY;

  /**
   * @param layers operations a byte and a second
   * @param titles of them
   */
  RooflineDrawing(Roofline roofline, List<double[]> layers, List<String> titles) {
    this.roofline = roofline;
    this.layers = layers;
    this.titles = titles;
    double leastX = Math.min(roofline.fetched(), roofline.streamed());
    double mostX = Math.max(leastX, roofline.streamed());
    double leastY = roofline.reached();
    for (double[] layer : layers) {
      leastX = Math.min(leastX, layer[0]);
      mostX = Math.max(mostX, layer[0]);
      leastY = Math.min(leastY, layer[1]);
    }
    double ridge = roofline.packed() / roofline.memoryBytesPerSecond();
    lowX = decade(Math.min(leastX, ridge / 10));
    highX = Math.max(lowX + 1, decade(Math.max(mostX, ridge)) + 1);
    lowY = Math.min(decade(leastY), decade(roofline.single()) - 1);
    highY = decade(roofline.packed()) + 1;
  }

  private static int decade(double value) {
    return (int) Math.floor(Math.log10(Math.max(value, 1e-3)));
  }

  Roofline.Chart chart() {
    List<Mark> across = new ArrayList<>();
    for (int decade = lowX; decade <= highX; decade++) {
      across.add(new Mark(x(Math.pow(10, decade)), label(decade)));
    }
    List<Mark> up = new ArrayList<>();
    for (int decade = lowY; decade <= highY; decade++) {
      up.add(new Mark(y(Math.pow(10, decade)), label(decade)));
    }
    List<Roof> roofs =
        List.of(
            roof("packed", roofline.packed(), "two products a multiplier and cycle"),
            roof("single", roofline.single(), "one product a multiplier and cycle"),
            slope("memory", roofline.memoryBytesPerSecond(), "memory"),
            slope("port", roofline.portBytesPerSecond(), "one port"));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      points.add(point("layer", layers.get(i)[0], layers.get(i)[1], "3", titles.get(i), ""));
    }
    points.add(
        point(
            "design",
            roofline.streamed(),
            roofline.reached(),
            "6",
            "the design as it streams\n"
                + Words.short3(roofline.streamed())
                + " operations a byte\n"
                + Words.short3(roofline.reached())
                + " a second",
            "the design"));
    return new Roofline.Chart(
        WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, across, up, roofs, points, roofline.sentence());
  }

  private static String label(int decade) {
    return decade < 0 ? "1e" + decade : Words.short3(Math.pow(10, decade));
  }

  private Roof roof(String kind, double rate, String label) {
    String at = y(rate);
    double from = Math.max(Math.pow(10, lowX), rate / roofline.memoryBytesPerSecond());
    return new Roof(
        kind, "M" + x(from) + " " + at + "H" + RIGHT, String.valueOf(RIGHT - 4), at, label);
  }

  /** As far as the highest roof. */
  private Roof slope(String kind, double bytesPerSecond, String label) {
    double from = Math.max(Math.pow(10, lowX), Math.pow(10, lowY) / bytesPerSecond);
    double to = Math.min(Math.pow(10, highX), roofline.packed() / bytesPerSecond);
    if (to <= from) {
      return new Roof(kind, "", "0", "0", "");
    }
    double middle = Math.sqrt(from * to);
    return new Roof(
        kind,
        "M" + x(from) + " " + y(from * bytesPerSecond) + "L" + x(to) + " " + y(to * bytesPerSecond),
        x(middle),
        y(middle * bytesPerSecond),
        label + ", " + Words.short3(bytesPerSecond) + " bytes a second");
  }

  private Point point(
      String kind, double intensity, double rate, String size, String title, String label) {
    return new Point(kind, x(intensity), y(rate), size, title, label);
  }

  private String x(double value) {
    return Words.decimal(
        LEFT + (RIGHT - LEFT) * (Math.log10(Math.max(value, 1e-9)) - lowX) / (highX - lowX));
  }

  private String y(double value) {
    return Words.decimal(
        BOTTOM - (BOTTOM - TOP) * (Math.log10(Math.max(value, 1e-9)) - lowY) / (highY - lowY));
  }
}
