package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.Step;
import thimble.sim.RandomGraphs;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/**
 * Random graphs whose inputs come by rows and whose outputs go by rows: proved, executed in the
 * poisoned arena, where a row is poison until it has come, and broken on purpose.
 */
class InputRowsTest {
  private static final int SEEDS_A_CASE = 50;
  private static final KernelLibraries LIBRARIES =
      KernelLibraries.named(KernelLibraries.AUTO, Boards.find("host").core());

  static LongStream series() {
    return LongStream.range(0, 6);
  }

  private static Plan plan(Graph graph, boolean streams, boolean outputs) {
    PlanOptions options = PlanOptions.standard().withStreams(streams).withInputRows(true);
    return Planner.plan(graph, LIBRARIES, options.withOutputRows(outputs));
  }

  @ParameterizedTest
  @MethodSource("series")
  void rowsThatComeAndGoGiveWhatTheReferenceGives(long series) {
    for (long seed = series * SEEDS_A_CASE; seed < (series + 1) * SEEDS_A_CASE; seed++) {
      Graph graph = RandomGraphs.graph(seed);
      Plan plan = plan(graph, seed % 8 != 0, seed % 2 == 0);
      String name = "seed " + seed;
      assertThat(PlanVerifier.check(plan)).as(name).isEmpty();
      requireEveryRowOnce(graph, plan, name);
      List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
      ArenaRun.Result run = ArenaRun.record(plan, inputs);
      assertThat(run.outputs()).as(name).isEqualTo(Evaluator.outputs(graph, inputs));
      assertThat(run.highWaterBytes()).as(name).isLessThanOrEqualTo(plan.arenaBytes());
    }
  }

  private static void requireEveryRowOnce(Graph graph, Plan plan, String name) {
    List<Step> expected = new ArrayList<>();
    for (int input = 0; input < graph.inputs().size(); input++) {
      var type = graph.inputs().get(input).value().type();
      for (int row = 0; row < type.rows() && type.bytes() > 0; row++) {
        expected.add(new Step.Receive(input, row));
      }
    }
    assertThat(plan.flat().stream().filter(Step.Receive.class::isInstance))
        .as(name)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void rowsNeverCostMemory() {
    long saved = 0;
    for (long seed = 0; seed < 80; seed++) {
      Graph graph = RandomGraphs.graph(seed);
      PlanOptions options = PlanOptions.standard().withStreams(true);
      long resident = Planner.plan(graph, LIBRARIES, options).arenaBytes();
      long rows = plan(graph, true, false).arenaBytes();
      assertThat(rows).as("seed " + seed).isLessThanOrEqualTo(resident);
      saved += resident - rows;
    }
    assertThat(saved).isGreaterThan(500);
  }

  /** An input that is read a second time, as data that is handed in again. */
  @Test
  void theSameDataMayBeHandedInAgain() {
    for (long seed = 0; seed < 80; seed++) {
      Graph graph = RandomGraphs.graph(seed);
      Graph twice = withSecondPass(graph);
      Plan plan = plan(twice, true, false);
      String name = "seed " + seed;
      List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
      assertThat(RandomGraphs.inputs(twice, seed)).as(name).isEqualTo(inputs);
      ArenaRun.Result run = ArenaRun.run(plan, inputs);
      assertThat(run.outputs()).as(name).isEqualTo(Evaluator.outputs(graph, inputs));
    }
  }

  /** The last reader of the first input reads it when it comes a second time. */
  private static Graph withSecondPass(Graph graph) {
    Port first = graph.inputs().get(0);
    String id = first.value().id();
    Port again = first.repeatedAs(id + ".again");
    List<Port> inputs = new ArrayList<>(graph.inputs());
    inputs.add(again);
    var nodes = new ArrayList<>(graph.nodes());
    for (int node = nodes.size() - 1; node >= 0; node--) {
      if (nodes.get(node).inputs().contains(id)) {
        List<String> sources =
            nodes.get(node).inputs().stream()
                .map(source -> source.equals(id) ? again.value().id() : source)
                .toList();
        nodes.set(node, nodes.get(node).withInputs(sources));
        break;
      }
    }
    return graph.withInputs(inputs).withNodes(nodes);
  }

  /** A row that never comes, comes too late, or out of turn: found by the proof and by the run. */
  @Test
  void rowsOutOfTurnAreCaughtByProofAndArena() {
    int tried = 0;
    for (long seed = 0; seed < 140; seed++) {
      Graph graph = RandomGraphs.graph(seed);
      Plan plan = plan(graph, true, seed % 2 == 0);
      Random random = new Random(seed);
      List<Integer> edges = edges(plan);
      if (edges.isEmpty()) {
        continue;
      }
      int at = edges.get(random.nextInt(edges.size()));
      List<Step> without = new ArrayList<>(plan.flat());
      Step moved = without.remove(at);
      requireCaught(graph, seed, withSteps(plan, without), "without " + moved);
      List<Step> late = new ArrayList<>(without);
      late.add(lastNeed(plan, graph, at), moved);
      if (!late.equals(plan.flat())) {
        requireCaught(graph, seed, withSteps(plan, late), "with a late " + moved);
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(60);
  }

  private static List<Integer> edges(Plan plan) {
    List<Integer> edges = new ArrayList<>();
    for (int step = 0; step < plan.flat().size(); step++) {
      // Without its only row an input would be one that is filled before the run.
      if (plan.flat().get(step) instanceof Step.Receive receive
          && plan.graph().inputs().get(receive.input()).value().type().rows() > 1) {
        edges.add(step);
      }
    }
    return edges;
  }

  /** Behind the next row of the same input, where there is one: too late for certain. */
  private static int lastNeed(Plan plan, Graph graph, int at) {
    Step.Receive receive = (Step.Receive) plan.flat().get(at);
    int next = plan.flat().indexOf(new Step.Receive(receive.input(), receive.row() + 1));
    return next < 0 ? at : next;
  }

  private static void requireCaught(Graph graph, long seed, Plan broken, String what) {
    String name = "seed " + seed + " " + what;
    assertThat(PlanVerifier.check(broken)).as(name).isNotEmpty();
    List<TensorData> inputs = RandomGraphs.inputs(graph, seed);
    assertThat(ArenaRun.attempt(broken, inputs).violation()).as(name).isPresent();
  }

  private static Plan withSteps(Plan plan, List<Step> flat) {
    return new Plan(
        plan.graph(),
        plan.kernels(),
        flat.isEmpty() ? List.of() : List.of(new Step.RowStream(flat)),
        plan.buffers(),
        plan.addresses(),
        plan.scratch(),
        plan.arenaBytes(),
        plan.memory());
  }
}
