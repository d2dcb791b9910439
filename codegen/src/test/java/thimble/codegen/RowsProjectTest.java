package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.Transpose;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.targets.KernelLibraries;

/** Emitted networks that take their inputs, and give their outputs, row by row. */
final class RowsProjectTest {
  @Test
  void pushedRowsGiveTheReferencesBytes(@TempDir Path directory) throws Exception {
    List<Graph> graphs =
        List.of(
            StreamedProjectTest.chain("two_images", 2),
            StreamedProjectTest.wide("wide"),
            twoInputs("two_inputs"),
            transposed("transposed"),
            again("again"));
    List<List<List<TensorData>>> inputs = new ArrayList<>();
    List<List<List<TensorData>>> expected = new ArrayList<>();
    for (Graph graph : graphs) {
      inputs.add(List.of(Networks.randomInputs(graph, 1), Networks.randomInputs(graph, 2)));
      expected.add(
          inputs.get(inputs.size() - 1).stream()
              .map(tensors -> Evaluator.outputs(graph, tensors))
              .toList());
    }

    HostProgram program = HostProgram.build(directory, graphs, RowsProjectTest::plan);

    assertThat(program.run(inputs)).isEqualTo(expected);
  }

  /** Otherwise the test above would leave forms of emitted code untried. */
  @Test
  void theExamplesUseEveryForm() {
    assertThat(plan(twoInputs("t")).received()).containsExactly(0, 1);
    assertThat(plan(twoInputs("t")).delivered()).containsExactly(0, 1);
    assertThat(plan(again("again")).received()).containsExactly(0, 1);
    assertThat(plan(StreamedProjectTest.wide("wide")).delivered()).isEmpty();
  }

  private static Plan plan(Graph graph) {
    PlanOptions options =
        PlanOptions.standard().withStreams(true).withInputRows(true).withOutputRows(true);
    Plan plan = Planner.plan(graph, KernelLibraries.portable(), options);
    PlanVerifier.prove(plan);
    return plan;
  }

  /** Rows of different size, at different rates, and two outputs. */
  private static Graph twoInputs(String name) {
    return new Networks.Builder(8)
        .input("x", TensorType.of(ElementType.F32, 1, 12, 6, 2))
        .input("y", TensorType.of(ElementType.F32, 1, 6, 3, 4))
        .constant("w1", TensorType.of(ElementType.F32, 4, 3, 3, 2))
        .constant("w2", TensorType.of(ElementType.F32, 4, 3, 3, 4))
        .constant("b", TensorType.of(ElementType.F32, 4))
        .node("c1", "c1", conv(3, 2, 1), null, "x", "w1", "b")
        .node("sum", "sum", new Add(Clamp.NONE), null, "c1", "y")
        .node("c2", "c2", conv(3, 1, 1), null, "sum", "w2", "b")
        .outputs(name, "c2", "sum");
  }

  /** Nothing can be computed before the last row is there. */
  private static Graph transposed(String name) {
    return new Networks.Builder(9)
        .input("x", TensorType.of(ElementType.F32, 1, 9, 5, 2))
        .constant("w", TensorType.of(ElementType.F32, 3, 3, 3, 2))
        .constant("b", TensorType.of(ElementType.F32, 3))
        .node("t", "t", new Transpose(List.of(0, 2, 1, 3)), null, "x")
        .node("c", "c", conv(3, 1, 1), null, "t", "w", "b")
        .outputs(name, "c");
  }

  /** The image is needed twice: it comes twice. */
  private static Graph again(String name) {
    Graph graph =
        new Networks.Builder(10)
            .input("x", TensorType.of(ElementType.F32, 1, 10, 4, 3))
            .input("later", TensorType.of(ElementType.F32, 1, 10, 4, 3))
            .constant("w", TensorType.of(ElementType.F32, 3, 3, 3, 3))
            .constant("b", TensorType.of(ElementType.F32, 3))
            .node("c1", "c1", conv(3, 1, 1), null, "x", "w", "b")
            .node("c2", "c2", conv(3, 1, 1), null, "later", "w", "b")
            .node("sum", "sum", new Add(Clamp.NONE), null, "c1", "c2")
            .outputs(name, "sum");
    Port first = graph.inputs().get(0);
    return graph.withInputs(List.of(first, first.repeatedAs("later")));
  }

  private static Conv2d conv(int kernel, int stride, int padding) {
    return new Conv2d(
        new Window2d(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding),
        1,
        Clamp.RELU);
  }
}
