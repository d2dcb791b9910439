package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.onnx.OnnxReader;
import thimble.frontend.onnx.OnnxType;
import thimble.frontend.onnx.OnnxWriter;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.ThimbleException;

/** Branches that are decided at compile time. */
class ControlFlowTest {
  @TempDir Path directory;

  private static TestModel branch() {
    return TestModel.opset(17);
  }

  /** A sample rate decides; both branches read the image around them and use the same names. */
  private static TestModel byRate() {
    return TestModel.opset(17)
        .input("x", 1, 4)
        .input(OnnxType.INT64, "rate")
        .initialiser(
            ai.onnx.proto.OnnxMl.TensorProto.newBuilder()
                .setName("known")
                .setDataType(OnnxType.INT64.code())
                .addInt64Data(16000)
                .build())
        .node("Equal", "rate known", "isWide")
        .node("Relu", "x", "positive")
        .node(
            "If",
            "isWide",
            "y",
            "then_branch",
            branch().node("Neg", "positive", "t").node("Sigmoid", "t", "r").output("r"),
            "else_branch",
            branch()
                .floats("two", List.of(1), 2f)
                .node("Mul", "x two", "t")
                .node("Nothing", "t", "r")
                .output("r"))
        .node("Tanh", "y", "z")
        .output("z");
  }

  private Graph read(TestModel model, double rate) {
    return Importer.read(
        model.write(directory), ImportOptions.NONE.withConstants(Map.of("rate", List.of(rate))));
  }

  private static List<String> ops(Graph graph) {
    return graph.nodes().stream().map(node -> node.origin().sources().get(0).opType()).toList();
  }

  private ThimbleException refusal(TestModel model, ImportOptions options) {
    ThimbleException refusal =
        catchThrowableOfType(
            ThimbleException.class, () -> Importer.read(model.write(directory), options));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  @Test
  void theBranchThatRunsTakesTheNodesPlace() {
    Graph graph = read(byRate(), 16000);

    assertThat(ops(graph)).containsExactly("Relu", "Neg", "Sigmoid", "Tanh");
    assertThat(graph.inputs()).extracting(port -> port.modelName()).containsExactly("x");
  }

  @Test
  void whatTheOtherBranchHoldsDoesNotMatter() {
    ThimbleException refusal =
        refusal(byRate(), ImportOptions.NONE.withConstants(Map.of("rate", List.of(8000.0))));

    assertThat(refusal.diagnostics()).hasSize(1);
    assertThat(refusal.diagnostics().get(0).code()).isEqualTo(Code.T0201);
    assertThat(refusal.getMessage()).contains("Nothing");
  }

  @Test
  void branchesNest() {
    TestModel inner =
        branch()
            .node("Shape", "x", "extents")
            .longs("zero", 0)
            .node("Gather", "extents zero", "rows")
            .longs("one", 1)
            .node("Equal", "rows one", "isOne")
            .node(
                "If",
                "isOne",
                "deep",
                "then_branch",
                branch().node("Exp", "x", "r").output("r"),
                "else_branch",
                branch().node("Log", "x", "r").output("r"))
            .output("deep");
    TestModel model =
        TestModel.opset(17)
            .input("x", 1, 4)
            .ints(OnnxType.BOOL, "yes", List.of(), 1)
            .node("If", "yes", "y", "then_branch", inner, "else_branch", branch().output("x"))
            .output("y");

    assertThat(ops(Importer.read(model.write(directory), ImportOptions.NONE)))
        .containsExactly("Exp");
  }

  @Test
  void aConditionFromTheInputIsRefused() {
    ThimbleException refusal = refusal(byRate(), ImportOptions.NONE);

    assertThat(refusal.diagnostics()).hasSize(1);
    assertThat(refusal.diagnostics().get(0).code()).isEqualTo(Code.T0203);
    assertThat(refusal.getMessage()).contains("isWide").contains("--constant");
  }

  @Test
  void aBranchMayNotDefineANameAgain() {
    TestModel model =
        TestModel.opset(17)
            .input("x", 1, 4)
            .ints(OnnxType.BOOL, "yes", List.of(), 1)
            .node(
                "If",
                "yes",
                "y",
                "then_branch",
                branch().node("Exp", "x", "x").output("x"),
                "else_branch",
                branch().output("x"))
            .output("y");

    assertThat(refusal(model, ImportOptions.NONE).diagnostics().get(0).code())
        .isEqualTo(Code.T0206);
  }

  @Test
  void constantsFitTheirInput() {
    for (List<Double> numbers : List.of(List.of(0.5), List.of(1.0, 2.0), List.of(1e30))) {
      ThimbleException refusal =
          refusal(byRate(), ImportOptions.NONE.withConstants(Map.of("rate", numbers)));

      assertThat(refusal.diagnostics()).hasSize(1);
      assertThat(refusal.diagnostics().get(0).code()).isEqualTo(Code.T0205);
    }
  }

  @Test
  void branchesAreWrittenAsTheyWereRead() {
    var stored = OnnxReader.read(byRate().write(directory));

    byte[] written = OnnxWriter.write(stored, "again");

    assertThat(OnnxReader.read(TestModel.write(directory, parsed(written)))).isEqualTo(stored);
  }

  private static ai.onnx.proto.OnnxMl.ModelProto parsed(byte[] bytes) {
    try {
      return ai.onnx.proto.OnnxMl.ModelProto.parseFrom(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
