package thimble.codegen.c;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import thimble.planner.Plan;
import thimble.planner.Step;

/**
 * The layers of a plan, and what runs them. Layers are the nodes that run, numbered in the graph's
 * order, whether they run in one piece or row by row.
 *
 * @param nodes by layer the index of its node
 */
public record Layers(List<Integer> nodes, List<Stage> stages) {
  /**
   * One step of the plan.
   *
   * @param step a call or a row stream; of rows that come or go one after another, the first
   * @param layers that run in it, ascending
   * @param firstTime of its first event, in the plan's time
   * @param lastTime of its last event
   */
  public record Stage(Step step, List<Integer> layers, int firstTime, int lastTime) {
    public Stage {
      layers = List.copyOf(layers);
    }

    /**
     * What it is called in reports: {@code stream}, {@code receive}, {@code deliver}, {@code
     * layer}.
     */
    public String kind() {
      if (step instanceof Step.Receive) {
        return "receive";
      }
      return isStream() ? "stream" : step instanceof Step.Deliver ? "deliver" : "layer";
    }

    public boolean isStream() {
      return step instanceof Step.RowStream;
    }
  }

  public Layers {
    nodes = List.copyOf(nodes);
    stages = List.copyOf(stages);
  }

  public static Layers of(Plan plan) {
    List<Integer> nodes =
        plan.flat().stream()
            .filter(Layers::computes)
            .map(Layers::node)
            .distinct()
            .sorted()
            .toList();
    List<Stage> stages = new ArrayList<>();
    int time = 0;
    for (Step step : plan.steps()) {
      List<Step> events = step instanceof Step.RowStream stream ? stream.steps() : List.of(step);
      TreeSet<Integer> layers = new TreeSet<>();
      events.stream()
          .filter(Layers::computes)
          .forEach(event -> layers.add(nodes.indexOf(node(event))));
      Stage last = stages.isEmpty() ? null : stages.get(stages.size() - 1);
      boolean further = last != null && isEdge(step) && step.getClass() == last.step().getClass();
      if (further) {
        stages.set(stages.size() - 1, new Stage(last.step(), List.of(), last.firstTime(), time));
      } else {
        stages.add(new Stage(step, List.copyOf(layers), time, time + events.size() - 1));
      }
      time += events.size();
    }
    return new Layers(nodes, stages);
  }

  private static boolean isEdge(Step step) {
    return step instanceof Step.Receive || step instanceof Step.Deliver;
  }

  /** Whether a step runs a layer, and no row comes or goes. */
  public static boolean computes(Step step) {
    return step instanceof Step.Call || step instanceof Step.Feed;
  }

  /** The node that a call or a feed is about. */
  public static int node(Step step) {
    if (step instanceof Step.Call call) {
      return call.node();
    }
    return ((Step.Feed) step).node();
  }
}
