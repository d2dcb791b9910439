package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.tests.support.CommandLine;

/** The tables of the benchmark, on a small network: ours beside the peers' and the goals. */
class BenchTest {
  @TempDir Path directory;

  @Test
  void tablesOfRamAndSpeed() throws IOException {
    Path json = directory.resolve("bench.json");

    String output =
        CommandLine.run("bench", "--only", "ds-cnn", "-t", "mps2-an386", "--json", json.toString())
            .requireSuccess()
            .output();

    System.out.println(output);
    assertThat(output).contains("STM32Cube.AI 18,166", "CMSIS-NN", "7,403,000");
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    for (JsonNode row : figures.at("/ram")) {
      assertThat(row.at("/met").asText()).as(row.toString()).isIn("yes", "peak only");
      assertThat(row.at("/arena").asLong()).isGreaterThanOrEqualTo(row.at("/peak").asLong());
    }
    assertThat(figures.at("/ram")).hasSize(2);
    for (JsonNode row : figures.at("/speed")) {
      assertThat(row.at("/report/instructions").asLong())
          .as(row.at("/network").asText())
          .isPositive()
          .isLessThan(row.at("/goal").asLong());
    }
    assertThat(figures.at("/speed")).hasSize(1);
  }

  @Test
  void unknownNetworks() {
    CommandLine.Outcome outcome = CommandLine.run("bench", "--only", "nothing");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.output()).contains("T0801", "no network to measure");
  }
}
