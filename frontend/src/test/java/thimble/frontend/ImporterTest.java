package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static thimble.frontend.TestModel.list;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Quantization;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.Verifier;
import thimble.ir.custom.CustomOperators;
import thimble.ir.op.CustomOp;
import thimble.ir.op.Dequantize;
import thimble.ir.op.FullyConnected;
import thimble.ir.op.Op;

/** What a model becomes, and what is said of models that become nothing. */
class ImporterTest {
  @TempDir Path directory;

  private Graph read(TestModel model) {
    return model.read(directory);
  }

  private Graph read(TestModel model, Map<String, List<Integer>> shapes) {
    return Importer.read(model.write(directory), ImportOptions.NONE.withShapes(shapes));
  }

  private List<Diagnostic> problems(TestModel model) {
    return problems(model.proto());
  }

  private List<Diagnostic> problems(ModelProto model) {
    Path file = TestModel.write(directory, model);
    ThimbleException refusal =
        catchThrowableOfType(ThimbleException.class, () -> Importer.read(file, ImportOptions.NONE));
    assertThat(refusal).isNotNull();
    return refusal.diagnostics();
  }

  private Diagnostic problem(TestModel model) {
    List<Diagnostic> problems = problems(model);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static List<Class<? extends Op>> ops(Graph graph) {
    return graph.nodes().stream().<Class<? extends Op>>map(node -> node.op().getClass()).toList();
  }

  private static TestModel relu(int opset) {
    return TestModel.opset(opset).input("x", 2).node("Relu", "x", "y").output("y");
  }

  @Test
  void operatorSetsFrom7To22AreUnderstood() {
    assertThat(read(relu(7)).nodes()).hasSize(1);
    assertThat(read(relu(22)).nodes()).hasSize(1);
    assertThat(problem(relu(6)).code()).isEqualTo(Code.T0103);
    assertThat(problem(relu(23)).why()).contains("opset 23, not 7 to 22");
    ModelProto old = relu(13).proto().toBuilder().setIrVersion(2).build();
    assertThat(problems(old)).extracting(Diagnostic::code).containsExactly(Code.T0103);
  }

  @Test
  void allUnsupportedOperatorsAreToldAtOnceWithTheirNodes() {
    List<Diagnostic> problems =
        problems(
            TestModel.opset(13)
                .input("x", 2)
                .node("Foo", "x", "a")
                .node("Relu", "a", "b")
                .node("my.domain:Bar", "b", "c")
                .node("Foo", "c", "y")
                .output("y"));
    assertThat(problems).extracting(Diagnostic::code).containsOnly(Code.T0201);
    assertThat(problems)
        .extracting(Diagnostic::text)
        .satisfiesExactly(
            foo -> assertThat(foo).contains("Foo", "\"node_0\", \"node_3\""),
            bar -> assertThat(bar).contains("my.domain:Bar", "\"node_2\"", "--op"));
  }

  @Test
  void deadNodesAreNotLookedAt() {
    Graph graph =
        read(
            TestModel.opset(13)
                .input("x", 2)
                .node("Foo", "x", "dead")
                .node("Relu", "x", "y")
                .output("y"));
    assertThat(graph.nodes()).hasSize(1);
  }

  @Test
  void theFilesOrderNeedNotBeTopological() {
    Graph graph =
        read(
            TestModel.opset(13)
                .input("x", 2)
                .node("Exp", "a", "y")
                .node("Abs", "x", "a")
                .output("y"));
    assertThat(graph.nodes()).extracting(node -> node.output().id()).containsExactly("a", "y");
  }

  @Test
  void brokenGraphsAreToldWithTheirNodes() {
    Diagnostic cycle =
        problem(
            TestModel.opset(13)
                .input("x", 2)
                .node("Add", "x b", "a")
                .node("Relu", "a", "b")
                .output("b"));
    assertThat(cycle.code()).isEqualTo(Code.T0206);
    assertThat(cycle.why()).contains("\"node_0\"").contains("\"node_1\"");
    assertThat(
            problem(
                    TestModel.opset(13)
                        .input("x", 2)
                        .node("Relu", "x", "y")
                        .node("Abs", "x", "y")
                        .output("y"))
                .why())
        .contains("\"y\" is defined before");
    assertThat(problem(TestModel.opset(13).input("x", 2).node("Relu", "z", "y").output("y")).why())
        .contains("it reads \"z\"");
    assertThat(problem(TestModel.opset(13).input("x", 2).node("Relu", "x", "y")).what())
        .isEqualTo("a model without outputs");
    Diagnostic count =
        problem(TestModel.opset(13).input("x", 2).node("Relu", "x x", "y").output("y"));
    assertThat(count.where()).contains("node \"node_0\" (Relu)");
    assertThat(count.why()).contains("2 inputs, not 1");
  }

  @Test
  void whatDependsOnAProblemIsNotAProblemOfItsOwn() {
    List<Diagnostic> problems =
        problems(
            TestModel.opset(13)
                .input("x", 2, 3)
                .input("z", 5)
                .node("Add", "x z", "a")
                .node("Relu", "a", "b")
                .node("Transpose", "x", "c", "perm", list(0, 0))
                .output("b", "c"));
    assertThat(problems)
        .extracting(Diagnostic::where)
        .satisfiesExactly(
            add -> assertThat(add).contains("(Add)"),
            transpose -> assertThat(transpose).contains("(Transpose)"));
  }

  @Test
  void openExtentsAreABatchOrAskedFor() {
    TestModel batch = TestModel.opset(13).input("x", "N", 3).node("Relu", "x", "y").output("y");
    assertThat(read(batch).inputs().get(0).modelShape()).containsExactly(1, 3);
    TestModel sequence =
        TestModel.opset(13).input("x", "N", "T", "N").node("Relu", "x", "y").output("y");
    Diagnostic open = problem(sequence);
    assertThat(open.code()).isEqualTo(Code.T0205);
    assertThat(open.hint()).isEqualTo("--shape T=...");
    assertThat(read(sequence, Map.of("T", List.of(7))).inputs().get(0).modelShape())
        .containsExactly(1, 7, 1);
    assertThat(read(sequence, Map.of("x", List.of(2, 5, 4))).inputs().get(0).modelShape())
        .containsExactly(2, 5, 4);
  }

  @Test
  void shapesForNothingAreTold() {
    Path file = relu(13).write(directory);
    ImportOptions options =
        ImportOptions.NONE.withShapes(Map.of("z", List.of(1), "x", List.of(-2)));
    ThimbleException refusal =
        catchThrowableOfType(ThimbleException.class, () -> Importer.read(file, options));
    assertThat(refusal.diagnostics()).extracting(Diagnostic::code).containsOnly(Code.T0205);
    assertThat(refusal).hasMessageContaining("called \"z\"").hasMessageContaining("[-2]");
  }

  @Test
  void unsupportedTypesAreToldWhereTheyAre() {
    Diagnostic text =
        problem(
            TestModel.opset(13)
                .input(OnnxType.STRING, "x", 2)
                .node("Identity", "x", "y")
                .output("y"));
    assertThat(text.code()).isEqualTo(Code.T0202);
    assertThat(text.text()).contains("input \"x\"").contains("STRING");
  }

  @Test
  void tensorsBeyondMemoryAreRefusedBeforeTheyAreMade() {
    assertThat(
            problem(
                    TestModel.opset(13)
                        .longs("s", 1L << 20, 1L << 20)
                        .node("ConstantOfShape", "s", "y")
                        .output("y"))
                .code())
        .isEqualTo(Code.T0207);
    assertThat(
            problem(
                    TestModel.opset(13)
                        .input("x", 1 << 30, 1 << 30)
                        .node("Relu", "x", "y")
                        .output("y"))
                .code())
        .isEqualTo(Code.T0207);
  }

  @Test
  void inputsThatMustBeKnownAreNamed() {
    Diagnostic computed =
        problem(
            TestModel.opset(13)
                .input("x", 2, 2)
                .input(OnnxType.INT64, "s", 1)
                .node("Reshape", "x s", "y")
                .output("y"));
    assertThat(computed.code()).isEqualTo(Code.T0203);
    assertThat(computed.why()).contains("input 1 \"s\" is computed");
  }

  @Test
  void exportersShapeArithmeticDisappears() {
    Graph graph =
        read(
            TestModel.opset(13)
                .input("x", "N", 4, 6)
                .longs("zero", 0)
                .longs("minus", -1)
                .node("Shape", "x", "s")
                .node("Gather", "s zero", "n")
                .node("Concat", "n minus", "target", "axis", 0)
                .node("Reshape", "x target", "y")
                .output("y"));
    assertThat(graph.nodes()).extracting(node -> node.op().name()).containsExactly("reshape");
    assertThat(graph.constants()).isEmpty();
    assertThat(graph.outputs().get(0).modelShape()).containsExactly(1, 24);
  }

  @Test
  void initialisersListedAsInputsAreConstants() {
    Graph graph =
        read(
            TestModel.opset(8)
                .input("x", 2)
                .input("w", 2)
                .floats("w", List.of(2), 1, 2)
                .node("Add", "x w", "y")
                .output("y"));
    assertThat(graph.inputs()).hasSize(1);
    assertThat(graph.constants()).hasSize(1);
  }

  @Test
  void namesBecomeCleanAndUniqueIds() {
    Graph graph =
        read(
            TestModel.opset(13)
                .input("*/", 2)
                .node("Relu", "*/", "a\"\n")
                .node("Abs", "a\"\n", "a\u00e9_")
                .node("Exp", "a\u00e9_", "y".repeat(10_000))
                .output("y".repeat(10_000)));
    assertThat(graph.inputs().get(0).value().id()).isEqualTo("_/");
    assertThat(graph.inputs().get(0).modelName()).isEqualTo("*/");
    assertThat(graph.nodes())
        .extracting(Node::output)
        .extracting(Value::id)
        .containsExactly("a__", "a___1", "y".repeat(80));
  }

  @Test
  void storedWeightsAreMovedBehindTheirDequantize() {
    Graph graph =
        read(
            TestModel.opset(13)
                .input("x", 1, 3)
                .ints(OnnxType.INT8, "w", List.of(3, 2), 1, 2, 3, 4, 5, 6)
                .floats("s", List.of(2), 0.5f, 0.25f)
                .node("DequantizeLinear", "w s", "d", "axis", 1)
                .node("MatMul", "x d", "y")
                .output("y"));
    assertThat(ops(graph)).containsExactly(Dequantize.class, FullyConnected.class);
    assertThat(graph.constants().get(0).value().type())
        .isEqualTo(
            TensorType.quantized(
                ElementType.S8,
                List.of(2, 3),
                new Quantization(List.of(0.5f, 0.25f), List.of(0, 0), 0)));
    assertThat(graph.constants().get(0).data().byteArray()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void weightsStoredInFourBitsKeepThem() {
    List<OnnxType> types = List.of(OnnxType.INT4, OnnxType.UINT4);
    for (OnnxType type : types) {
      int zero = type == OnnxType.INT4 ? 0 : 0x88;
      Graph graph =
          read(
              TestModel.opset(21)
                  .input("x", 1, 3)
                  .ints(type, "w", List.of(3, 2), 0x21, 0x83, 0x57)
                  .floats("s", List.of(2), 0.5f, 0.25f)
                  .ints(type, "z", List.of(2), zero)
                  .node("DequantizeLinear", "w s z", "d", "axis", 1)
                  .node("MatMul", "x d", "y")
                  .output("y"));
      assertThat(graph.constants().get(0).value().type())
          .isEqualTo(
              TensorType.quantized(
                  ElementType.S4,
                  List.of(2, 3),
                  new Quantization(List.of(0.5f, 0.25f), List.of(0, 0), 0)));
      int[] stored =
          type == OnnxType.INT4 ? new int[] {1, 3, 7, 2, -8, 5} : new int[] {-7, -5, -1, -6, 0, -3};
      assertThat(graph.constants().get(0).data().integers())
          .containsExactly(Arrays.stream(stored).asLongStream().toArray());
      assertThat(graph.constants().get(0).value().type().bytes()).isEqualTo(3);
    }
  }

  @Test
  void anIntegerInputMeansWhatTheModelSaysFurtherDown() {
    Graph graph =
        read(
            TestModel.opset(13)
                .input(OnnxType.INT8, "x", 1, 2, 3)
                .floats("s", List.of(), 0.5f)
                .ints(OnnxType.INT8, "z", List.of(), 7)
                .node("Transpose", "x", "t", "perm", list(0, 2, 1))
                .node("DequantizeLinear", "t s z", "y")
                .output("y"));
    assertThat(graph.inputs().get(0).value().type().quant())
        .isEqualTo(Quantization.perTensor(0.5f, 7));
    assertThat(graph.nodes()).hasSize(2);
  }

  @Test
  void aUsersOperatorTakesNodesOfItsDomain() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("Twice.java"),
            """
        public final class Twice {
          static final String DOMAIN = "ai.example";
          static final String OP_TYPE = "Twice";
          public static void f32(float[] x, int xAt, float[] y, int yAt, int xCount, float by) {
            for (int i = 0; i < xCount; i++) {
              y[yAt + i] = x[xAt + i] * by;
            }
          }
        }
        """);
    TestModel model =
        TestModel.opset(13)
            .domain("ai.example", 1)
            .input("x", 2)
            .node("ai.example:Twice", "x", "y", "by", 2f)
            .output("y");
    assertThat(problem(model).hint()).contains("--op");
    Graph graph =
        Importer.read(
            model.write(directory),
            ImportOptions.NONE.withOperators(CustomOperators.load(List.of(file))));
    assertThat(ops(graph)).containsExactly(CustomOp.class);
  }

  @Test
  void importedGraphsObeyTheVerifier() {
    Graph graph =
        read(
            TestModel.opset(13)
                .input("x", 1, 2, 5, 5)
                .floats("w", List.of(4, 1, 3, 3), new float[36])
                .node("Conv", "x w", "c", "group", 2, "auto_pad", "SAME_UPPER")
                .node("GlobalAveragePool", "c", "g")
                .node("Flatten", "g", "y")
                .output("y"));
    assertThat(Verifier.verify(graph)).isEmpty();
    assertThat(graph.nodes())
        .extracting(node -> node.op().name())
        .contains("depthwise_conv2d", "reduce");
  }
}
