package thimble.planner.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Window2d;
import thimble.planner.Buffer;
import thimble.planner.Plan;

/**
 * Looks for small changes of an architecture that lower its peak. Nothing is estimated: each change
 * is applied and the altered network planned like any other.
 */
public final class Advisor {
  /** Networks whose peak is looked at in each round. */
  private static final int MOST_CANDIDATES = 10;

  /** Networks that are planned in the first round; later rounds plan the most promising one. */
  private static final int MOST_OPTIONS = 4;

  /** Changes one upon another. */
  private static final int ROUNDS = 3;

  /** A change that saves less than one part in so many of the arena is not worth a training. */
  private static final int LEAST_PART = 100;

  private final ToLongFunction<Graph> peak;
  private final Function<Graph, Plan> planner;
  private final Consumer<String> progress;

  private Advisor(
      ToLongFunction<Graph> peak, Function<Graph, Plan> planner, Consumer<String> progress) {
    this.peak = peak;
    this.planner = planner;
    this.progress = progress;
  }

  /**
   * @param plan of the network as it is
   * @param peak live bytes at the fullest moment of such a plan, told quickly
   * @param planner plans an altered network in the same way
   * @param progress told what is tried
   */
  public static Advice advise(
      Plan plan,
      Graph graph,
      ToLongFunction<Graph> peak,
      Function<Graph, Plan> planner,
      Consumer<String> progress) {
    return new Advisor(peak, planner, progress).advise(graph, plan);
  }

  /** A change that was tried. */
  private record Tried(Change change, Graph graph, Plan plan) {
    Advice.Option option(Graph before) {
      GraphIndex old = before.index();
      List<Advice.NewWindow> windows = new ArrayList<>();
      for (Node node : graph.nodes()) {
        String id = node.output().id();
        WindowedOps.window(node.op())
            .ifPresent(
                window -> {
                  Window2d was =
                      WindowedOps.window(old.producer(id).orElseThrow().op()).orElseThrow();
                  if (!was.equals(window)) {
                    windows.add(new Advice.NewWindow(id, was, window));
                  }
                });
      }
      return new Advice.Option(change, figures(graph, plan), windows);
    }
  }

  private static Advice.Figures figures(Graph graph, Plan plan) {
    return new Advice.Figures(plan.arenaBytes(), graph.macs(), ReceptiveField.rows(graph));
  }

  private Advice advise(Graph graph, Plan plan) {
    List<Tried> first = round(graph, plan, 1);
    List<Advice.Option> path = new ArrayList<>();
    Graph now = graph;
    Plan planned = plan;
    List<Tried> tried = first;
    for (int round = 1; ; round++) {
      Optional<Tried> best = worthwhile(tried, planned.arenaBytes());
      if (best.isEmpty()) {
        break;
      }
      path.add(best.get().option(now));
      now = best.get().graph();
      planned = best.get().plan();
      if (round == ROUNDS) {
        break;
      }
      tried = round(now, planned, round + 1);
    }
    return new Advice(
        figures(graph, plan),
        Peak.of(plan).held(),
        first.stream()
            .filter(it -> it.plan().arenaBytes() < plan.arenaBytes())
            .map(it -> it.option(graph))
            .toList(),
        path);
  }

  private static Optional<Tried> worthwhile(List<Tried> tried, long arena) {
    return tried.stream()
        .filter(it -> arena - it.plan().arenaBytes() > arena / LEAST_PART)
        .findFirst();
  }

  /** A change, and what it leaves live at the fullest moment. */
  private record Altered(Change change, Graph graph, long peak) {}

  /** Changes at the fullest moment of a plan, the best first. */
  private List<Tried> round(Graph graph, Plan plan, int round) {
    List<Altered> altered = new ArrayList<>();
    for (Change change : Candidates.of(graph, Peak.of(plan), MOST_CANDIDATES)) {
      progress.accept("advice, round " + round + ": change " + (altered.size() + 1));
      Alterations.apply(graph, change)
          .ifPresent(it -> altered.add(new Altered(change, it, peak.applyAsLong(it))));
    }
    altered.sort(
        Comparator.comparingLong(Altered::peak).thenComparingLong(it -> it.graph().macs()));
    List<Tried> tried = new ArrayList<>();
    for (Altered it : altered.subList(0, Math.min(altered.size(), round == 1 ? MOST_OPTIONS : 1))) {
      progress.accept("advice, round " + round + ": planning change " + (tried.size() + 1));
      tried.add(new Tried(it.change(), it.graph(), planner.apply(it.graph())));
    }
    tried.sort(
        Comparator.comparingLong((Tried it) -> it.plan().arenaBytes())
            .thenComparingLong(it -> it.graph().macs()));
    return tried;
  }

  /** What is live at a plan's fullest moment. */
  record Peak(List<Advice.Held> held) {
    static Peak of(Plan plan) {
      GraphIndex index = plan.graph().index();
      Map<String, Long> bytes = new LinkedHashMap<>();
      int step = plan.memory().peakStep();
      for (Buffer buffer : plan.buffers()) {
        for (Buffer.Span span : buffer.spans()) {
          if (span.isLiveAt(step) && index.defines(span.value())) {
            bytes.merge(span.value(), span.bytes(), Long::sum);
          }
        }
      }
      List<Advice.Held> held = new ArrayList<>();
      bytes.forEach(
          (value, live) -> {
            TensorType type = index.type(value);
            held.add(
                new Advice.Held(
                    value,
                    live,
                    (int) ((live + type.rowBytes() - 1) / Math.max(1, type.rowBytes())),
                    type.rows(),
                    index.readers(value).stream().map(Node::output).map(it -> it.id()).toList()));
          });
      held.sort(Comparator.comparingLong((Advice.Held it) -> -it.bytes()));
      return new Peak(held);
    }
  }
}
