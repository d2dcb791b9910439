package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thimble.frontend.data.Npy;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.sim.Difference;
import thimble.sim.OnnxRuntime;
import thimble.sim.Samples;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Compiled;
import thimble.tests.support.Examples;

/** The example of docs/custom-operators.md from the Java file to firmware. */
class CustomOperatorTest {
  private static final Path EXAMPLE = Examples.directory("custom-operator");
  private static final Path OPERATOR = EXAMPLE.resolve("SoftThreshold.java");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "denoise, host",
    "denoise, mps2-an386",
    "denoise_int8, host",
    "denoise_int8, mps3-an547",
    "denoise_int8, stm32vldiscovery"
  })
  void agreesEverywhere(String model, String target) {
    CommandLine.Outcome outcome =
        CommandLine.run(
            "verify",
            EXAMPLE.resolve(model + ".onnx").toString(),
            "--op",
            OPERATOR.toString(),
            "--target",
            target);
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("soft_threshold_", "verified");
  }

  /** With its threshold and bias equal, ONNX's Shrink is the same function. */
  @Test
  void computesWhatItSays() throws IOException {
    Path known = directory.resolve("known.onnx");
    Files.write(known, withShrink(EXAMPLE.resolve("denoise.onnx")).toByteArray());
    Graph graph = Compiled.of(known, "host", directory).plan().graph();
    List<Samples.Sample> samples = Samples.random(graph, 1, 3);
    TensorData image = samples.get(0).model().get(0);
    Path input = directory.resolve("image.npy");
    Path output = directory.resolve("clean.npy");
    new Npy(List.of(1, 1, 16, 16), image).write(input);
    run("compile", EXAMPLE.resolve("denoise.onnx"), "--op", OPERATOR, "--out", out());
    run("run", out(), "--input", input, "--output", output);
    try (OnnxRuntime session = OnnxRuntime.open(known)) {
      TensorData expected = session.run(graph.inputs(), samples.get(0).model()).get(0);
      Difference difference = Difference.between(Npy.read(output).data(), expected);
      assertThat(difference.relative()).as(difference.toString()).isLessThan(1e-5);
    }
  }

  private Path out() {
    return directory.resolve("out");
  }

  private static void run(Object... words) {
    CommandLine.run(java.util.Arrays.stream(words).map(Object::toString).toList()).requireSuccess();
  }

  private static ModelProto withShrink(Path file) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("SoftThreshold")) {
        AttributeProto threshold = node.getAttribute(0);
        node.setDomain("").setOpType("Shrink").clearAttribute();
        node.addAttribute(threshold.toBuilder().setName("lambd"));
        node.addAttribute(threshold.toBuilder().setName("bias"));
      }
    }
    return model.build();
  }
}
