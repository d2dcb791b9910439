package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.tests.support.CommandLine;

/** RAM against work from the front door: the frontier, and plans under budgets on it. */
class FrontierTest {
  @TempDir Path directory;

  private Path model;

  /** Inverted residuals on an image that is large for its channels: strips pay. */
  @BeforeEach
  void makeModel() {
    model = directory.resolve("m.onnx");
    CommandLine.run("zoo", "mobilenetv2-0.35-64", "--int8", "--out", model.toString())
        .requireSuccess();
  }

  @Test
  void moreWorkBuysRamAndBudgetsAreMetOnTheWay() throws IOException {
    Path json = directory.resolve("f.json");
    Path page = directory.resolve("f.html");
    CommandLine.Outcome outcome =
        CommandLine.run(
                "sim",
                model.toString(),
                "--pareto",
                "--json",
                json.toString(),
                "--report",
                page.toString())
            .requireSuccess();
    assertThat(outcome.output()).contains("layer by layer", "row streams", "strips of", "####");
    assertThat(Files.readString(page))
        .contains("<svg id=\"frontier\"", "strips of", "<svg id=\"arena\"");
    JsonNode points = new ObjectMapper().readTree(json.toFile()).at("/frontier");
    long streams = 0;
    long least = Long.MAX_VALUE;
    for (JsonNode point : points) {
      if (point.at("/input").textValue().equals("rows")) {
        assertThat(point.at("/ram").longValue()).isLessThan(least);
        least = point.at("/ram").longValue();
        streams = point.at("/recomputedMacs").longValue() == 0 ? least : streams;
      }
    }
    assertThat(least).isLessThan(streams * 9 / 10);
    JsonNode within = sim(String.valueOf(streams * 95 / 100));
    assertThat(within.at("/ram/arena").longValue()).isLessThanOrEqualTo(streams * 95 / 100);
    assertThat(within.at("/recomputedMacs").longValue()).isPositive();
    CommandLine.Outcome none =
        CommandLine.run("sim", model.toString(), "--input", "rows", "--ram", "2K");
    assertThat(none.exit()).isEqualTo(3);
    assertThat(none.output()).contains("T0401", "nothing smaller was found, although strips");
  }

  private JsonNode sim(String budget) throws IOException {
    Path json = directory.resolve("r.json");
    CommandLine.run(
            "sim",
            model.toString(),
            "--input",
            "rows",
            "--ram",
            budget,
            "--quiet",
            "--json",
            json.toString())
        .requireSuccess();
    return new ObjectMapper().readTree(json.toFile());
  }
}
