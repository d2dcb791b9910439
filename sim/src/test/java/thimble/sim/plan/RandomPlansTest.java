package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.Step;
import thimble.sim.RandomGraphs;

/** Random networks: planned, proved, run in the arena, equal to the reference byte for byte. */
class RandomPlansTest {
  private static final int SEEDS_A_CASE = 50;

  static LongStream series() {
    return LongStream.range(0, 12);
  }

  @ParameterizedTest
  @MethodSource("series")
  void planIsProvedAndComputesWhatTheReferenceComputes(long series) {
    for (long seed = series * SEEDS_A_CASE; seed < (series + 1) * SEEDS_A_CASE; seed++) {
      Graph graph = RandomGraphs.graph(seed);
      Plan plan = Planner.plan(graph);
      String name = "seed " + seed;
      assertThat(PlanVerifier.check(plan)).as(name).isEmpty();
      assertThat(plan.memory().peak()).as(name).isLessThanOrEqualTo(plan.memory().layerByLayer());
      List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
      var expected = Evaluator.run(plan.graph(), inputs);
      ArenaRun.Result run = ArenaRun.record(plan, inputs);
      assertThat(run.violation()).as(name).isEmpty();
      assertThat(run.outputs()).as(name).isEqualTo(Evaluator.outputs(graph, inputs));
      assertThat(run.highWaterBytes()).as(name).isLessThanOrEqualTo(plan.arenaBytes());
      run.values()
          .forEach(
              (id, value) -> assertThat(value).as(name + " %" + id).isEqualTo(expected.get(id)));
      for (Step step : plan.steps()) {
        Node node = plan.graph().nodes().get(((Step.Call) step).node());
        assertThat(run.values()).as(name).containsKey(node.output().id());
      }
    }
  }

  /** Floats that are quantized in place at an odd offset of a concatenation stay aligned. */
  @Test
  void tensorsOfSeveralElementSizesShareMemory() {
    Graph graph = RandomGraphs.graph(100_987, 28);
    Plan plan = Planner.plan(graph);
    List<TensorData> inputs = RandomGraphs.inputs(graph, 1);
    assertThat(ArenaRun.run(plan, inputs).outputs()).isEqualTo(Evaluator.outputs(graph, inputs));
  }
}
