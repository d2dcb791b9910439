package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Examples;

/** report.json as scripts read it: the fields of docs/architecture.md, their types, their sums. */
class ReportTest {
  private static final List<String> TEXTS = List.of("/model", "/target", "/toolVersion");

  /** Known without running anything. */
  private static final List<String> NUMBERS =
      List.of(
          "/macs",
          "/recomputedMacs",
          "/ram/peak",
          "/ram/arena",
          "/ram/scratch",
          "/ram/input",
          "/ram/lowerBound",
          "/ram/layerByLayer",
          "/flash/weights");

  /** Known where the firmware was built and run in the emulator. */
  private static final List<String> MEASURED =
      List.of("/ram/stack", "/flash/code", "/instructions");

  @TempDir Path directory;

  private JsonNode report(String... arguments) throws IOException {
    Path file = directory.resolve("r.json");
    Files.deleteIfExists(file);
    List<String> line = new java.util.ArrayList<>(List.of(arguments));
    line.addAll(List.of("--json", file.toString(), "--quiet"));
    CommandLine.Outcome outcome = CommandLine.run(line).requireSuccess();
    assertThat(outcome.output()).isEmpty();
    return new ObjectMapper().readTree(file.toFile());
  }

  private static void assertContract(JsonNode report, boolean measured) {
    for (String field : TEXTS) {
      assertThat(report.at(field).isTextual()).as(field).isTrue();
    }
    NUMBERS.forEach(field -> assertThat(report.at(field).isIntegralNumber()).as(field).isTrue());
    for (String field : MEASURED) {
      assertThat(report.at(field).isIntegralNumber()).as(field).isEqualTo(measured);
    }
    JsonNode layers = report.at("/layers");
    assertThat(layers.isArray() && !layers.isEmpty()).isTrue();
    for (JsonNode layer : layers) {
      for (String field : List.of("/name", "/op", "/kernel")) {
        assertThat(layer.at(field).isTextual()).as(field).isTrue();
      }
      assertThat(layer.at("/macs").isIntegralNumber()).isTrue();
    }
    assertThat(report.at("/plan/stages").isArray()).isTrue();
    assertThat(report.at("/plan/stages")).isNotEmpty();
    assertSums(report);
  }

  private static void assertSums(JsonNode report) {
    assertThat(sum(report.at("/layers"), "/macs")).isEqualTo(report.at("/macs").asLong());
    long peak = report.at("/ram/peak").asLong();
    assertThat(report.at("/ram/arena").asLong()).isGreaterThanOrEqualTo(peak);
    assertThat(report.at("/ram/lowerBound").asLong()).isPositive().isLessThanOrEqualTo(peak);
    assertThat(report.at("/ram/layerByLayer").asLong()).isGreaterThanOrEqualTo(peak);
    long most = 0;
    for (JsonNode stage : report.at("/plan/stages")) {
      most = Math.max(most, stage.at("/live").asLong());
    }
    assertThat(most).isEqualTo(peak);
  }

  private static long sum(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToLong(node -> node.at(field).asLong())
        .sum();
  }

  @Test
  void compileWritesWhatIsKnownBeforeARun() throws IOException {
    Path out = directory.resolve("out");
    String model = Examples.DIGITS.toString();
    JsonNode report = report("compile", model, "--target", "mps2-an386", "--out", out.toString());
    assertContract(report, false);
    assertThat(report.at("/model").asText()).isEqualTo("digits.onnx");
    assertThat(report.at("/target").asText()).isEqualTo("mps2-an386");
    assertThat(report.at("/ram/input").asLong()).isEqualTo(64);
    JsonNode inProject = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    assertThat(inProject).isEqualTo(report);
    assertThat(out.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void simWritesTheSameFields() throws IOException {
    assertContract(report("sim", Examples.DIGITS.toString()), false);
    assertContract(report("sim", Examples.several(directory).toString()), false);
  }

  @Test
  void verifyWritesWhatItMeasured() throws IOException {
    String model = Examples.DIGITS.toString();
    assertContract(report("verify", model, "--samples", "1"), false);
    JsonNode report = report("verify", model, "--target", "mps2-an386", "--profile");
    assertContract(report, true);
    long total = report.at("/instructions").asLong();
    for (JsonNode layer : report.at("/layers")) {
      assertThat(layer.at("/instructions").asLong()).as(layer.toString()).isPositive();
    }
    // Hooks and the calls around the layers are the rest.
    assertThat(sum(report.at("/layers"), "/instructions"))
        .isBetween(total * 8 / 10, total * 12 / 10);
  }
}
