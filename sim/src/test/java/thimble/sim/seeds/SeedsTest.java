package thimble.sim.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.ir.sequence.SequenceRun;
import thimble.planner.Plan;
import thimble.planner.PlanVerifier;
import thimble.sim.RandomGraphs;
import thimble.sim.plan.ArenaRun;

/**
 * Random networks in every schedule: planned, proved, executed in the poisoned arena and as C on
 * this computer, equal to the reference in every byte. {@code -Dthimble.seeds=2000} asks for more
 * of them, {@code -Dthimble.firstSeed=2000} for others, {@code -Dthimble.seedProgramEvery=1} for C
 * of each of them.
 */
class SeedsTest {
  private static final long FIRST = Long.getLong("thimble.firstSeed", 0);
  private static final int SEEDS = Integer.getInteger("thimble.seeds", 60);

  /** One in so many is compiled as well. */
  private static final int PROGRAM_EVERY = Integer.getInteger("thimble.seedProgramEvery", 3);

  private static final int BATCH = 50;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void everyScheduleGivesTheReferencesBytes(Schedule schedule) {
    int planned = 0;
    List<String> failures = new ArrayList<>();
    ProgramBatch batch = new ProgramBatch(directory);
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      String what = schedule + " of seed " + seed;
      try {
        Optional<ProgramBatch.Program> program = planned(schedule, seed, what);
        if (program.isPresent() && planned++ % PROGRAM_EVERY == 0) {
          batch.add(program.get());
        }
      } catch (RuntimeException | AssertionError e) {
        failures.add(what + ": " + e);
      }
      if (batch.size() == BATCH || seed == FIRST + SEEDS - 1) {
        failures.addAll(batch.run());
        batch = new ProgramBatch(directory);
      }
    }
    assertThat(failures).isEmpty();
    // Not every network has something to stream or to cut, and few have time.
    assertThat(planned).as("networks planned").isGreaterThan(SEEDS / 10);
  }

  /** Of a block of which never all is live the placement knows that it needs room all the same. */
  @Test
  void aBlockLargerThanAllThatIsEverLiveHasItsPlace() {
    assertThat(planned(Schedule.PATCHES, 1220, "seed 1220")).isPresent();
  }

  /** A network that is planned, proved and executed in the arena; empty where it cannot run so. */
  private static Optional<ProgramBatch.Program> planned(Schedule schedule, long seed, String what) {
    Graph graph = named(graph(seed), "seed" + seed);
    Optional<Plan> plan = schedule.plan(graph, seed);
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    assertThat(PlanVerifier.check(plan.get())).isEmpty();
    ProgramBatch.Program program = program(schedule, graph, plan.get(), seed, what);
    executes(program);
    return Optional.of(program);
  }

  /** Networks of all operators and networks on images in turn. */
  static Graph graph(long seed) {
    return seed % 2 == 0 ? RandomGraphs.graph(seed) : RandomImages.graph(seed);
  }

  private static Graph named(Graph graph, String name) {
    return new Graph(name, graph.inputs(), graph.constants(), graph.nodes(), graph.outputs());
  }

  private static ProgramBatch.Program program(
      Schedule schedule, Graph graph, Plan plan, long seed, String what) {
    SplittableRandom random = new SplittableRandom(seed);
    Graph model = schedule == Schedule.FRAMES ? plan.graph() : graph;
    List<SequenceRun> references = new ArrayList<>();
    for (int instance = 0; instance < ProgramBatch.INSTANCES; instance++) {
      references.add(new SequenceRun(model, sources -> Evaluator.outputs(model, sources)));
    }
    List<List<List<TensorData>>> inputs = new ArrayList<>();
    List<List<List<TensorData>>> expected = new ArrayList<>();
    for (int run = 0; run < schedule.runs(); run++) {
      List<List<TensorData>> handed = new ArrayList<>();
      List<List<TensorData>> results = new ArrayList<>();
      for (SequenceRun reference : references) {
        List<TensorData> tensors = new ArrayList<>();
        for (Port port : model.arguments()) {
          tensors.add(RandomGraphs.data(port.value().type(), random));
        }
        handed.add(tensors);
        results.add(reference.next(tensors));
      }
      inputs.add(handed);
      expected.add(results);
    }
    return new ProgramBatch.Program(graph.name(), what, plan, inputs, expected);
  }

  /** The first instance's runs in the poisoned arena. */
  private static void executes(ProgramBatch.Program program) {
    Plan plan = program.plan();
    SequenceRun planned =
        new SequenceRun(
            plan.graph(),
            sources -> {
              ArenaRun.Result run = ArenaRun.attempt(plan, sources);
              assertThat(run.violation()).isEmpty();
              assertThat(run.highWaterBytes()).isLessThanOrEqualTo(plan.arenaBytes());

              return run.outputs();
            });
    for (int run = 0; run < program.inputs().size(); run++) {
      assertThat(planned.next(program.inputs().get(run).get(0)))
          .as("run %d", run)
          .isEqualTo(program.expected().get(run).get(0));
    }
  }
}
