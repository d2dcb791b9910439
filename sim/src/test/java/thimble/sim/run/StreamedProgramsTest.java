package thimble.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.CProject;
import thimble.codegen.CompileOptions;
import thimble.codegen.ProjectDirectory;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.run.Evaluator;
import thimble.ir.sequence.SequenceRun;
import thimble.ir.sequence.Sequences;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.planner.Step;
import thimble.sim.Packing;
import thimble.sim.RandomGraphs;
import thimble.sim.sequence.BoundStatesTest;
import thimble.sim.sequence.RandomSequences;
import thimble.targets.Board;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Random graphs that stream, as programs of the host: the reference's bytes come out. */
class StreamedProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("thimble.streamedPrograms", 3);
  private static final Board HOST = Boards.find("host");

  @TempDir Path directory;

  @Test
  void streamsGiveTheReferencesBytes() {
    PlanOptions options = PlanOptions.standard().withStreams(true);
    LongStream.range(5000, 10000)
        .mapToObj(seed -> plan(seed, options))
        .filter(seeded -> seeded.plan.steps().stream().anyMatch(Step.RowStream.class::isInstance))
        .limit(PROGRAMS)
        .forEach(this::run);
  }

  @Test
  void rowsThatComeAndGoGiveTheReferencesBytes() {
    LongStream.range(6000, 6000 + PROGRAMS)
        .mapToObj(
            seed ->
                plan(
                    seed,
                    PlanOptions.standard()
                        .withStreams(seed % 3 > 0)
                        .withInputRows(seed % 4 > 0)
                        .withOutputRows(seed % 2 == 0)))
        .forEach(this::run);
  }

  /** Graphs taken as sequences along their height, run after run. */
  @Test
  void sequencesGiveTheReferencesBytes() {
    LongStream.range(7000, 8000)
        .mapToObj(seed -> sequence(seed))
        .flatMap(Optional::stream)
        .filter(seeded -> !seeded.plan.graph().states().isEmpty())
        .limit(PROGRAMS)
        .forEach(this::runSequence);
  }

  /** Recurrent layers carry their states from run to run, on the host and on a board. */
  @Test
  void recurrentSequencesGiveTheReferencesBytes() {
    List<Seeded> seeds =
        LongStream.range(0, 100)
            .mapToObj(seed -> recurrent(seed))
            .flatMap(Optional::stream)
            .filter(seeded -> isHeld(seeded.plan.graph()))
            .limit(PROGRAMS)
            .toList();
    assertThat(seeds).hasSize(PROGRAMS);
    seeds.forEach(this::runSequence);
    runSequence(seeds.get(0), Boards.find("mps2-an386"));
  }

  /** States that a model hands in and out, with the input resident and by rows. */
  @Test
  void boundStatesGiveTheReferencesBytes() {
    long number = 0;
    for (Graph graph : BoundStatesTest.kept()) {
      for (boolean rows : new boolean[] {false, true}) {
        PlanOptions options = PlanOptions.standard().withInputRows(rows);
        Plan plan = Planner.plan(graph, KernelLibraries.portable(), options);
        Seeded seeded = new Seeded(number++, plan);
        runSequence(seeded);
        runSequence(seeded, Boards.find("mps2-an386"));
      }
    }
  }

  /** Recurrent layers that are fed their steps as these come. */
  @Test
  void fedStepsGiveTheReferencesBytes() {
    List<Seeded> seeds =
        LongStream.range(100, 200)
            .mapToObj(seed -> new Seeded(seed, fed(seed)))
            .filter(seeded -> seeded.plan.flat().stream().anyMatch(Step.Feed.class::isInstance))
            .limit(PROGRAMS)
            .toList();
    assertThat(seeds).hasSize(PROGRAMS);
    seeds.forEach(this::run);
  }

  private static Plan fed(long seed) {
    Graph graph = RandomSequences.recurrent(seed, RandomSequences.Ends.SAME, 12);
    PlanOptions options = PlanOptions.standard().withStreams(true).withInputRows(seed % 3 > 0);
    return Planner.plan(graph, KernelLibraries.portable(), options);
  }

  private static boolean isHeld(Graph graph) {
    return graph.states().stream()
        .map(port -> port.carry().get())
        .anyMatch(carry -> carry.hold() > 0 && carry.first().isPresent());
  }

  private static Optional<Seeded> recurrent(long seed) {
    try {
      Graph batch = RandomSequences.recurrent(seed, RandomSequences.Ends.VALID, 16);
      PlanOptions options = PlanOptions.standard().withStreams(seed % 2 == 0).withInputRows(true);
      Graph graph = Sequences.of(batch).graph();
      return Optional.of(
          new Seeded(seed, Planner.plan(graph, KernelLibraries.portable(), options)));
    } catch (ThimbleException aStateBetweenRuns) {
      return Optional.empty();
    }
  }

  private static Optional<Seeded> sequence(long seed) {
    try {
      Graph graph = Sequences.of(RandomGraphs.graph(seed)).graph();
      PlanOptions options = PlanOptions.standard().withStreams(seed % 2 == 0).withInputRows(true);
      return Optional.of(
          new Seeded(seed, Planner.plan(graph, KernelLibraries.portable(), options)));
    } catch (ThimbleException noTime) {
      return Optional.empty();
    }
  }

  private void runSequence(Seeded seeded) {
    runSequence(seeded, HOST);
  }

  private void runSequence(Seeded seeded, Board board) {
    Graph graph = seeded.plan.graph();
    SplittableRandom random = new SplittableRandom(seeded.seed);
    SequenceRun reference = new SequenceRun(graph);
    List<List<TensorData>> runs = new ArrayList<>();
    List<List<TensorData>> results = new ArrayList<>();
    for (int run = 0; run < 9; run++) {
      runs.add(
          graph.arguments().stream()
              .map(port -> RandomGraphs.data(port.value().type(), random))
              .toList());
      results.add(reference.next(runs.get(run)));
    }
    assertThat(outputs(seeded, runs, board))
        .as("seed " + seeded.seed)
        .isEqualTo(Packing.pack(results));
  }

  private record Seeded(long seed, Plan plan) {}

  private static Seeded plan(long seed, PlanOptions options) {
    return new Seeded(
        seed, Planner.plan(RandomGraphs.graph(seed), KernelLibraries.portable(), options));
  }

  private void run(Seeded seeded) {
    Graph graph = seeded.plan.graph();
    var inputs = RandomGraphs.inputs(graph, seeded.seed);
    byte[] expected = Packing.pack(List.of(Evaluator.outputs(graph, inputs)));
    assertThat(outputs(seeded, List.of(inputs), HOST))
        .as("seed " + seeded.seed)
        .isEqualTo(expected);
  }

  private byte[] outputs(Seeded seeded, List<List<TensorData>> inferences, Board board) {
    Path project = directory.resolve(board.name() + seeded.seed);
    ProjectDirectory.write(
        CProject.emit(
            seeded.plan, board, new CompileOptions("random.onnx", "0".repeat(64), List.of())),
        project);
    return new ProjectRunner(project, board)
        .run(Packing.pack(inferences), Optional.empty(), Instrumentation.NONE)
        .outputs();
  }
}
