package thimble.codegen.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import thimble.codegen.c.LayerNames;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.planner.BudgetPlanner;
import thimble.planner.Region;

/**
 * RAM against work: what a model needs at the least for so many multiply-accumulates.
 *
 * @param model the model's file name
 * @param macs multiply-accumulates of the model
 */
public record Frontier(String model, String target, long macs, List<Series> series) {
  public Frontier {
    series = List.copyOf(series);
  }

  /**
   * One way to hand the input in.
   *
   * @param input {@code resident} or {@code rows}
   * @param points less and less RAM for more and more work
   */
  public record Series(String input, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * @param ram bytes live at once
   * @param recomputedMacs multiply-accumulates beyond the model's
   * @param instructions of one inference, predicted
   * @param what how the layers run
   */
  public record Point(
      long ram, long recomputedMacs, double extra, long instructions, String what) {}

  /**
   * @param input as {@link Series} says
   * @param graph what the points are about
   */
  public static Series series(String input, Graph graph, List<BudgetPlanner.Point> points) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    graph.nodes().forEach(node -> nodes.put(node.output().id(), node));
    long macs = Math.max(1, graph.macs());
    List<Point> named = new ArrayList<>();
    for (BudgetPlanner.Point point : points) {
      long more = Math.max(0, point.macs() - graph.macs());
      named.add(
          new Point(
              point.ram(),
              more,
              100.0 * more / macs,
              Math.round(point.instructions()),
              what(point, nodes)));
    }
    return new Series(input, named);
  }

  private static String what(BudgetPlanner.Point point, Map<String, Node> nodes) {
    if (point.regions().isEmpty()) {
      return point.streamed() == 0
          ? "layer by layer"
          : "row streams of " + point.streamed() + " layers";
    }
    List<String> parts = new ArrayList<>();
    for (Region region : point.regions()) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%s of %d layers, %s to %s",
              region.what(),
              region.values().size(),
              LayerNames.of(nodes.get(region.values().get(0))),
              LayerNames.of(nodes.get(region.result()))));
    }
    return String.join("; ", parts);
  }
}
