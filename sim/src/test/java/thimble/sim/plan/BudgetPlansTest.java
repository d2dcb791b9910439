package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.BudgetPlanner;
import thimble.planner.Goal;
import thimble.planner.Goal.Aim;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.sim.RandomGraphs;
import thimble.targets.KernelLibraries;

/** Plans under budgets: the fastest that fits, proved, and executed in the poisoned arena. */
class BudgetPlansTest {
  private static final PlanOptions OPTIONS = new PlanOptions(4, 100_000L, 0.01, true);

  private static Plan plan(Graph graph, PlanOptions options, Aim aim, OptionalLong ram) {
    return BudgetPlanner.plan(
        graph, KernelLibraries.portable(), options, new Goal(ram, aim), stage -> {});
  }

  /** The least memory, then budgets between it and what streams need. */
  @Test
  void everyBudgetBetweenStreamsAndStripsIsMet() {
    int smaller = 0;
    int inParts = 0;
    for (long seed = 0; seed < 12; seed++) {
      Graph graph = RandomNets.net(seed, 5 + (int) seed % 5, 10, 16);
      PlanOptions options = OPTIONS.withInputRows(seed % 2 == 0).withOutputRows(seed % 4 == 0);
      long streams = Planner.plan(graph, KernelLibraries.portable(), options).arenaBytes();
      Plan least = plan(graph, options, Aim.RAM, OptionalLong.empty());
      executes(least, graph, seed);
      assertThat(least.arenaBytes()).as("seed " + seed).isLessThanOrEqualTo(streams);
      assertThat(least.graph().macs()).isLessThanOrEqualTo(graph.macs() * 3 / 2);
      smaller += least.arenaBytes() < streams ? 1 : 0;
      long budget = (least.arenaBytes() + streams) / 2;
      Plan within = plan(graph, options, Aim.BALANCED, OptionalLong.of(budget));
      if (within.recomputedMacs() > 0) {
        executes(within, graph, seed);
        inParts++;
      }
      // What is done for the first time is the model's work, but for cells that nobody needs.
      assertThat(within.graph().macs() - within.recomputedMacs())
          .as("seed " + seed)
          .isGreaterThan(graph.macs() * 9 / 10)
          .isLessThanOrEqualTo(graph.macs());
    }
    assertThat(smaller).isGreaterThan(2);
    assertThat(inParts).isGreaterThan(1);
  }

  /**
   * A resident input and a wide first layer: strips all read the whole input to the end, patches
   * let go of it band by band.
   */
  @Test
  void patchesNeedLessThanStripsWhereTheInputStays() {
    int found = 0;
    for (long seed = 0; seed < 6; seed++) {
      Graph graph = RandomNets.narrowing(seed, 24, 24);
      long streams = Planner.plan(graph, KernelLibraries.portable(), OPTIONS).arenaBytes();
      Plan least = plan(graph, OPTIONS, Aim.RAM, OptionalLong.empty());
      executes(least, graph, seed);
      assertThat(least.arenaBytes()).as("seed " + seed).isLessThanOrEqualTo(streams);
      found += isInPatches(least) ? 1 : 0;
    }
    assertThat(found).isGreaterThan(2);
  }

  /** Whether some node computes a part of a part. */
  private static boolean isInPatches(Plan plan) {
    return plan.graph().nodes().stream()
        .anyMatch(node -> node.output().id().contains(".part1.part"));
  }

  @Test
  void whatFitsWithoutIsNotComputedTwice() {
    Graph graph = RandomNets.net(3, 8, 10, 16);
    Plan streams = plan(graph, OPTIONS, Aim.BALANCED, OptionalLong.empty());
    Plan layers = plan(graph, OPTIONS, Aim.TIME, OptionalLong.empty());
    assertThat(layers.arenaBytes()).isGreaterThan(streams.arenaBytes());
    assertThat(streams.recomputedMacs()).isZero();
    assertThat(plan(graph, OPTIONS, Aim.TIME, OptionalLong.of(layers.arenaBytes())).steps())
        .isEqualTo(layers.steps());
    Plan tight = plan(graph, OPTIONS, Aim.TIME, OptionalLong.of(streams.arenaBytes()));
    assertThat(tight.steps()).isEqualTo(streams.steps());
  }

  private static void executes(Plan plan, Graph graph, long seed) {
    List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
    assertThat(ArenaRun.run(plan, inputs).outputs())
        .as("seed " + seed)
        .isEqualTo(Evaluator.outputs(graph, inputs));
  }
}
