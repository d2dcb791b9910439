package thimble.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.frontend.data.Npy;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.Verifier;
import thimble.ir.run.Evaluator;

/** Trained networks as exporters write them: every one is imported and computes what it should. */
class TrainedModelsTest {
  static Stream<Path> models() throws IOException {
    Optional<Path> root = SharedData.models();
    if (root.isEmpty()) {
      return Stream.of(Path.of("none"));
    }
    try (Stream<Path> all = Files.walk(root.get())) {
      return all.filter(path -> path.toString().endsWith(".onnx")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void computesWhatOnnxRuntimeDoes(Path model) {
    assumeTrue(Files.exists(model), "there is no directory of trained models");
    Graph graph = Importer.read(model, ImportOptions.NONE);
    assertThat(Verifier.verify(graph)).isEmpty();
    String variant = model.getFileName().toString().replaceAll("model_|\\.onnx", "");
    boolean several = graph.outputs().size() > 1;
    for (int i = 0; i < graph.outputs().size(); i++) {
      Path expected =
          model.resolveSibling("expected_" + variant + "_0" + (several ? "_out" + i : "") + ".npy");
      boolean floatInput = graph.inputs().get(0).value().type().element() == ElementType.F32;
      if (Files.exists(expected) && floatInput) {
        TensorData input = Npy.read(model.resolveSibling("input_0.npy")).data();
        Npy wanted = Npy.read(expected);
        List<TensorData> results = Evaluator.outputs(graph, List.of(input));
        if (variant.startsWith("qdq")) {
          // Layer by layer under 0.001 % differ, by one step; along 50 layers that spreads.
          assertThat(Differences.mean(wanted.data(), results.get(i))).isLessThan(0.5);
        } else {
          List<Integer> shape = graph.outputs().get(i).value().type().shape();
          assertThat(
                  Differences.between(
                      wanted.shape(), wanted.data(), shape, results.get(i), 1e-4, 0))
              .isEmpty();
        }
      }
    }
  }
}
