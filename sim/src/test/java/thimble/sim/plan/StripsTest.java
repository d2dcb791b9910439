package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.Verifier;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.Region;
import thimble.planner.Strips;
import thimble.sim.RandomGraphs;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Random graphs cut at random into strips, patches and parts of channels compute what they did. */
class StripsTest {
  private static final PlanOptions OPTIONS = new PlanOptions(4, 100_000L, 0.01, true);
  private static final KernelLibraries LIBRARIES =
      KernelLibraries.named(KernelLibraries.AUTO, Boards.find("host").core());

  private record Cut(Graph graph, Region region) {
    int depth() {
      return region.values().size();
    }
  }

  /** The deepest of some regions in parts; several attempts, since many cannot be cut. */
  private static Optional<Cut> cut(Graph graph, SplittableRandom random) {
    int count = graph.nodes().size();
    Optional<Cut> best = Optional.empty();
    for (int attempt = 0; attempt < 12; attempt++) {
      int last = random.nextInt(count);
      int first = Math.max(0, last - random.nextInt(9));
      int axis = random.nextInt(4) == 0 ? 1 + 2 * random.nextInt(2) : 2;
      boolean repeat = random.nextBoolean();
      Optional<Cut> cut =
          Region.between(graph, first, last, axis, 2 + random.nextInt(3))
              .flatMap(r -> Strips.rewrite(graph, r, repeat).map(parts -> new Cut(parts, r)));
      if (cut.isPresent() && (best.isEmpty() || cut.get().depth() > best.get().depth())) {
        best = cut;
      }
    }
    return best;
  }

  @Test
  void partsOfAnyGraphComputeWhatTheWholeComputes() {
    int cuts = 0;
    for (long seed = 0; seed < 120; seed++) {
      cuts += check(RandomGraphs.graph(seed), seed, "graph ").isPresent() ? 1 : 0;
    }
    assertThat(cuts).isGreaterThan(90);
  }

  @Test
  void partsOfImageNetworksComputeWhatTheWholeComputes() {
    int cuts = 0;
    int recomputing = 0;
    int deep = 0;
    for (long seed = 0; seed < 250; seed++) {
      Graph graph = RandomNets.net(seed, 3 + (int) (seed % 9));
      Optional<Cut> cut = check(graph, seed, "net ");
      if (cut.isPresent()) {
        cuts++;
        recomputing += cut.get().graph().macs() > graph.macs() ? 1 : 0;
        deep += cut.get().depth() > 3 ? 1 : 0;
      }
    }
    assertThat(cuts).isGreaterThan(240);
    assertThat(recomputing).isGreaterThan(120);
    assertThat(deep).isGreaterThan(120);
  }

  private static Optional<Cut> check(Graph graph, long seed, String kind) {
    SplittableRandom random = new SplittableRandom(seed);
    Optional<Cut> cut = cut(graph, random);
    if (cut.isEmpty()) {
      return cut;
    }
    // Once more: strips of patches, two regions, parts of parts.
    Graph parts =
        (random.nextBoolean() ? cut(cut.get().graph(), random) : cut).orElse(cut.get()).graph();
    String name = kind + seed + " " + cut.get().region();
    assertThat(Verifier.verify(parts)).as(name).isEmpty();
    List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
    List<TensorData> expected = Evaluator.outputs(graph, inputs);
    assertThat(Evaluator.outputs(parts, inputs)).as(name).isEqualTo(expected);
    Plan plan = Planner.plan(parts, LIBRARIES, OPTIONS);
    assertThat(PlanVerifier.check(plan)).as(name).isEmpty();
    assertThat(ArenaRun.run(plan, inputs).outputs()).as(name).isEqualTo(expected);
    return cut;
  }
}
