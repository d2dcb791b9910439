package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.run.Evaluator;
import thimble.ir.sequence.Sequence;
import thimble.ir.sequence.SequenceRun;
import thimble.ir.sequence.Sequences;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.RowAddress;
import thimble.planner.Step;
import thimble.sim.RandomGraphs;
import thimble.sim.sequence.RandomSequences;
import thimble.sim.sequence.RandomSequences.Ends;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Random graphs taken as sequences along their height: planned, proved, run after run. */
class SequencePlansTest {
  private static final int RUNS = 5;
  private static final KernelLibraries LIBRARIES =
      KernelLibraries.named(KernelLibraries.AUTO, Boards.find("host").core());

  /** The graph of a seed over frames; empty where it has no time. */
  static Optional<Sequence> sequence(long seed) {
    try {
      return Optional.of(Sequences.of(RandomGraphs.graph(seed)));
    } catch (ThimbleException noTime) {
      assertThat(noTime).hasMessageContaining("T0208");
      return Optional.empty();
    }
  }

  static Plan plan(Graph graph, boolean streams) {
    PlanOptions options = PlanOptions.standard().withStreams(streams).withInputRows(true);
    return Planner.plan(graph, LIBRARIES, options);
  }

  static List<TensorData> frames(Graph graph, SplittableRandom random) {
    List<TensorData> frames = new ArrayList<>();
    for (Port port : graph.arguments()) {
      frames.add(RandomGraphs.data(port.value().type(), random));
    }
    return frames;
  }

  @Test
  void runAfterRunGivesWhatTheReferenceGives() {
    int tried = 0;
    int states = 0;
    for (long seed = 0; seed < 120; seed++) {
      Optional<Sequence> sequence = sequence(seed);
      if (sequence.isEmpty()) {
        continue;
      }
      Graph graph = sequence.get().graph();
      requireEqualRuns(graph, plan(graph, seed % 4 > 0), seed, RUNS);
      tried++;
      states += graph.states().size();
    }
    assertThat(tried).isGreaterThan(15);
    assertThat(states).isGreaterThan(tried);
  }

  @Test
  void recurrentLayersGoOnWhereTheyWere() {
    int tried = 0;
    for (long seed = 0; seed < 60; seed++) {
      Graph graph;
      try {
        graph = Sequences.of(RandomSequences.recurrent(seed, Ends.VALID, 16)).graph();
      } catch (ThimbleException aStateBetweenRuns) {
        continue;
      }
      requireEqualRuns(graph, plan(graph, seed % 4 > 0), seed, 8);
      tried++;
    }
    assertThat(tried).isGreaterThan(40);
  }

  /** Within one inference recurrent layers take steps as they come, and keep their states. */
  @Test
  void recurrentLayersAreFedTheirSteps() {
    int fed = 0;
    for (long seed = 0; seed < 80; seed++) {
      Graph graph = RandomSequences.recurrent(seed, Ends.SAME, 12);
      PlanOptions options =
          PlanOptions.standard()
              .withStreams(true)
              .withInputRows(seed % 3 > 0)
              .withOutputRows(seed % 4 == 0);
      Plan plan = Planner.plan(graph, LIBRARIES, options);
      String name = "seed " + seed;
      assertThat(PlanVerifier.check(plan)).as(name).isEmpty();
      List<TensorData> inputs = frames(graph, new SplittableRandom(seed));
      assertThat(ArenaRun.run(plan, inputs).outputs())
          .as(name)
          .isEqualTo(Evaluator.outputs(graph, inputs));
      fed +=
          plan.flat().stream()
                  .filter(Step.Feed.class::isInstance)
                  .map(step -> graph.nodes().get(((Step.Feed) step).node()))
                  .anyMatch(node -> node.op().recurrence().isPresent())
              ? 1
              : 0;
    }
    assertThat(fed).isGreaterThan(20);
  }

  private static void requireEqualRuns(Graph graph, Plan plan, long seed, int runs) {
    String name = "seed " + seed;
    assertThat(PlanVerifier.check(plan)).as(name).isEmpty();
    SequenceRun planned = new SequenceRun(graph, all -> ArenaRun.run(plan, all).outputs());
    SequenceRun reference = new SequenceRun(graph);
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < runs; run++) {
      List<TensorData> frames = frames(graph, random);
      assertThat(planned.next(frames)).as(name).isEqualTo(reference.next(frames));
    }
  }

  /** A state that does not lie where the next run's rows are put is refused. */
  @Test
  void aStateOutOfPlaceIsRefused() {
    int tried = 0;
    for (long seed = 0; seed < 60; seed++) {
      Optional<Sequence> sequence = sequence(seed);
      if (sequence.isEmpty() || sequence.get().graph().states().isEmpty()) {
        continue;
      }
      Plan plan = plan(sequence.get().graph(), true);
      String state = plan.graph().states().get(0).value().id();
      var type = plan.graph().index().type(state);
      Map<String, RowAddress> addresses = new LinkedHashMap<>(plan.addresses());
      long moved = plan.arenaBytes() - plan.arenaBytes() % 8 + 8;
      addresses.put(state, new RowAddress.Linear(moved, type.rowBytes()));
      Plan broken =
          new Plan(
              plan.graph(),
              plan.kernels(),
              plan.steps(),
              plan.buffers(),
              addresses,
              plan.scratch(),
              moved + type.bytes(),
              plan.memory());
      assertThat(PlanVerifier.check(broken))
          .as("seed " + seed)
          .anyMatch(violation -> violation.contains("is not that of"));
      tried++;
    }
    assertThat(tried).isGreaterThan(3);
  }
}
