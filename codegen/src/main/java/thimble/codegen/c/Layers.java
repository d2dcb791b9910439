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
   * @param step a call or a row stream
   * @param layers that run in it, ascending
   * @param firstTime of its first event, in the plan's time
   * @param lastTime of its last event
   */
  public record Stage(Step step, List<Integer> layers, int firstTime, int lastTime) {
    public Stage {
      layers = List.copyOf(layers);
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
        List.copyOf(new TreeSet<>(plan.flat().stream().map(Layers::node).toList()));
    List<Stage> stages = new ArrayList<>();
    int time = 0;
    for (Step step : plan.steps()) {
      List<Step> events = step instanceof Step.RowStream stream ? stream.steps() : List.of(step);
      TreeSet<Integer> layers = new TreeSet<>();
      events.forEach(event -> layers.add(nodes.indexOf(node(event))));
      stages.add(new Stage(step, List.copyOf(layers), time, time + events.size() - 1));
      time += events.size();
    }
    return new Layers(nodes, stages);
  }

  /** The node that a call or a feed is about. */
  public static int node(Step step) {
    if (step instanceof Step.Call call) {
      return call.node();
    }
    return ((Step.Feed) step).node();
  }
}
