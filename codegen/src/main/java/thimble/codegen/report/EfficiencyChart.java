package thimble.codegen.report;

import java.util.List;
import thimble.codegen.report.ArenaChart.Box;
import thimble.codegen.report.ArenaChart.Line;
import thimble.codegen.report.ArenaChart.Tick;

/**
 * Where the instructions go, after "On the Efficiency of Convolutional Neural Networks" (Nawrocki
 * et al., 2024): each layer as wide as its multiply-accumulates and as high as the instructions
 * that one of them takes, so that its area is what it costs; the limit of the instruction set is
 * the water that no layer can sink below.
 *
 * @param lines the average and the limit
 * @param keys operators and their colours
 * @param sentence the same in words
 * @param rest about layers without multiply-accumulates; empty where there are none
 */
public record EfficiencyChart(
    int width,
    int height,
    Box plot,
    List<Column> columns,
    List<Tick> ticks,
    List<Line> lines,
    Box water,
    List<Key> keys,
    String macs,
    String sentence,
    String rest) {
  /**
   * @param label what fits into it
   * @param middle of it
   * @param cut how high it would be, where the chart is too low for it
   */
  public record Column(
      Box box, String kind, String title, String label, String middle, String cut) {}

  public record Key(String kind, String label) {}

  public EfficiencyChart {
    columns = List.copyOf(columns);
    ticks = List.copyOf(ticks);
    lines = List.copyOf(lines);
    keys = List.copyOf(keys);
  }
}
