package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.dataflow.Clock;
import thimble.planner.dataflow.Depths;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.DesignBuilder;
import thimble.sim.RandomGraphs;
import thimble.sim.hls.CSimulation;
import thimble.sim.hls.CSimulationBatch;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Stage;

/** Graphs as hardware, held against the integer reference. */
final class HlsDesigns {
  private static final int INFERENCES = 2;

  private HlsDesigns() {}

  /** Folded at random, streams as short as can be. */
  static Design folded(Graph graph, Map<Integer, Stage> stages, SplittableRandom random) {
    Map<Integer, Folding> chosen = new LinkedHashMap<>();
    stages.forEach(
        (node, stage) ->
            chosen.put(node, stage.foldings().get(random.nextInt(stage.foldings().size()))));
    Design design = Depths.minimal(DesignBuilder.build(graph, stages, chosen), stage -> {});
    assertThat(Clock.run(design).finished()).as(graph.name()).isTrue();
    return design;
  }

  /** Random inferences give the reference's bytes. */
  static void agree(List<Design> designs, Path directory) {
    CSimulationBatch simulation = CSimulationBatch.build(designs, directory);
    for (int i = 0; i < designs.size(); i++) {
      Graph graph = designs.get(i).graph();
      ByteArrayOutputStream inputs = new ByteArrayOutputStream();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (int inference = 0; inference < INFERENCES; inference++) {
        List<TensorData> data = RandomGraphs.inputs(graph, inference);
        data.forEach(input -> inputs.writeBytes(input.toLittleEndian()));
        Evaluator.outputs(graph, data)
            .forEach(output -> expected.writeBytes(output.toLittleEndian()));
      }
      CSimulation.Outcome outcome = simulation.run(i, inputs.toByteArray());
      assertThat(outcome.deadlock()).as(graph.name()).isEmpty();
      assertThat(outcome.outputs()).as(graph.name()).isEqualTo(expected.toByteArray());
    }
  }
}
