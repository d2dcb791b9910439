package thimble.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.op.Clamp;
import thimble.ir.op.Clip;
import thimble.ir.op.Quantize;
import thimble.ir.op.Transpose;
import thimble.ir.op.Unary;
import thimble.ir.pass.PassPipeline.IoMode;
import thimble.ir.run.Evaluator;
import thimble.ir.run.Ports;
import thimble.ir.text.GraphParser;
import thimble.ir.text.GraphPrinter;

class PipelineTest {
  /** The model's outputs, from the model's inputs, whatever the ports make of them. */
  static List<TensorData> modelOutputs(Graph graph, List<TensorData> modelInputs) {
    List<TensorData> inputs = new ArrayList<>();
    for (int i = 0; i < modelInputs.size(); i++) {
      inputs.add(Ports.toGraph(graph.inputs().get(i), modelInputs.get(i)));
    }
    List<TensorData> outputs = Evaluator.outputs(graph, inputs);
    List<TensorData> results = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      results.add(Ports.toModel(graph.outputs().get(i), outputs.get(i)));
    }
    return results;
  }

  static List<TensorData> randomInputs(Graph graph, Random random) {
    List<TensorData> inputs = new ArrayList<>();
    for (Port port : graph.inputs()) {
      TensorData data =
          TensorData.allocate(port.value().type().element(), port.value().type().count());
      for (int i = 0; i < data.count(); i++) {
        data.set(i, random.nextGaussian() * (data.element().isFloat() ? 1 : 40));
      }
      inputs.add(data);
    }
    return inputs;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void floatNetworksKeepTheirResults(int block) {
    for (int seed = 25 * block; seed < 25 * (block + 1); seed++) {
      Graph graph = RandomNetworks.network(seed, false);
      Graph result = PassPipeline.standard(IoMode.QUANTIZED).run(graph);
      List<TensorData> inputs = randomInputs(graph, new Random(seed));
      List<TensorData> expected = modelOutputs(graph, inputs);
      List<TensorData> actual = modelOutputs(result, inputs);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(largestDifference(expected.get(i), actual.get(i)))
            .as("seed " + seed + "\n" + GraphPrinter.summary(result))
            .isLessThan(1e-4);
      }
    }
  }

  /** Every lowered operator rounds on its own: results differ by steps, not by more. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void quantizedNetworksStayWithinSteps(int block) {
    for (int seed = 25 * block; seed < 25 * (block + 1); seed++) {
      Graph graph = RandomNetworks.network(seed, true);
      Graph result = PassPipeline.standard(IoMode.QUANTIZED).run(graph);
      List<TensorData> inputs = randomInputs(graph, new Random(seed));
      List<TensorData> expected = modelOutputs(graph, inputs);
      List<TensorData> actual = modelOutputs(result, inputs);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(meanDifference(expected.get(i), actual.get(i)))
            .as("seed " + seed + "\n" + GraphPrinter.summary(result))
            .isLessThan(0.1);
      }
    }
  }

  private static double largestDifference(TensorData expected, TensorData actual) {
    double largest = 1;
    double difference = 0;
    for (int i = 0; i < expected.count(); i++) {
      largest = Math.max(largest, Math.abs(expected.real(i)));
      difference = Math.max(difference, Math.abs(expected.real(i) - actual.real(i)));
    }
    return difference / largest;
  }

  private static double meanDifference(TensorData expected, TensorData actual) {
    double sum = 0;
    for (int i = 0; i < expected.count(); i++) {
      sum += Math.abs(expected.real(i) - actual.real(i));
    }
    return expected.count() == 0 ? 0 : sum / expected.count();
  }

  @Test
  void secondRunChangesNothing() {
    for (int seed = 0; seed < 60; seed++) {
      Graph once =
          PassPipeline.standard(IoMode.QUANTIZED).run(RandomNetworks.network(seed, seed % 2 == 0));
      Graph twice = PassPipeline.standard(IoMode.QUANTIZED).run(once);
      assertThat(GraphPrinter.print(twice)).as("seed " + seed).isEqualTo(GraphPrinter.print(once));
    }
  }

  @Test
  void sameGraphGivesSameText() {
    for (int seed = 0; seed < 20; seed++) {
      String first =
          GraphPrinter.print(
              PassPipeline.standard(IoMode.FLOAT).run(RandomNetworks.network(seed, true)));
      String second =
          GraphPrinter.print(
              PassPipeline.standard(IoMode.FLOAT).run(RandomNetworks.network(seed, true)));
      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  void networksReadBackFromText() {
    for (int seed = 0; seed < 20; seed++) {
      Graph graph = RandomNetworks.network(seed, true);
      assertThat(GraphParser.parse(GraphPrinter.print(graph))).isEqualTo(graph);
    }
  }

  @Test
  void longChainsAreQuick() {
    GraphBuilder builder = new GraphBuilder(new Random(1));
    Value x = builder.input(1, 2, 4, 4);
    for (int i = 0; i < 1000; i++) {
      x = builder.add(new Transpose(List.of(0, 2, 3, 1)), x);
      x = builder.add(new Clip(new Clamp(-i, i)), x);
      x = builder.add(new Transpose(List.of(0, 3, 1, 2)), x);
      x = builder.add(Unary.of(Unary.Function.TANH), x);
    }
    builder.output(x);
    Graph result = PassPipeline.standard(IoMode.QUANTIZED).run(builder.build());
    assertThat(result.nodes()).hasSize(2000).noneMatch(n -> n.op() instanceof Transpose);
  }

  @Test
  void tellsWhichPassBrokeAGraph() {
    Graph graph = RandomNetworks.network(1, false);
    PassPipeline pipeline = PassPipeline.of(List.of(new DeadCode(), new LosesNodes()));
    assertThatThrownBy(() -> pipeline.run(graph))
        .isInstanceOfSatisfying(
            ThimbleException.class,
            e -> {
              assertThat(e.diagnostics().get(0).code()).isEqualTo(Code.T0302);
              assertThat(e).hasMessageContaining("loses-nodes");
            });
  }

  private static final class LosesNodes implements Pass {
    @Override
    public Graph run(Graph graph) {
      return graph.withNodes(graph.nodes().subList(1, graph.nodes().size()));
    }
  }

  @Test
  void showsTheGraphAfterEachPass() {
    Map<String, Graph> seen = new LinkedHashMap<>();
    PassPipeline pipeline = PassPipeline.standard(IoMode.QUANTIZED).observedBy(seen::put);
    Graph result = pipeline.run(RandomNetworks.network(7, true));
    assertThat(seen).containsKeys("import", "choose-layouts", "lower-quantized", "dead-code");
    assertThat(seen.get("dead-code")).isEqualTo(result);
    assertThat(pipeline.names()).contains("fold-batch-norm");
  }

  @Test
  void floatEdgesStayInside() {
    Graph graph = RandomNetworks.network(7, true);
    Graph result = PassPipeline.standard(IoMode.FLOAT).run(graph);
    assertThat(result.inputs()).noneMatch(Port::floatInModel);
    assertThat(result.nodes()).anyMatch(node -> node.op() instanceof Quantize);
    assertThat(Verifier.verify(result)).isEmpty();
  }
}
