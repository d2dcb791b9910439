package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.Compiler;
import thimble.frontend.zoo.Zoo;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.BudgetPlanner;
import thimble.planner.Goal;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.sim.RandomGraphs;
import thimble.sim.plan.ArenaRun;
import thimble.targets.Boards;
import thimble.tests.support.Shared;

/**
 * What parts that a layer sums over save in whole networks (docs/strips.md has the table): dense
 * layers over flattened images, and over one another.
 */
class SummedModelsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"har-cnn, 4_800, 2_608", "mnist-mlp-300, 1_084, 867"})
  void wellKnownArchitectures(String name, String streams, String sums) throws IOException {
    Path model = directory.resolve("m.onnx");
    Zoo.write(name, Zoo.Form.INT8, 1, model);
    needs(model, streams, sums);
  }

  @Test
  void microSpeech() {
    needs(Shared.models().resolve("micro_speech").resolve("model_qdq.onnx"), "6_520", "2_584");
  }

  private static void needs(Path model, String streams, String sums) {
    Compiler.Request request = Compiler.Request.of(model, Boards.find("mps2-an386"));
    Graph graph = Compiler.graph(request);
    Plan balanced = Compiler.plan(graph, request);
    Goal goal = new Goal(OptionalLong.empty(), Goal.Aim.RAM);
    PlanOptions options = PlanOptions.standard().withStreams(true);
    Plan least = BudgetPlanner.plan(graph, request.kernels(), options, goal, progress -> {});
    assertThat(balanced.arenaBytes()).isLessThanOrEqualTo(bytes(streams));
    assertThat(least.arenaBytes()).isLessThanOrEqualTo(bytes(sums));
    List<TensorData> inputs = RandomGraphs.inputs(graph, 1);
    assertThat(ArenaRun.run(least, inputs).outputs()).isEqualTo(Evaluator.outputs(graph, inputs));
  }

  private static long bytes(String text) {
    return Long.parseLong(text.replace("_", ""));
  }
}
