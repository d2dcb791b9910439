package thimble.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.pass.PassPipeline;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.Planner;
import thimble.sim.RandomGraphs;

/** Trained models: never above the best layer-by-layer figure known, and without a gap. */
class ModelPlansTest {
  @ParameterizedTest
  @CsvSource({
    "ad01/model_qdq.onnx, 768, true",
    "kws/model_qdq.onnx, 16000, true",
    "streaming_wakeword/model_qdq.onnx, 6656, true",
    "micro_speech/model_qdq.onnx, 5960, true",
    "resnet8/model_qdq.onnx, 49152, true",
    "vww96/model_qdq.onnx, 55296, false",
    "mcunet_vww/model_qdq.onnx, 96000, false",
    "mobilenet_v2_224/model_qdq.onnx, 1505280, false",
    "mnist_onnx2c/model_float.onnx, 2784, true",
    "ultraface_slim_320/model_float.onnx, 3686400, false",
  })
  void peakIsTheBestLayerByLayerFigure(String model, long bytes, boolean run) {
    Optional<Path> models = models();
    Assumptions.assumeTrue(models.isPresent(), "no directory shared/models beside the repository");
    Graph graph =
        PassPipeline.standard(PassPipeline.IoMode.QUANTIZED)
            .run(Importer.read(models.get().resolve(model), ImportOptions.NONE));
    Plan plan = Planner.plan(graph);
    assertThat(plan.memory().peak()).isLessThanOrEqualTo(bytes + plan.memory().scratch());
    assertThat(plan.arenaBytes()).isEqualTo(plan.memory().lowerBound());
    assertThat(plan.memory().provedOptimal()).isTrue();
    if (run) {
      List<TensorData> inputs = RandomGraphs.inputs(graph, 1);
      ArenaRun.Result result = ArenaRun.run(plan, inputs);
      assertThat(result.outputs()).isEqualTo(Evaluator.outputs(graph, inputs));
      assertThat(result.highWaterBytes()).isEqualTo(plan.arenaBytes());
    }
  }

  /** {@code -Dthimble.shared}, {@code $THIMBLE_SHARED}, or a directory beside the repository. */
  private static Optional<Path> models() {
    String stated = System.getProperty("thimble.shared", System.getenv("THIMBLE_SHARED"));
    if (stated != null) {
      return Optional.of(Path.of(stated, "models")).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path models = at.resolve("shared").resolve("models");
      if (Files.isDirectory(models)) {
        return Optional.of(models);
      }
    }
    return Optional.empty();
  }
}
