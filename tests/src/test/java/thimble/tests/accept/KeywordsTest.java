package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.frontend.data.Npy;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Compiled;
import thimble.tests.support.Examples;
import thimble.tests.support.Shared;

/** Accuracy over labelled data, counted by the program itself. */
class KeywordsTest {
  @TempDir Path directory;

  /** MLPerf Tiny's set of 1000 keywords: 90.1 % are told by the network in TFLite's arithmetic. */
  @Test
  void keywords() throws IOException {
    Path kws = Shared.models().resolve("kws");
    Path data = kws.resolve("labelled");
    assumeTrue(Files.isDirectory(data), "skipped: no labelled keywords");
    Path model = kws.resolve("model_qdq.onnx");
    assertThat(counted(model, data.resolve("x.npy"), data.resolve("labels.csv")))
        .contains("90.1 % (901 of 1000)");
    Graph graph = Compiled.of(model, "host", directory).plan().graph();
    assertThat(reference(graph, data)).isEqualTo(901);
  }

  /** The example of the README: images that the network has not been trained on. */
  @Test
  void digits() {
    Path labels = Examples.DIGIT_IMAGES.resolveSibling("labels.csv");
    assertThat(counted(Examples.DIGITS, Examples.DIGIT_IMAGES, labels)).contains("of 360)");
  }

  private String counted(Path model, Path inputs, Path labels) {
    Path out = directory.resolve("out");
    CommandLine.run("compile", model.toString(), "--out", out.toString()).requireSuccess();
    return CommandLine.run(
            "run", out.toString(), "--input", inputs.toString(), "--labels", labels.toString())
        .requireSuccess()
        .output();
  }

  private static int reference(Graph graph, Path data) throws IOException {
    List<String> labels = Files.readAllLines(data.resolve("labels.csv"));
    byte[] all = Npy.read(data.resolve("x.npy")).data().byteArray();
    int bytes = graph.inputs().get(0).value().type().bytes();
    int correct = 0;
    for (int i = 0; i * bytes < all.length; i++) {
      byte[] one = java.util.Arrays.copyOfRange(all, i * bytes, (i + 1) * bytes);
      TensorData input = TensorData.fromLittleEndian(ElementType.S8, one);
      TensorData scores = Evaluator.outputs(graph, List.of(input)).get(0);
      int best = 0;
      for (int k = 1; k < scores.count(); k++) {
        best = scores.integer(k) > scores.integer(best) ? k : best;
      }
      correct += labels.get(i + 1).endsWith("," + best) ? 1 : 0;
    }
    return correct;
  }
}
