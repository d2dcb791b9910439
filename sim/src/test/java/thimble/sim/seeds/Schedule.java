package thimble.sim.seeds;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;
import thimble.ir.sequence.Sequences;
import thimble.planner.BudgetPlanner;
import thimble.planner.Goal;
import thimble.planner.PartsVerifier;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.planner.Region;
import thimble.planner.Step;
import thimble.planner.Strips;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** The ways in which one network may run. All of them give the same bytes. */
enum Schedule {
  /** Layer by layer. */
  LAYERS {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      return Optional.of(Planner.plan(graph, libraries(seed), options(false)));
    }
  },
  /** Row streams; inputs and outputs stand in the arena. */
  STREAMS {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      Plan plan = Planner.plan(graph, libraries(seed), options(true));
      boolean streams = plan.steps().stream().anyMatch(Step.RowStream.class::isInstance);
      return streams ? Optional.of(plan) : Optional.empty();
    }
  },
  /** Inputs, outputs or both come and go by rows. */
  ROWS {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      PlanOptions options =
          options(seed % 8 != 0).withInputRows(seed % 3 > 0).withOutputRows(seed % 3 != 1);
      return Optional.of(Planner.plan(graph, libraries(seed), options));
    }
  },
  /** Some layers in vertical strips. */
  STRIPS {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      return parts(graph, seed, 2, repeats(seed)).map(parts -> planned(parts, seed));
    }
  },
  /** Some layers in patches: strips of rows within strips of columns. */
  PATCHES {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      return parts(graph, seed, 2, repeats(seed))
          .flatMap(strips -> parts(strips, seed + 1, 1, repeats(seed)))
          .map(parts -> planned(parts, seed));
    }
  },
  /** Some layers in groups of channels. */
  CHANNELS {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      return parts(graph, seed, graph.inputs().get(0).value().type().rank() - 1, repeats(seed))
          .map(parts -> planned(parts, seed));
    }
  },
  /** Some layers in groups of channels, or bands, that the last one sums over. */
  SUMS {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      SplittableRandom axes = new SplittableRandom(seed ^ 0x5);
      Cut cut =
          (first, last, count) -> Region.summed(graph, first, last, 1 + axes.nextInt(3), count);
      return parts(graph, seed, 60, cut, repeats(seed)).map(parts -> planned(parts, seed));
    }
  },
  /** Whatever the search takes for the least memory. */
  LEAST {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      PlanOptions options = options(true).withInputRows(seed % 3 > 0).withOutputRows(seed % 3 != 1);
      Goal goal = new Goal(OptionalLong.empty(), Goal.Aim.RAM);
      return Optional.of(BudgetPlanner.plan(graph, libraries(seed), options, goal, progress -> {}));
    }
  },
  /** A window over a sequence, run after run. */
  FRAMES {
    @Override
    Optional<Plan> plan(Graph graph, long seed) {
      try {
        Graph frames = Sequences.of(graph).graph();
        PlanOptions options = options(seed % 4 != 0).withInputRows(true);
        return Optional.of(Planner.plan(frames, libraries(seed), options));
      } catch (ThimbleException noTime) {
        return Optional.empty();
      }
    }
  };

  private static final List<String> LIBRARIES = List.of("portable", "auto", "cortexm");

  /** A proved plan; empty where the graph does not allow the schedule. */
  abstract Optional<Plan> plan(Graph graph, long seed);

  /** Runs of one instance, one after another. */
  int runs() {
    return this == FRAMES ? 4 : 2;
  }

  private static PlanOptions options(boolean streams) {
    // Small graphs have no need of a long search.
    return new PlanOptions(4, 100_000L, 0.01, streams);
  }

  private static KernelLibraries libraries(long seed) {
    String name = LIBRARIES.get((int) Math.floorMod(seed / 2, (long) LIBRARIES.size()));
    return KernelLibraries.named(name, Boards.find("host").core());
  }

  private static Plan planned(Graph parts, long seed) {
    PlanOptions options =
        options(seed % 8 != 0).withInputRows(repeats(seed)).withOutputRows(seed % 5 == 0);
    return Planner.plan(parts, libraries(seed), options);
  }

  /** Whether each part is handed the input anew, which then comes by rows. */
  private static boolean repeats(long seed) {
    return seed / 2 % 2 == 0;
  }

  private static Optional<Graph> parts(Graph graph, long seed, int axis, boolean repeat) {
    Cut cut = (first, last, count) -> Region.between(graph, first, last, axis, count);
    return parts(graph, seed, 12, cut, repeat);
  }

  /** A region between two nodes in so many parts. */
  private interface Cut {
    Optional<Region> of(int first, int last, int parts);
  }

  /** The graph with its deepest cut of a few that are tried, many being impossible. */
  private static Optional<Graph> parts(
      Graph graph, long seed, int attempts, Cut cut, boolean repeat) {
    SplittableRandom random = new SplittableRandom(seed);
    Optional<Graph> best = Optional.empty();
    int depth = 0;
    for (int attempt = 0; attempt < attempts; attempt++) {
      int last = random.nextInt(graph.nodes().size());
      int first = Math.max(0, last - random.nextInt(9));
      Optional<Region> region = cut.of(first, last, 2 + random.nextInt(3));
      if (region.isPresent() && region.get().values().size() > depth) {
        Optional<Strips.Parted> parts = Strips.rewrite(graph, region.get(), repeat);
        if (parts.isPresent()) {
          PartsVerifier.prove(graph, parts.get());
          best = Optional.of(parts.get().graph());
          depth = region.get().values().size();
        }
      }
    }
    return best;
  }
}
