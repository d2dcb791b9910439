package thimble.planner.dataflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import thimble.ir.Graph;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Stage;
import thimble.targets.hls.Unit;

/**
 * Chooses how much of each node happens at once.
 *
 * <p>For every interval that some folding could give, all nodes are folded as far as keeps it; what
 * multipliers are left then go where each shortens the latency most. The best of all intervals is
 * taken.
 */
public final class Folder {
  /** Intervals that are looked at, further and further from the shortest that is possible. */
  private static final int MOST_INTERVALS = 8;

  /** Lanes that cost as much as a multiplier. */
  private static final int LANES = 2;

  /** Of the latency, that a multiplier must be worth. */
  private static final double LEAST_GAIN = 1e-4;

  /** One folding of a node. */
  private record Choice(Folding folding, int multipliers, int cost, long cycles) {}

  /** A choice for each node, in their order. */
  private record Selection(int[] at, int multipliers, double latency) {}

  private final List<Integer> nodes;
  private final List<List<Choice>> choices;
  private final RowTimes times;
  private final int count;

  private Folder(Graph graph, Map<Integer, Stage> stages) {
    nodes = List.copyOf(stages.keySet());
    choices = stages.values().stream().map(Folder::choices).toList();
    times = new RowTimes(graph);
    count = graph.nodes().size();
  }

  /** All choices of a network, for as many questions as there are. */
  public static Folder of(Graph graph, Map<Integer, Stage> stages) {
    return new Folder(graph, stages);
  }

  /** For each node the folding with the fewest multipliers whose units take no more cycles. */
  public static Map<Integer, Folding> within(
      Graph graph, Map<Integer, Stage> stages, long interval) {
    return of(graph, stages).foldings(interval);
  }

  /** The same. */
  public Map<Integer, Folding> foldings(long interval) {
    return foldings(within(interval));
  }

  /** The shortest latency that so many multipliers give. */
  public Map<Integer, Folding> atMost(int multipliers) {
    return foldings(best(multipliers));
  }

  /** Every interval that some folding gives, the shortest that all nodes can keep first. */
  public List<Long> intervals() {
    long shortest =
        choices.stream().mapToLong(some -> some.get(some.size() - 1).cycles()).max().orElse(1);
    TreeSet<Long> intervals = new TreeSet<>();
    choices.forEach(some -> some.forEach(choice -> intervals.add(choice.cycles())));
    return List.copyOf(intervals.tailSet(shortest));
  }

  /** Those that no other folding of the node equals with fewer multipliers, slowest first. */
  private static List<Choice> choices(Stage stage) {
    List<Choice> best = new ArrayList<>();
    for (Folding folding : stage.foldings()) {
      long cycles = stage.units(folding).stream().mapToLong(Unit::estimate).max().orElse(0);
      int multipliers = stage.multipliers(folding);
      int cost = multipliers == 0 ? folding.simd() / LANES : multipliers;
      Choice choice = new Choice(folding, multipliers, cost, cycles);
      if (!best.isEmpty() && best.get(best.size() - 1).cycles() <= cycles) {
        continue;
      }
      boolean replaces =
          choice.multipliers() > 0
              && !best.isEmpty()
              && best.get(best.size() - 1).multipliers() == choice.multipliers();
      if (replaces) {
        best.remove(best.size() - 1);
      }
      best.add(choice);
    }
    return best;
  }

  private int[] within(long interval) {
    int[] at = new int[nodes.size()];
    for (int i = 0; i < at.length; i++) {
      List<Choice> some = choices.get(i);
      while (at[i] < some.size() - 1 && some.get(at[i]).cycles() > interval) {
        at[i]++;
      }
    }
    return at;
  }

  private int multipliers(int[] at) {
    int sum = 0;
    for (int i = 0; i < at.length; i++) {
      sum += choices.get(i).get(at[i]).multipliers();
    }
    return sum;
  }

  private Selection best(int multipliers) {
    TreeSet<Long> intervals = new TreeSet<>();
    choices.forEach(some -> some.forEach(choice -> intervals.add(choice.cycles())));
    List<int[]> possible =
        intervals.stream().map(this::within).filter(at -> multipliers(at) <= multipliers).toList();
    Selection best = null;
    for (int i = 0, n = 0; i < possible.size() && n < MOST_INTERVALS; i = 2 * i + 1, n++) {
      Selection selection = spend(possible.get(i), multipliers);
      if (best == null || selection.latency() < best.latency()) {
        best = selection;
      }
    }
    return best == null ? spend(new int[nodes.size()], multipliers) : best;
  }

  private Map<Integer, Folding> foldings(Selection selection) {
    return foldings(selection.at());
  }

  private Map<Integer, Folding> foldings(int[] at) {
    Map<Integer, Folding> chosen = new LinkedHashMap<>();
    for (int i = 0; i < at.length; i++) {
      chosen.put(nodes.get(i), choices.get(i).get(at[i]).folding());
    }
    return chosen;
  }

  /**
   * Gives multipliers to the node where each of them shortens the latency most, while there are.
   */
  private Selection spend(int[] from, int multipliers) {
    int[] at = from.clone();
    int used = multipliers(at);
    double latency = latency(at);
    while (true) {
      int best = -1;
      int bestStep = 0;
      double bestGain = 0;
      for (int i = 0; i < at.length; i++) {
        List<Choice> some = choices.get(i);
        for (int step = 1; at[i] + step < some.size() && step <= 3; step++) {
          int more = some.get(at[i] + step).multipliers() - some.get(at[i]).multipliers();
          if (used + more > multipliers) {
            break;
          }
          int cost = some.get(at[i] + step).cost() - some.get(at[i]).cost();
          Choice choice = some.get(at[i] + step);
          double shorter = times.trial(nodes.get(i), choice.cycles(), choice.multipliers() == 0);
          double gain = (latency - shorter) / Math.max(cost, 1);
          if (gain > Math.max(bestGain, latency * LEAST_GAIN)) {
            best = i;
            bestStep = step;
            bestGain = gain;
          }
        }
      }
      if (best < 0) {
        return new Selection(at, used, latency);
      }
      at[best] += bestStep;
      used = multipliers(at);
      latency = latency(at);
    }
  }

  private double latency(int[] at) {
    double[] cycles = new double[count];
    boolean[] streams = new boolean[count];
    for (int i = 0; i < at.length; i++) {
      Choice choice = choices.get(i).get(at[i]);
      cycles[nodes.get(i)] = choice.cycles();
      streams[nodes.get(i)] = choice.multipliers() == 0;
    }
    return times.latency(cycles, streams);
  }
}
