package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Shared;

/** Ways to quantize are searched for, here and in other processes. */
class TuneTest {
  @TempDir Path directory;

  private List<String> search(String name, String... options) {
    Path kws = Shared.models().resolve("kws");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "quantize",
                kws.resolve("model_float.onnx").toString(),
                "--calibration",
                kws.resolve("labelled/x.npy").toString(),
                "--zero",
                "83",
                "--scale",
                "0.584702909",
                "--samples",
                "24",
                "--tune-samples",
                "24",
                "--equalize",
                "none",
                "--journal",
                directory.resolve(name + ".jsonl").toString(),
                "--json",
                directory.resolve(name + ".json").toString(),
                "--out",
                directory.resolve(name + ".onnx").toString()));
    arguments.addAll(List.of(options));
    return arguments;
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(directory.resolve(file));
  }

  /** Threads and processes find the same, byte for byte; what is written is the best of it. */
  @Test
  void theSameIsFoundWhoeverMeasures() throws IOException {
    String labels = Shared.models().resolve("kws/labelled/labels.csv").toString();
    String[] options = {"--labels", labels, "--tune", "4", "--tune-strategy", "random"};
    CommandLine.Outcome here = CommandLine.run(search("threads", options)).requireSuccess();
    assertThat(here.output()).containsPattern("4 of [0-9]+ configurations tried").contains("top-1");
    List<String> apart = search("processes", options);
    apart.addAll(List.of("--engine", "processes", "--workers", "2"));
    CommandLine.run(apart).requireSuccess();
    for (String each : List.of(".jsonl", ".json", ".onnx")) {
      assertThat(bytes("processes" + each)).as(each).isEqualTo(bytes("threads" + each));
    }
    JsonNode tune = new ObjectMapper().readTree(bytes("threads.json")).get("tune");
    double best = 0;
    for (JsonNode trial : tune.get("trials")) {
      assertThat(trial.get("failure").asText()).isEmpty();
      best = Math.max(best, trial.get("score").asDouble());
    }
    assertThat(tune.get("trials")).hasSize(4);
    for (JsonNode trial : tune.get("trials")) {
      if (trial.get("trial").equals(tune.get("best"))) {
        assertThat(trial.get("score").asDouble()).isEqualTo(best);
      }
    }
    CommandLine.run("verify", directory.resolve("threads.onnx").toString(), "--samples", "1")
        .requireSuccess();
  }

  /** Without labels the float model's choice is what counts; nothing is measured twice. */
  @Test
  void aJournalIsGoneOnFrom() {
    String[] options = {"--calibrator", "mse", "--rounding", "nearest", "--weights", "int8"};
    CommandLine.run(search("again", with(options, "--tune", "2"))).requireSuccess();
    CommandLine.Outcome more =
        CommandLine.run(search("again", with(options, "--tune", "3"))).requireSuccess();
    assertThat(more.output())
        .containsPattern("3 of [0-9]+ configurations tried")
        .contains("2 known from the journal", "agreement");
    CommandLine.Outcome other = CommandLine.run(search("again", "--tune", "3"));
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.output()).contains("T0602", "a journal of another search");
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
