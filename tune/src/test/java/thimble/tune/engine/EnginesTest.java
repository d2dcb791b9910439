package thimble.tune.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
  private static final List<Integer> TRIALS = IntStream.range(0, 9).boxed().toList();

  @TempDir Path directory;

  private List<String> worker(int fatal) throws IOException {
    Path store = Files.createTempDirectory(directory, "store");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        EchoWorker.class.getName(),
        store.toString(),
        "" + fatal);
  }

  private static Map<Integer, String> run(Engine engine, List<Integer> trials) {
    Map<Integer, String> results = new TreeMap<>();
    try (engine) {
      engine.run(trials, results::put);
    }
    return results;
  }

  private static Map<Integer, String> expected(String what) {
    Map<Integer, String> expected = new TreeMap<>();
    TRIALS.forEach(trial -> expected.put(trial, trial + ": " + what + "\nßü"));
    return expected;
  }

  @Test
  void threads() {
    assertThat(run(new ThreadEngine(trial -> trial + ": job\nßü", 3), TRIALS))
        .isEqualTo(expected("job"));
    assertThatThrownBy(
            () ->
                run(
                    new ThreadEngine(
                        trial -> {
                          throw new IllegalStateException("no " + trial);
                        },
                        2),
                    TRIALS))
        .hasMessageContaining("no 0");
  }

  @Test
  void processes() throws IOException {
    assertThat(run(ProcessEngine.open(List.of(worker(-1), worker(-1)), "job", Map.of()), TRIALS))
        .isEqualTo(expected("job"));
    assertThat(run(ProcessEngine.openDistributor(worker(-1), "job", Map.of(), "echo"), TRIALS))
        .isEqualTo(expected("job"));
  }

  /** Longer than one piece, and empty. */
  @Test
  void filesAreSentToWhomLacksThem() throws IOException {
    for (int bytes : new int[] {0, 100_000}) {
      Path file = Files.write(directory.resolve("file" + bytes), new byte[bytes]);
      String hash = "0".repeat(58) + String.format("%06d", bytes);
      Engine engine = ProcessEngine.open(List.of(worker(-1)), "file " + hash, Map.of(hash, file));
      assertThat(run(engine, TRIALS)).isEqualTo(expected(bytes + " bytes"));
    }
  }

  @Test
  void whatAWorkerDiesOfGoesToTheOthers() throws IOException {
    assertThat(run(ProcessEngine.open(List.of(worker(0), worker(-1)), "job", Map.of()), TRIALS))
        .isEqualTo(expected("job"));
  }

  @Test
  void failuresAreTold() throws IOException {
    List<List<String>> one = new ArrayList<>(List.of(worker(0)));
    assertThatThrownBy(() -> run(ProcessEngine.open(one, "job", Map.of()), TRIALS))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("trial 0 was too much");
    assertThatThrownBy(() -> ProcessEngine.open(one, "bad", Map.of()))
        .isInstanceOf(EngineException.class)
        .hasMessage("the job is bad\nin two lines");
    assertThatThrownBy(
            () -> ProcessEngine.open(List.of(List.of("no-such-command")), "job", Map.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no-such-command");
  }
}
