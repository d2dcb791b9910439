package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.report.Report;
import thimble.codegen.report.ReportJson;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Add;
import thimble.ir.op.AveragePool2d;
import thimble.ir.op.Clamp;
import thimble.ir.op.Concat;
import thimble.ir.op.Conv2d;
import thimble.ir.op.DepthwiseConv2d;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Reduce;
import thimble.ir.op.Reshape;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.PlanVerifier;
import thimble.planner.Planner;
import thimble.planner.RowAddress;
import thimble.planner.Step;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

/** Emitted networks whose layers run interleaved, row by row. */
final class StreamedProjectTest {
  /** Fewer than there are rows. */
  private static final int RING_ROWS = 8;

  @Test
  void streamsGiveTheReferencesBytes(@TempDir Path directory) throws Exception {
    List<Graph> graphs =
        List.of(chain("chain", 1), chain("two_images", 2), branches("branches"), wide("wide"));
    List<List<List<TensorData>>> inputs = new ArrayList<>();
    List<List<List<TensorData>>> expected = new ArrayList<>();
    for (Graph graph : graphs) {
      inputs.add(List.of(Networks.randomInputs(graph, 1), Networks.randomInputs(graph, 2)));
      expected.add(
          inputs.get(inputs.size() - 1).stream()
              .map(tensors -> Evaluator.outputs(graph, tensors))
              .toList());
      assertThat(plan(graph).steps()).anyMatch(Step.RowStream.class::isInstance);
    }

    HostProgram program = HostProgram.build(directory, graphs, StreamedProjectTest::plan);

    assertThat(program.run(inputs)).isEqualTo(expected);
  }

  /** The planner rarely chooses them: here most rows without a regular place take turns. */
  @Test
  void ringsGiveTheReferencesBytes(@TempDir Path directory) throws Exception {
    List<Graph> graphs = List.of(chain("chain", 2), branches("branches"), wide("wide"));
    List<List<List<TensorData>>> inputs = new ArrayList<>();
    List<List<List<TensorData>>> expected = new ArrayList<>();
    for (Graph graph : graphs) {
      inputs.add(List.of(Networks.randomInputs(graph, 3), Networks.randomInputs(graph, 4)));
      expected.add(
          inputs.get(inputs.size() - 1).stream()
              .map(tensors -> Evaluator.outputs(graph, tensors))
              .toList());
    }

    HostProgram program =
        HostProgram.build(directory, graphs, graph -> inRings(plan(graph), RING_ROWS));

    assertThat(program.run(inputs)).isEqualTo(expected);
  }

  /** Otherwise the tests above would leave forms of emitted code untried. */
  @Test
  void theExamplesUseEveryForm() {
    List<Plan> plans =
        List.of(plan(chain("chain", 2)), plan(branches("branches")), plan(wide("w")));

    assertThat(plans.stream().flatMap(plan -> plan.addresses().values().stream()))
        .hasAtLeastOneElementOfType(RowAddress.Linear.class)
        .hasAtLeastOneElementOfType(RowAddress.Table.class);
    assertThat(
            plans.stream().flatMap(plan -> inRings(plan, RING_ROWS).addresses().values().stream()))
        .hasAtLeastOneElementOfType(RowAddress.Ring.class);
    assertThat(plans.stream().flatMap(plan -> plan.flat().stream()))
        .hasAtLeastOneElementOfType(Step.Feed.class);
  }

  /** Moves rows, where few of them are there at a time, into rings of so many slots. */
  private static Plan inRings(Plan plan, int slots) {
    Map<String, RowAddress> addresses = new LinkedHashMap<>(plan.addresses());
    long end = (plan.arenaBytes() + 7) / 8 * 8;
    for (var entry : plan.addresses().entrySet()) {
      if (entry.getValue() instanceof RowAddress.Table table
          && table.offsets().stream().distinct().count() < slots) {
        int rowBytes = plan.graph().index().type(entry.getKey()).rowBytes();
        addresses.put(entry.getKey(), new RowAddress.Ring(end, rowBytes, slots));
        end += (long) rowBytes * slots;
      }
    }
    return new Plan(
        plan.graph(),
        plan.kernels(),
        plan.steps(),
        plan.buffers(),
        addresses,
        plan.scratch(),
        end,
        plan.memory());
  }

  @Test
  void tellsStagesApart() {
    SourceTree tree = emit(chain("chain", 1));

    Report report = ReportJson.read(tree.text("report.json"));
    assertThat(report.plan().stages()).anyMatch(stage -> stage.kind().equals("stream"));
    assertThat(report.plan().stages().stream().flatMap(stage -> stage.layers().stream()))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, report.layers().size()).boxed().toList());
    assertThat(report.plan().stages().stream().mapToLong(Report.Stage::live).max())
        .hasValue(report.ram().peak());
  }

  @Test
  void writesAStreamAsInTheGoldenFile() throws Exception {
    Golden.compare("chain.c.golden", emit(chain("chain", 1)).text("chain.c"));
  }

  private static SourceTree emit(Graph graph) {
    return CProject.emit(
        plan(graph),
        Boards.find("host"),
        new CompileOptions(graph.name() + ".onnx", "0".repeat(64), List.of()));
  }

  private static Plan plan(Graph graph) {
    Plan plan =
        Planner.plan(graph, KernelLibraries.portable(), PlanOptions.standard().withStreams(true));
    PlanVerifier.prove(plan);
    return plan;
  }

  /** Strided, dilated and depthwise windows of odd sizes; a mean over rows as they come; a tail. */
  static Graph chain(String name, int images) {
    return new Networks.Builder(5)
        .input("x", Networks.s8(0.5f, 3, images, 21, 13, 3))
        .constant("w1", Networks.s8(0.02f, 0, 8, 3, 3, 3))
        .constant("w2", Networks.s8(0.02f, 0, 3, 3, 8))
        .constant("w3", Networks.s8(0.02f, 0, 12, 1, 1, 8))
        .constant("w4", Networks.s8(0.02f, 0, 6, 3, 3, 12))
        .constant("w5", Networks.s8(0.02f, 0, 5, 6))
        .constant("b8", TensorType.of(ElementType.S32, 8))
        .constant("b12", TensorType.of(ElementType.S32, 12))
        .constant("b6", TensorType.of(ElementType.S32, 6))
        .constant("b5", TensorType.of(ElementType.S32, 5))
        .node("c1", "c1", conv(square(3, 1, 1, 1)), quantization(0.9f, -4), "x", "w1", "b8")
        .node(
            "d2",
            "d2",
            new DepthwiseConv2d(square(3, 2, 1, 1), 1, Clamp.RELU),
            quantization(0.8f, -9),
            "c1",
            "w2",
            "b8")
        .node("p3", "p3", conv(square(1, 1, 1, 0)), quantization(0.8f, 5), "d2", "w3", "b12")
        .node("c4", "c4", conv(square(3, 1, 2, 2)), quantization(0.7f, 1), "p3", "w4", "b6")
        .node(
            "mean",
            "mean",
            new Reduce(Reduce.Kind.MEAN, List.of(1, 2), true),
            quantization(0.4f, 0),
            "c4")
        .node("flat", "flat", new Reshape(List.of(images, 6)), quantization(0.4f, 0), "mean")
        .node("fc", "fc", new FullyConnected(Clamp.NONE), quantization(0.3f, 2), "flat", "w5", "b5")
        .outputs(name, "fc");
  }

  /** A residual whose skip waits, branches of different depth that join by channels. */
  static Graph branches(String name) {
    return new Networks.Builder(6)
        .input("x", Networks.s8(0.5f, 3, 1, 19, 9, 2))
        .constant("w1", Networks.s8(0.02f, 0, 8, 3, 3, 2))
        .constant("w2", Networks.s8(0.02f, 0, 8, 3, 3, 8))
        .constant("w3", Networks.s8(0.02f, 0, 8, 3, 3, 8))
        .constant("w4", Networks.s8(0.02f, 0, 4, 1, 1, 8))
        .constant("w5", Networks.s8(0.02f, 0, 5, 5, 8))
        .constant("w6", Networks.s8(0.02f, 0, 4, 3, 3, 12))
        .constant("b8", TensorType.of(ElementType.S32, 8))
        .constant("b4", TensorType.of(ElementType.S32, 4))
        .node("c1", "c1", conv(square(3, 1, 1, 1)), quantization(0.9f, -4), "x", "w1", "b8")
        .node("c2", "c2", conv(square(3, 1, 1, 1)), quantization(0.8f, -9), "c1", "w2", "b8")
        .node("c3", "c3", conv(square(3, 1, 1, 1)), quantization(0.8f, 5), "c2", "w3", "b8")
        .node("sum", "sum", new Add(Clamp.RELU), quantization(0.9f, 0), "c3", "c1")
        .node("left", "left", conv(square(1, 2, 1, 0)), quantization(0.5f, 0), "sum", "w4", "b4")
        .node(
            "right",
            "right",
            new DepthwiseConv2d(square(5, 2, 1, 2), 1, Clamp.NONE),
            quantization(0.5f, 0),
            "sum",
            "w5",
            "b8")
        .node("join", "join", new Concat(3), quantization(0.5f, 0), "left", "right")
        .node("c6", "c6", conv(square(3, 2, 1, 1)), quantization(0.6f, 1), "join", "w6", "b4")
        .outputs(name, "c6");
  }

  /** Elements of four bytes; a global pool with a row of its own size. */
  static Graph wide(String name) {
    return new Networks.Builder(7)
        .input("x", TensorType.of(ElementType.F32, 1, 17, 6, 2))
        .constant("w1", TensorType.of(ElementType.F32, 6, 3, 3, 2))
        .constant("w2", TensorType.of(ElementType.F32, 6, 3, 3, 6))
        .constant("b", TensorType.of(ElementType.F32, 6))
        .node("c1", "c1", conv(square(3, 1, 1, 1)), null, "x", "w1", "b")
        .node("c2", "c2", conv(square(3, 1, 1, 0)), null, "c1", "w2", "b")
        .node("sum", "sum", new Add(Clamp.NONE), null, "c2", "c2")
        .node(
            "pool",
            "pool",
            new AveragePool2d(new Window2d(15, 4, 1, 1, 1, 1, 0, 0, 0, 0), false),
            null,
            "sum")
        .outputs(name, "pool");
  }

  private static Conv2d conv(Window2d window) {
    return new Conv2d(window, 1, Clamp.RELU);
  }

  private static Window2d square(int kernel, int stride, int dilation, int padding) {
    return new Window2d(
        kernel, kernel, stride, stride, dilation, dilation, padding, padding, padding, padding);
  }

  private static Quantization quantization(float scale, int zeroPoint) {
    return Quantization.perTensor(scale, zeroPoint);
  }
}
