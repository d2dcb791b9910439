package thimble.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
  @ValueSource(strings = {"portable", "cortexm"})
  void stripsGiveTheReferencesBytes(String library) {
    int programs = 0;
    for (long seed = 0; programs < 2; seed++) {
      Graph graph = RandomNets.net(seed, 6 + (int) seed % 4, 10, 20);
      Plan plan =
          BudgetPlanner.plan(
              graph,
              KernelLibraries.named(library, HOST.core()),
              new PlanOptions(4, 100_000L, 0.01, true),
              new Goal(OptionalLong.empty(), Goal.Aim.RAM),
              stage -> {});
      if (plan.graph().nodes().size() > graph.nodes().size()) {
        run(plan, graph, seed);
        programs++;
      }
    }
  }

  private void run(Plan plan, Graph graph, long seed) {
    var inputs = RandomGraphs.inputs(graph, seed);
    Path project = directory.resolve("seed" + seed);
    ProjectDirectory.write(
        CProject.emit(plan, HOST, new CompileOptions("net.onnx", "0".repeat(64), List.of())),
        project);
    RunReport run =
        new ProjectRunner(project, HOST)
            .run(Packing.pack(List.of(inputs)), Optional.empty(), Instrumentation.NONE);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    Evaluator.outputs(graph, inputs).forEach(t -> expected.writeBytes(t.toLittleEndian()));
    assertThat(run.outputs()).as("seed " + seed).isEqualTo(expected.toByteArray());
  }
}
