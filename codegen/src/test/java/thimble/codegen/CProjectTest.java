package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.op.Clamp;
import thimble.ir.op.Conv2d;
import thimble.ir.op.Window2d;
import thimble.ir.run.Evaluator;
import thimble.planner.Planner;
import thimble.targets.Boards;

final class CProjectTest {
  private static final CompileOptions OPTIONS =
      new CompileOptions("tiny.onnx", "0".repeat(64), List.of("--io", "float"));

  private static final String HOSTILE = "*/ #include \"x\"\n??/ \\";

  /** Strided and padded, then pointwise, of hostile names. */
  static Graph quantized(String name) {
    return new Networks.Builder(1)
        .input("x", Networks.s8(0.5f, 3, 1, 9, 8, 3))
        .constant("w", perChannel(5, 3, 3, 3))
        .constant("b", TensorType.of(ElementType.S32, 5))
        .constant("w2", Networks.s8(0.01f, 0, 4, 1, 1, 5))
        .constant("b2", TensorType.of(ElementType.S32, 4))
        .node("conv1", "/stem/Conv", conv(2, 1), quantization(0.7f, -5), "x", "w", "b")
        .node(
            "conv2",
            HOSTILE,
            new Conv2d(Window2d.pointwise(), 1, Clamp.NONE),
            quantization(0.9f, -4),
            "conv1",
            "w2",
            "b2")
        .outputs(name, "conv2");
  }

  /** Two images, grouped, dilated; the intermediate result is an output too. */
  static Graph floating(String name) {
    return new Networks.Builder(2)
        .input("x", TensorType.of(ElementType.F32, 2, 7, 6, 4))
        .constant("w", TensorType.of(ElementType.F32, 6, 3, 3, 2))
        .constant("b", TensorType.of(ElementType.F32, 6))
        .constant("w2", TensorType.of(ElementType.F32, 2, 3, 3, 6))
        .constant("b2", TensorType.of(ElementType.F32, 2))
        .node(
            "conv1",
            "a",
            new Conv2d(new Window2d(3, 3, 1, 1, 2, 2, 2, 2, 2, 2), 2, Clamp.RELU6),
            null,
            "x",
            "w",
            "b")
        .node("conv2", "b", conv(2, 1), null, "conv1", "w2", "b2")
        .outputs(name, "conv2", "conv1");
  }

  private static Conv2d conv(int stride, int padding) {
    return new Conv2d(
        new Window2d(3, 3, stride, stride, 1, 1, padding, padding, padding, padding),
        1,
        Clamp.RELU);
  }

  private static Quantization quantization(float scale, int zeroPoint) {
    return Quantization.perTensor(scale, zeroPoint);
  }

  private static TensorType perChannel(int... shape) {
    List<Float> scales = new ArrayList<>();
    List<Integer> zeros = new ArrayList<>();
    List<Integer> extents = new ArrayList<>();
    for (int extent : shape) {
      extents.add(extent);
    }
    for (int i = 0; i < shape[0]; i++) {
      scales.add(0.01f * (i + 1));
      zeros.add(0);
    }
    return TensorType.quantized(ElementType.S8, extents, new Quantization(scales, zeros, 0));
  }

  @Test
  void networksOfOneProgramGiveTheReferencesBytes(@TempDir Path directory) throws Exception {
    List<Graph> graphs = List.of(quantized("tiny"), floating("tiny_float"));
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
    SourceTree first = emit(quantized("tiny"));
    SourceTree second = emit(quantized("tiny"));

    assertThat(first.files().keySet()).isEqualTo(second.files().keySet());
    first.files().forEach((path, bytes) -> assertThat(second.files().get(path)).isEqualTo(bytes));
  }

  @Test
  void writesHostileNamesAsHarmlessText() {
    SourceTree tree = emit(quantized("tiny"));

    assertThat(tree.text("tiny.c"))
        .contains("from \"* / #include \"x\"{u+000a}? ?/ {backslash}\" (Conv2d)");
    assertThat(tree.text("tiny_layers.c"))
        .contains("\"* / #include \\\"x\\\"{u+000a}? ?/ {backslash}\"");
    assertThat(tree.text("report.html")).contains("* / #include &quot;x&quot;{u+000a}");
  }

  @Test
  void writesAnExampleAsInTheGoldenFile() throws Exception {
    Golden.compare("tiny.c.golden", emit(quantized("tiny")).text("tiny.c"));
    Golden.compare("tiny.h.golden", emit(quantized("tiny")).text("tiny.h"));
  }

  private static SourceTree emit(Graph graph) {
    return CProject.emit(Planner.plan(graph), Boards.find("host"), OPTIONS);
  }
}
