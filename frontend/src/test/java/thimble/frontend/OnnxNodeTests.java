package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.onnx.OnnxReader;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;
import thimble.ir.pass.PassPipeline;
import thimble.ir.pass.PassPipeline.IoMode;
import thimble.ir.run.Evaluator;
import thimble.ir.run.Ports;

/**
 * ONNX's own conformance tests. Each model is imported or diagnosed; what is imported must compute
 * the expected results, and so must what the passes make of it. Inputs that must be known at
 * compile time (axes, shapes, scales) are stored into the model first, as an exporter would.
 */
class OnnxNodeTests {
  /**
   * The first two expect a result of 2.4 cells; ONNX Runtime, which we follow, rounds it to 2
   * first. The third has an input without elements, which is read as an extent left open. The data
   * of bfloat16 tests is stored as uint16.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "test_resize_downsample_scales_cubic_align_corners",
          "test_resize_downsample_scales_linear_align_corners",
          "test_triu_zero");

  private static final Set<String> CHANGED_IN_7 =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Pow",
          "And",
          "Or",
          "Xor",
          "Equal",
          "Greater",
          "Less",
          "Gemm",
          "BatchNormalization",
          "Dropout",
          "AveragePool",
          "PRelu",
          "Upsample");

  @TempDir Path directory;

  private int equal;
  private final Map<Code, Integer> diagnosed = new TreeMap<>();
  private final Map<String, Integer> missing = new TreeMap<>();
  private final Set<String> passed = new HashSet<>();
  private final Map<String, Diagnostic> reasons = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();

  @Test
  void everyModelIsDiagnosedOrComputesWhatIsExpected() throws IOException {
    assumeTrue(
        Files.isDirectory(SharedData.NODE_TESTS), "package libonnx-testdata is not installed");
    List<Path> models;
    try (Stream<Path> all = Files.walk(SharedData.NODE_TESTS)) {
      models = all.filter(path -> path.endsWith("model.onnx")).sorted().toList();
    }
    for (Path model : models) {
      check(model);
    }
    System.out.println(
        models.size() + " models: " + equal + " equal, " + wrong.size() + " wrong, " + diagnosed);
    System.out.println("not supported: " + missing);
    printWanted();
    wrong.forEach(System.out::println);
    assertThat(wrong).isEmpty();
    assertThat(equal).isGreaterThan(700);
  }

  /** How many of the tests that are wanted some day pass, where the list of them is there. */
  private void printWanted() throws IOException {
    Path list = SharedData.models().map(m -> m.resolveSibling("target_nodes.tsv")).orElse(null);
    if (list == null || !Files.exists(list)) {
      return;
    }
    List<String> lines = Files.readAllLines(list);
    List<String> failing =
        lines.stream()
            .skip(1)
            .map(line -> line.split("\t")[0])
            .filter(name -> !passed.contains(name))
            .toList();
    int wanted = lines.size() - 1;
    System.out.println((wanted - failing.size()) + " of " + wanted + " wanted tests; not:");
    failing.forEach(name -> System.out.println("  " + name + ": " + reason(name)));
  }

  private String reason(String name) {
    return Optional.ofNullable(reasons.get(name))
        .map(reason -> reason.code() + " " + reason.what() + ": " + reason.why())
        .orElse("left out");
  }

  private void check(Path path) throws IOException {
    Path data = path.resolveSibling("test_data_set_0");
    String name = path.getParent().getFileName().toString();
    if (!Files.isDirectory(data) || LEFT_OUT.contains(name) || name.contains("BFLOAT16")) {
      return;
    }
    try {
      // As it is; then with all inputs stored but the first; then with all.
      ThimbleException problem = null;
      for (int kept : new int[] {Integer.MAX_VALUE, 1, 0}) {
        try {
          compare(name, path, data, kept);
          return;
        } catch (ThimbleException e) {
          problem = e;
          if (e.diagnostics().stream().noneMatch(d -> d.code() == Code.T0203)) {
            break;
          }
        }
      }
      tally(name, problem);
    } catch (RuntimeException e) {
      wrong.add(name + ": " + e);
    }
  }

  private void tally(String name, ThimbleException problem) {
    reasons.put(name, problem.diagnostics().get(0));
    problem.diagnostics().stream()
        .filter(diagnostic -> diagnostic.code() == Code.T0201)
        .forEach(diagnostic -> missing.merge(diagnostic.what().split(" ")[1], 1, Integer::sum));
    diagnosed.merge(problem.diagnostics().get(0).code(), 1, Integer::sum);
  }

  private void compare(String name, Path path, Path data, int kept) throws IOException {
    ModelProto model = raised(ModelProto.parseFrom(Files.readAllBytes(path)));
    GraphProto.Builder graph = model.getGraph().toBuilder();
    for (int i = kept; Files.exists(input(data, i)); i++) {
      TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(input(data, i)));
      graph.addInitializer(tensor.toBuilder().setName(graph.getInput(i).getName()));
    }
    Path file = TestModel.write(directory, model.toBuilder().setGraph(graph).build());
    Graph imported = Importer.read(file, ImportOptions.NONE);
    List<TensorData> inputs = new ArrayList<>();
    for (int i = 0; i < imported.inputs().size(); i++) {
      inputs.add(OnnxReader.readTensor(input(data, i)).data().orElseThrow());
    }
    Graph compiled = PassPipeline.standard(IoMode.QUANTIZED).run(imported);
    if (isEqual(name, data, imported, inputs) && isEqual(name, data, compiled, inputs)) {
      equal++;
      passed.add(name);
    }
  }

  /** Whether a graph, as imported or after all passes, gives what is expected. */
  private boolean isEqual(String name, Path data, Graph graph, List<TensorData> inputs) {
    List<TensorData> taken = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      taken.add(Ports.toGraph(graph.inputs().get(i), inputs.get(i)));
    }
    List<TensorData> results = Evaluator.outputs(graph, taken);
    for (int i = 0; i < results.size(); i++) {
      Port port = graph.outputs().get(i);
      OnnxTensor expected = OnnxReader.readTensor(data.resolve("output_" + i + ".pb"));
      String difference =
          Differences.between(
              expected.shape(),
              expected.data().orElseThrow(),
              port.modelShape(),
              Ports.toModel(port, results.get(i)),
              // float16 is computed in float32: only the stored expectation is rounded.
              expected.dataType() == OnnxType.FLOAT16.code() ? 1e-3 : 1e-4,
              name.startsWith("test_qlinear") ? 1 : 0);
      if (!difference.isEmpty()) {
        wrong.add(name + " output " + i + ": " + difference);
        return false;
      }
    }
    return true;
  }

  private static Path input(Path data, int index) {
    return data.resolve("input_" + index + ".pb");
  }

  /**
   * The package stamps a model with the operator set in which its operator last changed. Where that
   * is older than what is understood, the model is the same one in operator set 7.
   */
  private static ModelProto raised(ModelProto model) {
    ModelProto.Builder raised = model.toBuilder();
    boolean changed =
        model.getGraph().getNodeList().stream()
            .anyMatch(node -> CHANGED_IN_7.contains(node.getOpType()));
    for (OperatorSetIdProto.Builder opset : raised.getOpsetImportBuilderList()) {
      if (opset.getDomain().isEmpty() && opset.getVersion() < 7 && !changed) {
        opset.setVersion(7);
      }
    }
    return raised.build();
  }
}
