package thimble.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.CProject;
import thimble.codegen.CompileOptions;
import thimble.codegen.ProjectDirectory;
import thimble.ir.Graph;
import thimble.ir.run.Evaluator;
import thimble.planner.BudgetPlanner;
import thimble.planner.Goal;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.sim.Packing;
import thimble.sim.RandomGraphs;
import thimble.sim.plan.RandomNets;
import thimble.targets.Board;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Networks in strips as programs of the host: the reference's bytes come out. */
class StripProgramsTest {
  private static final Board HOST = Boards.find("host");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1, portable", "5, cortexm", "9, cortexm"})
  void stripsGiveTheReferencesBytes(long seed, String library) {
    Graph graph = RandomNets.net(seed, 6 + (int) seed % 4, 10, 20);
    Plan plan =
        BudgetPlanner.plan(
            graph,
            KernelLibraries.named(library, HOST.core()),
            PlanOptions.standard().withStreams(true),
            new Goal(OptionalLong.empty(), Goal.Aim.RAM),
            stage -> {});
    assertThat(plan.graph().nodes()).hasSizeGreaterThan(graph.nodes().size());
    var inputs = RandomGraphs.inputs(graph, seed);
    ProjectDirectory.write(
        CProject.emit(plan, HOST, new CompileOptions("net.onnx", "0".repeat(64), List.of())),
        directory);
    RunReport run =
        new ProjectRunner(directory, HOST)
            .run(Packing.pack(List.of(inputs)), Optional.empty(), Instrumentation.NONE);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    Evaluator.outputs(graph, inputs).forEach(t -> expected.writeBytes(t.toLittleEndian()));
    assertThat(run.outputs()).isEqualTo(expected.toByteArray());
  }
}
