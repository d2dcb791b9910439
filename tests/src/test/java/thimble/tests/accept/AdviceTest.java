package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Examples;

/** Advice on architectures: what is promised is what the altered model needs. */
class AdviceTest {
  /** A wide 5x5 after a Pad of its own, a stride that comes late, a residual. */
  private static final String NET =
      """
      opset 13
      input x float[1,3,24,24]
      const w1 float[8,3,3,3] 0.25,-0.125,0.5,-0.0625,0.03
      const pads int64[8] 0,0,2,2,0,0,2,2
      const w2 float[8,1,5,5] 0.25,-0.125,0.5
      const w3 float[16,8,3,3] 0.1,-0.2,0.3,-0.1
      const w4 float[16,16,3,3] 0.1,-0.2,0.15
      node Conv x,w1 -> a name=stem pads=[1,1,1,1]
      node Relu a -> b
      node Pad b,pads -> c
      node Conv c,w2 -> d name=deep group=8
      node Conv d,w3 -> e name=late pads=[1,1,1,1] strides=[2,2]
      node Conv e,w4 -> f name=last auto_pad=SAME_UPPER
      node Add e,f -> g
      node GlobalAveragePool g -> h
      output h
      """;

  @TempDir Path directory;

  @Test
  void theWrittenModelNeedsWhatWasPromised() throws IOException {
    Path model = Examples.write(directory.resolve("net.onnx"), NET);
    Path altered = directory.resolve("altered.onnx");
    Path json = directory.resolve("advice.json");

    String output =
        CommandLine.run(
                "sim",
                model.toString(),
                "--advise",
                "--advise-out",
                altered.toString(),
                "--json",
                json.toString())
            .requireSuccess()
            .output();

    assertThat(output)
        .contains("what the fullest moment holds", "the 5x5 window of deep", "B, as advised")
        .contains("deep: kernel 5x5 -> 3x3", "stride of late moved to deep");
    JsonNode advice = new ObjectMapper().readTree(json.toFile()).at("/advice");
    long before = advice.at("/before/arena").asLong();
    for (JsonNode change : advice.at("/changes")) {
      assertThat(change.at("/arena").asLong()).isLessThan(before);
    }
    JsonNode path = advice.at("/path");
    assertThat(path).isNotEmpty();
    Path again = directory.resolve("again.json");
    CommandLine.run("sim", altered.toString(), "--json", again.toString()).requireSuccess();
    JsonNode report = new ObjectMapper().readTree(again.toFile());
    assertThat(report.at("/ram/arena")).isEqualTo(path.get(path.size() - 1).at("/arena"));
    assertThat(report.at("/macs")).isEqualTo(path.get(path.size() - 1).at("/macs"));
  }

  @Test
  void adviceIsGivenWhereTheNetworkDoesNotFit() {
    Path model = Examples.write(directory.resolve("net.onnx"), NET);
    CommandLine.Outcome outcome =
        CommandLine.run("sim", model.toString(), "--advise", "--ram", "1K");
    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.output()).contains("what the fullest moment holds", "T0401");
  }

  @Test
  void quantizedModelsAreAlteredToo() {
    Path altered = directory.resolve("altered.onnx");
    String output =
        CommandLine.run("sim", Examples.DIGITS.toString(), "--advise-out", altered.toString())
            .requireSuccess()
            .output();
    assertThat(output).contains("kernel 3x3 -> 1x1", "B, as advised");
  }
}
