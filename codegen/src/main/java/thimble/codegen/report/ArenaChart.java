package thimble.codegen.report;

import java.util.List;

/**
 * The arena over time, laid out for SVG: steps run to the right, bytes upwards. Above the map the
 * bytes in use at each step, below it the stages.
 *
 * @param plot where the map lies
 * @param profile where the curve of bytes in use lies
 * @param area of that curve, as an SVG path
 * @param crumbs pieces too many to be bars of their own, one path for each kind
 * @param lines levels to hold the map against
 * @param live bytes in use, for the cursor: by step, or the most of {@code stepsPerValue} steps
 */
public record ArenaChart(
    int width,
    int height,
    Box plot,
    Box profile,
    String area,
    String profileTop,
    List<Bar> bars,
    List<Crumbs> crumbs,
    List<Tick> ticks,
    List<Line> lines,
    List<Band> bands,
    Peak peak,
    List<Long> live,
    int stepsPerValue,
    int steps) {
  /** A rectangle. */
  public record Box(String x, String y, String width, String height) {
    static Box of(double x, double y, double width, double height) {
      return new Box(
          Words.decimal(x), Words.decimal(y), Words.decimal(width), Words.decimal(height));
    }
  }

  /**
   * Bytes that hold rows of one tensor during some steps.
   *
   * @param kind CSS classes
   * @param tensor number, so that a page can light up all bars of it
   * @param title what is told when the pointer rests on it
   */
  public record Bar(Box box, String kind, int tensor, String title) {}

  /** Small pieces of one kind. */
  public record Crumbs(String kind, String path, String title) {}

  /** A label on the axis of bytes. */
  public record Tick(String y, String textY, String label) {}

  /** A level across the map, its label at the right end. */
  public record Line(String kind, String y, String labelY, String label) {}

  /**
   * A stage below the map.
   *
   * @param label what fits into it
   */
  public record Band(
      Box box, String kind, String middle, String label, String title, int first, int steps) {}

  /**
   * The fullest step.
   *
   * @param middle of its column
   * @param dotY where the curve has it
   * @param labelX where its label stands
   * @param anchor of the label: {@code start}, {@code middle} or {@code end}
   */
  public record Peak(
      Box column, String middle, String dotY, String labelX, String anchor, String label) {}

  public ArenaChart {
    bars = List.copyOf(bars);
    crumbs = List.copyOf(crumbs);
    ticks = List.copyOf(ticks);
    lines = List.copyOf(lines);
    bands = List.copyOf(bands);
    live = List.copyOf(live);
  }
}
