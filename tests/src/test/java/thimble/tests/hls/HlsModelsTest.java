package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.codegen.Compiler;
import thimble.codegen.hls.HlsProject;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.dataflow.Clock;
import thimble.planner.dataflow.Depths;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.planner.dataflow.Folder;
import thimble.sim.Samples;
import thimble.sim.hls.CSimulation;
import thimble.targets.Boards;
import thimble.targets.hls.Stage;
import thimble.tests.support.Shared;

/** Real models as hardware: the emitted C++ gives the integer reference's bytes. */
class HlsModelsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"resnet8, 40000", "kws, 20000", "ad01, 2000", "vww96, 200000"})
  void designsGiveTheReferencesBytes(String model, long interval) {
    Path samples = Shared.models().resolve(model);
    Path file = samples.resolve("model_qdq.onnx");
    Graph graph = Compiler.graph(Compiler.Request.of(file, Boards.find("host")));
    Map<Integer, Stage> stages = DesignBuilder.stages(graph);
    Design design = DesignBuilder.build(graph, stages, Folder.within(graph, stages, interval));
    design = Depths.minimal(design, stage -> {});
    Clock.Cycles cycles = Clock.run(design);
    assertThat(cycles.finished()).isTrue();
    assertThat(cycles.latency()).isGreaterThan(interval / 2);
    long formula =
        design.processes().stream()
            .mapToLong(process -> process.unit().estimate())
            .max()
            .getAsLong();
    assertThat((double) formula).isCloseTo(cycles.interval(), Percentage.withPercentage(1));
    CSimulation simulation =
        CSimulation.build(design, HlsProject.emit(design, List.of("test")), directory);
    ByteArrayOutputStream inputs = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (Samples.Sample sample : Samples.read(samples, graph).subList(0, 2)) {
      List<TensorData> data = sample.graph(graph);
      inputs.writeBytes(data.get(0).toLittleEndian());
      expected.writeBytes(Evaluator.outputs(graph, data).get(0).toLittleEndian());
    }
    CSimulation.Outcome outcome = simulation.run(inputs.toByteArray());
    assertThat(outcome.deadlock()).isEmpty();
    assertThat(outcome.outputs()).isEqualTo(expected.toByteArray());
    for (Design.Stream stream : design.streams()) {
      if (stream.depth() > 2) {
        Map<String, Integer> shorter = Map.of(stream.name(), stream.depth() - 1);
        assertThat(simulation.run(inputs.toByteArray(), shorter).deadlock())
            .as("%s with a word less than %d", stream.name(), stream.depth())
            .isNotEmpty();
      }
    }
  }
}
