package thimble.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.targets.Kernel;
import thimble.targets.KernelLibraries;

/**
 * The fastest plan that a {@link Goal} allows: layer by layer, else in row streams, else in strips
 * with as little computed twice as the budget asks for. See docs/strips.md.
 */
public final class BudgetPlanner {
  /** Placing rows is what takes time: so many candidates are placed. */
  private static final int MOST_PLACED = 3;

  /** Placement may need so much more than what is live: looked for is what leaves room for it. */
  private static final double ROOM = 0.9;

  private final KernelLibraries libraries;
  private final PlanOptions options;
  private final Consumer<String> progress;
  private final Ordered ordered;

  /** The graph with its nodes in the order in which they run, and their kernels. */
  private final Graph base;

  private final List<Kernel> kernels;
  private final StripSearch search;

  private BudgetPlanner(
      Graph graph, KernelLibraries libraries, PlanOptions options, Consumer<String> progress) {
    this.libraries = libraries;
    this.options = options;
    this.progress = progress;
    ordered = Ordered.of(graph, libraries, options);
    base = ordered.graph();
    kernels = ordered.kernels();
    search = new StripSearch(base, kernels, options.withStreams(true), progress);
  }

  /**
   * A proved plan within the budget; where there is none the smallest that was found.
   *
   * @param progress told what is being looked at
   */
  public static Plan plan(
      Graph graph,
      KernelLibraries libraries,
      PlanOptions options,
      Goal goal,
      Consumer<String> progress) {
    // Without a wish that parts could grant there is nothing to look for.
    return goal.ramBytes().isEmpty() && goal.aim() != Goal.Aim.RAM
        ? Planner.plan(graph, libraries, options.withStreams(goal.aim() == Goal.Aim.BALANCED))
        : new BudgetPlanner(graph, libraries, options, progress).plan(goal);
  }

  /**
   * One point of the frontier.
   *
   * @param regions what is computed in parts
   * @param streamed layers that run in row streams; 0 for a plan layer by layer
   * @param ram live bytes at the fullest moment, kernels' working memory counted
   * @param macs multiply-accumulates, those computed again included
   * @param instructions of one run, predicted
   */
  public record Point(
      List<Region> regions, int streamed, long ram, long macs, double instructions) {}

  /**
   * What more work buys: first layer by layer, then in row streams, then with more and more
   * computed twice; each needs less memory than all before it.
   */
  public static List<Point> frontier(
      Graph graph, KernelLibraries libraries, PlanOptions options, Consumer<String> progress) {
    BudgetPlanner planner = new BudgetPlanner(graph, libraries, options, progress);
    List<Point> points = new ArrayList<>();
    points.add(planner.point(List.of(), false));
    if (!planner.search.isPossible()) {
      return points;
    }
    for (StripSearch.Found found : planner.search.frontier(0, Goal.MOST_FOR_BUDGET)) {
      Point point = planner.point(found.regions(), true);
      if (point.ram() < points.get(points.size() - 1).ram()) {
        points.add(point);
      }
    }
    return points;
  }

  /** Live bytes at the fullest moment of a plan that computes nothing twice: quick, not placed. */
  public static long peak(Graph graph, KernelLibraries libraries, PlanOptions options) {
    BudgetPlanner planner = new BudgetPlanner(graph, libraries, options, what -> {});
    return planner.point(List.of(), options.streams()).ram();
  }

  private Point point(List<Region> regions, boolean streams) {
    PartedModel parted = parted(regions);
    RowModel model = parted.model();
    RowStages.Cut cut =
        streams
            ? RowStages.best(model, parted.segments(), StageCosts.none(), Long.MAX_VALUE).get(0)
            : RowStages.whole(model);
    double instructions = 0;
    int streamed = 0;
    for (RowStages.Stage stage : cut.stages()) {
      for (int call = stage.first(); call <= stage.last(); call++) {
        RowModel.Call it = model.calls().get(call);
        boolean byRows = stage.streamed() && it.mode() == RowModel.Mode.ROWS;
        streamed += byRows ? 1 : 0;
        if (it.mode() != RowModel.Mode.RECEIVE && it.mode() != RowModel.Mode.DELIVER) {
          Kernel kernel = parted.demand().kernels().get(it.node());
          instructions +=
              byRows ? it.rows() * kernel.instructions(1) : kernel.instructions(it.rows());
        }
      }
    }
    long macs = Math.max(base.macs(), parted.graph().macs());
    return new Point(regions, streamed, cut.peak(), macs, instructions);
  }

  private Plan plan(Goal goal) {
    boolean wantsLess = goal.aim() == Goal.Aim.RAM;
    Optional<Plan> best = Optional.empty();
    List<StripSearch.Found> candidates = wantsLess ? candidates(goal, true) : List.of();
    boolean clear =
        !candidates.isEmpty() && candidates.get(0).peak() < (long) (search.peak() * ROOM);
    if (!clear && mayBeMet(goal)) {
      best = Optional.of(withoutRecomputing(goal));
      if (!wantsLess && goal.isMetBy(best.get().arenaBytes())) {
        return best.get();
      }
    }
    for (StripSearch.Found found : wantsLess ? candidates : candidates(goal, false)) {
      progress.accept("placing parts of " + found.regions().size() + " regions");
      Plan plan = inParts(found);
      boolean better = best.isEmpty() || plan.arenaBytes() < best.get().arenaBytes();
      best = better ? Optional.of(plan) : best;
      if (wantsLess ? better : goal.isMetBy(plan.arenaBytes())) {
        break;
      }
    }
    // Without a candidate nothing has been placed yet.
    return best.orElseGet(() -> Planner.plan(ordered, options.withStreams(true)));
  }

  /** Whether it is worth a try to meet it without computing anything twice. */
  private boolean mayBeMet(Goal goal) {
    return goal.ramBytes().isEmpty()
        || goal.isMetBy(LayerByLayer.peak(base, kernels))
        || !search.isPossible()
        || goal.isMetBy(search.peak());
  }

  private Plan withoutRecomputing(Goal goal) {
    if (goal.aim() == Goal.Aim.TIME) {
      Plan layers = Planner.plan(ordered, options.withStreams(false));
      if (goal.isMetBy(layers.arenaBytes())) {
        return layers;
      }
    }
    return Planner.plan(ordered, options.withStreams(true));
  }

  /** In the order in which they are to be tried. */
  private List<StripSearch.Found> candidates(Goal goal, boolean wantsLess) {
    if (!search.isPossible()) {
      return List.of();
    }
    progress.accept("looking for strips");
    long enough = wantsLess ? 0 : (long) (goal.ramBytes().getAsLong() * ROOM);
    List<StripSearch.Found> all =
        search.frontier(enough, goal.mostMacs()).stream()
            .filter(found -> !found.regions().isEmpty())
            .toList();
    List<StripSearch.Found> within =
        wantsLess ? List.of() : all.stream().filter(found -> goal.isMetBy(found.peak())).toList();
    List<StripSearch.Found> tried = new ArrayList<>();
    if (within.isEmpty()) {
      // Those that need least; where a budget cannot be met they show what is possible.
      tried.addAll(all.subList(Math.max(0, all.size() - MOST_PLACED), all.size()));
      Collections.reverse(tried);
    } else {
      // Placement needs a little more than what is live: in the end that with the most room.
      tried.addAll(within.subList(0, Math.min(MOST_PLACED - 1, within.size())));
      tried.add(within.get(within.size() - 1));
    }
    return tried.stream().distinct().toList();
  }

  private PartedModel parted(List<Region> regions) {
    return PartedModel.of(base, regions, options.inputRows())
        .orElseThrow()
        .with(this::kernel, options);
  }

  private Plan inParts(StripSearch.Found found) {
    PartedModel parted = parted(found.regions()).prove(base);
    List<RowStages.Cut> cuts =
        RowStages.best(parted.model(), parted.segments(), StageCosts.none(), Long.MAX_VALUE);
    Plan plan =
        RowPlanner.smallest(
                parted.demand(),
                parted.model(),
                parted.order(),
                cuts,
                options,
                LayerByLayer.peak(base, kernels))
            .withRecomputed(parted.recomputed());
    PlanVerifier.prove(plan);
    return plan;
  }

  private Kernel kernel(Node node, GraphIndex index, String whole) {
    int same = base.nodes().indexOf(node);
    if (same >= 0) {
      return kernels.get(same);
    }
    return libraries.choose(
        node.op(),
        index.signature(node),
        node.inputs().stream().map(id -> index.constant(id).map(Constant::data)).toList());
  }
}
