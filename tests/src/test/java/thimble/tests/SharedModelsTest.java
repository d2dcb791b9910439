package thimble.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.frontend.data.Npy;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.pass.PassPipeline;
import thimble.ir.pass.PassPipeline.IoMode;
import thimble.ir.run.Evaluator;
import thimble.ir.run.Ports;

/**
 * The trained models beside the repository, imported, run through all passes and evaluated with the
 * reference kernels: integers equal in every byte, floats within 1e-4 of the largest. Besides, what
 * must be gone is gone.
 */
class SharedModelsTest {
  /** Multiply-accumulates spent on one model; a larger one gets one input. */
  private static final long MOST_MACS = 150_000_000;

  private static Optional<Path> models() {
    String stated = System.getProperty("thimble.shared", System.getenv("THIMBLE_SHARED"));
    if (stated != null) {
      return Optional.of(Path.of(stated).resolve("models")).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path models = at.resolve("shared").resolve("models");
      if (Files.isDirectory(models)) {
        return Optional.of(models);
      }
    }
    return Optional.empty();
  }

  private static Stream<DynamicTest> tests(String pattern, ModelTest test) throws IOException {
    Optional<Path> models = models();
    assumeTrue(models.isPresent(), "no directory shared/models beside the repository");
    List<Path> files;
    try (Stream<Path> all = Files.walk(models.get(), 2)) {
      files = all.filter(p -> p.getFileName().toString().matches(pattern)).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    models.get().relativize(file).toString(), () -> test.run(file)));
  }

  private interface ModelTest {
    void run(Path file) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> quantizedModelsEqualEveryByte() throws IOException {
    return tests("model_qdq.*\\.onnx", SharedModelsTest::quantizedModel);
  }

  @TestFactory
  Stream<DynamicTest> floatModelsAreClose() throws IOException {
    return tests("model_float.*\\.onnx", SharedModelsTest::floatModel);
  }

  private static Graph compiled(Path file) {
    Graph graph = Importer.read(file, ImportOptions.NONE);
    Graph result = PassPipeline.standard(IoMode.QUANTIZED).run(graph);
    assertThat(PassPipeline.standard(IoMode.QUANTIZED).run(result)).isEqualTo(result);
    return result;
  }

  private static List<String> operators(Graph graph) {
    return graph.nodes().stream().map(Node::op).map(op -> op.name()).distinct().toList();
  }

  private static void quantizedModel(Path file) throws IOException {
    Graph graph = compiled(file);
    assertThat(operators(graph))
        .doesNotContain(
            "quantize", "dequantize", "requantize", "transpose", "pad", "clip", "multiply");
    for (int k : inputs(file, graph)) {
      List<TensorData> results = run(graph, file, k);
      TensorData expected = read(file, "expected_int8_" + k + ".npy").orElseThrow();
      assertThat(results.get(0).byteArray()).as("input " + k).isEqualTo(expected.byteArray());
    }
  }

  private static void floatModel(Path file) throws IOException {
    Graph graph = compiled(file);
    assertThat(operators(graph)).doesNotContain("transpose", "pad", "clip", "mat_mul");
    String stem = file.getFileName().toString().contains("_bn") ? "float_bn_" : "float_";
    for (int k : inputs(file, graph)) {
      List<TensorData> results = run(graph, file, k);
      for (int j = 0; j < results.size(); j++) {
        String part = results.size() == 1 ? "" : "_out" + j;
        TensorData expected = read(file, "expected_" + stem + k + part + ".npy").orElseThrow();
        assertClose(Ports.toModel(graph.outputs().get(j), results.get(j)), expected);
      }
    }
  }

  private static void assertClose(TensorData actual, TensorData expected) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.count(); i++) {
      largest = Math.max(largest, Math.abs(expected.real(i)));
      difference = Math.max(difference, Math.abs(expected.real(i) - actual.real(i)));
    }
    assertThat(difference).isLessThanOrEqualTo(1e-4 * largest);
  }

  /** The numbered inputs beside a model, as many as are quick to run. */
  private static List<Integer> inputs(Path file, Graph graph) {
    List<Integer> numbers = new ArrayList<>();
    while (Files.exists(file.resolveSibling("input_" + numbers.size() + ".npy"))
        && (numbers.isEmpty() || graph.macs() * (numbers.size() + 1) <= MOST_MACS)) {
      numbers.add(numbers.size());
    }
    return numbers;
  }

  private static List<TensorData> run(Graph graph, Path file, int k) {
    TensorData input = read(file, "input_" + k + ".npy").orElseThrow();
    Port port = graph.inputs().get(0);
    boolean quantizes = port.value().type().element() != ElementType.F32;
    // The files hold floats also for models that take int8 themselves.
    Port asFloat =
        new Port(port.value(), port.modelName(), port.modelShape(), port.permutation(), quantizes);
    return Evaluator.outputs(graph, List.of(Ports.toGraph(asFloat, input)));
  }

  private static Optional<TensorData> read(Path file, String name) {
    Path path = file.resolveSibling(name);
    return Files.exists(path) ? Optional.of(Npy.read(path).data()) : Optional.empty();
  }
}
