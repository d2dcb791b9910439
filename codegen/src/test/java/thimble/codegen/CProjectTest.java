package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.codegen.report.ReportJson;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.targets.Boards;
import thimble.targets.KernelLibraries;

final class CProjectTest {
  private static final CompileOptions OPTIONS =
      new CompileOptions("tiny.onnx", "0".repeat(64), List.of("--io", "float"));

  @Test
  void networksOfOneProgramGiveTheReferencesBytes(@TempDir Path directory) throws Exception {
    List<Graph> graphs =
        List.of(
            ExampleGraphs.quantized("tiny"),
            ExampleGraphs.floating("tiny_float"),
            ExampleGraphs.mixed("tiny_mixed"),
            ExampleGraphs.moved("tiny_moved"));
    List<List<List<TensorData>>> inputs = new ArrayList<>();
    List<List<List<TensorData>>> expected = new ArrayList<>();
    for (Graph graph : graphs) {
      inputs.add(List.of(Networks.randomInputs(graph, 1), Networks.randomInputs(graph, 2)));
      expected.add(
          inputs.get(inputs.size() - 1).stream()
              .map(tensors -> Evaluator.outputs(graph, tensors))
              .toList());
    }

    HostProgram program = HostProgram.build(directory, graphs);

    assertThat(program.run(inputs)).isEqualTo(expected);
    assertThat(program.symbols())
        .as("writable data of the networks")
        .noneMatch(line -> line.matches(".* [bBdDC] tiny_.*(?<!_arena)"));
  }

  @Test
  void emitsTheSameBytesEachTime() {
    SourceTree first = emit(ExampleGraphs.quantized("tiny"));
    SourceTree second = emit(ExampleGraphs.quantized("tiny"));

    assertThat(first.files().keySet()).isEqualTo(second.files().keySet());
    first.files().forEach((path, bytes) -> assertThat(second.files().get(path)).isEqualTo(bytes));
  }

  @Test
  void writesHostileNamesAsHarmlessText() {
    SourceTree tree = emit(ExampleGraphs.quantized("tiny"));

    assertThat(tree.text("tiny.c"))
        .contains("from \"* / #include \"x\"{u+000a}? ?/ {backslash}\" (Conv2d)");
    assertThat(tree.text("tiny_layers.c"))
        .contains("\"* / #include \\\"x\\\"{u+000a}? ?/ {backslash}\"");
    assertThat(tree.text("report.html")).contains("* / #include &quot;x&quot;{u+000a}");
  }

  @Test
  void writesAHostileFileNameAsHarmlessText() {
    String name = "*/ $(shell x)`y`\n<script>.onnx";
    SourceTree tree =
        CProject.emit(
            Planner.plan(ExampleGraphs.quantized("tiny")),
            Boards.find("mps2-an386"),
            new CompileOptions(name, "0".repeat(64), List.of("--shape", "x\n=1")));

    String harmless = "* / {u+0024}(shell x){u+0060}y{u+0060}{u+000a}{u+003c}script{u+003e}.onnx";
    for (String file : List.of("tiny.c", "Makefile", "CMakeLists.txt", "firmware/link.ld")) {
      assertThat(tree.text(file)).as(file).contains("model   " + harmless + "\n");
    }
    assertThat(tree.text("README.md")).contains("`" + harmless + "`");
    assertThat(tree.text("report.html")).contains(harmless).doesNotContain("<script>.onnx");
    assertThat(ReportJson.read(tree.text("report.json")).model()).isEqualTo(name);
  }

  @Test
  void drawsEveryBufferOnThePage() {
    String page = emit(ExampleGraphs.quantized("tiny")).text("report.html");

    assertThat(page.split("<rect class=\"(in|out|p0)", -1)).hasSize(1 + 3);
    assertThat(page)
        .contains(
            "<title>/stem/Conv\nlayer 0, conv2d\ns8[1x5x4x5], all 5 rows\n"
                + "100 bytes at 216 .. 316\nsteps 0 to 1</title>");
  }

  @Test
  void namesViewsThatNoLayerWrites() {
    assertThat(emit(ExampleGraphs.moved("tiny")).text("tiny.c"))
        .contains("/* f32[3x35]: reshape of AT_LAYER_10, where it lies */")
        .contains("/* f32[1x8x5x7]: concat of AT_LAYER_8, AT_LAYER_9, where it lies */");
  }

  @Test
  void writesAFastKernelAsInTheGoldenFile() throws Exception {
    Plan plan =
        Planner.plan(
            ExampleGraphs.quantized("tiny"),
            KernelLibraries.named("cortexm", Boards.find("host").core()),
            PlanOptions.standard());
    String kernels = CProject.emit(plan, Boards.find("host"), OPTIONS).text("tiny_kernels.h");
    int from = kernels.indexOf("/*\n * Convolution");
    String kernel = kernels.substring(from, kernels.indexOf("\n}\n", from) + 3);
    Golden.compare("tiny_conv.c.golden", kernel);
  }

  @Test
  void writesAnExampleAsInTheGoldenFile() throws Exception {
    Golden.compare("tiny.c.golden", emit(ExampleGraphs.quantized("tiny")).text("tiny.c"));
    Golden.compare("tiny.h.golden", emit(ExampleGraphs.quantized("tiny")).text("tiny.h"));
  }

  private static SourceTree emit(Graph graph) {
    return CProject.emit(Planner.plan(graph), Boards.find("host"), OPTIONS);
  }
}
