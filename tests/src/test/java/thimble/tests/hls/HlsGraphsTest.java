package thimble.tests.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
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

/** Random networks as hardware, folded at random, give the integer reference's bytes. */
class HlsGraphsTest {
  private static final int INFERENCES = 2;

  @TempDir Path directory;

  @Test
  void randomNetworksGiveTheReferencesBytes() {
    List<Design> designs = new ArrayList<>();
    for (long seed = 0; designs.size() < 60; seed++) {
      Graph graph = RandomGraphs.graph(seed).withName("random" + seed);
      boolean streams =
          graph.inputs().stream().allMatch(p -> p.value().type().element() == ElementType.S8);
      if (streams) {
        design(graph, seed, designs);
      }
    }
    agree(designs);
  }

  /** Adds a graph's design, unless the graph has operators that cannot stream. */
  private static void design(Graph graph, long seed, List<Design> designs) {
    Map<Integer, Stage> stages;
    try {
      stages = DesignBuilder.stages(graph);
    } catch (ThimbleException e) {
      return;
    }
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Folding> chosen = new LinkedHashMap<>();
    stages.forEach(
        (node, stage) ->
            chosen.put(node, stage.foldings().get(random.nextInt(stage.foldings().size()))));
    Design design = Depths.minimal(DesignBuilder.build(graph, stages, chosen), stage -> {});
    assertThat(Clock.run(design).finished()).as("seed %d", seed).isTrue();
    designs.add(design);
  }

  private void agree(List<Design> designs) {
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
