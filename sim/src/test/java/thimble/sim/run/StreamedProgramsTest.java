package thimble.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.CProject;
import thimble.codegen.CompileOptions;
import thimble.codegen.ProjectDirectory;
import thimble.ir.Graph;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.planner.Step;
import thimble.sim.Packing;
import thimble.sim.RandomGraphs;
import thimble.targets.Board;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Random graphs that stream, as programs of the host: the reference's bytes come out. */
class StreamedProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("thimble.streamedPrograms", 6);
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

  private record Seeded(long seed, Plan plan) {}

  private static Seeded plan(long seed, PlanOptions options) {
    return new Seeded(
        seed, Planner.plan(RandomGraphs.graph(seed), KernelLibraries.portable(), options));
  }

  private void run(Seeded seeded) {
    Graph graph = seeded.plan.graph();
    var inputs = RandomGraphs.inputs(graph, seeded.seed);
    Path project = directory.resolve("seed" + seeded.seed);
    ProjectDirectory.write(
        CProject.emit(
            seeded.plan, HOST, new CompileOptions("random.onnx", "0".repeat(64), List.of())),
        project);

    RunReport run =
        new ProjectRunner(project, HOST)
            .run(Packing.pack(List.of(inputs)), Optional.empty(), Instrumentation.NONE);

    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    Evaluator.outputs(graph, inputs).forEach(t -> expected.writeBytes(t.toLittleEndian()));
    assertThat(run.outputs()).as("seed " + seeded.seed).isEqualTo(expected.toByteArray());
  }
}
