package thimble.tests.bad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Examples;

/**
 * Well-formed files whose numbers make no sense, or nearly: extents, windows, axes, scales. Each is
 * refused with a diagnostic, or the plan computes what the reference computes.
 */
class HostileNumbersTest {
  /** Against hanging; no measurement. */
  private static final Duration GUARD = Duration.ofSeconds(60);

  @TempDir Path directory;

  static Stream<String> models() throws IOException {
    return Files.readAllLines(BadCase.DIRECTORY.resolve("numbers.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void isRefusedOrComputed(String statements) {
    Path model =
        Examples.write(
            directory.resolve("m.onnx"),
            "opset 18\ninput x float[1,2,6,6]\nconst w float[2,2,3,3] 0.5,-0.25\n"
                + statements.replace(";", "\n")
                + "\noutput y\n");
    CommandLine.Outcome outcome =
        assertTimeoutPreemptively(
            GUARD, () -> CommandLine.run("sim", model.toString(), "--ram", "64M"));
    assertThat(outcome.output())
        .doesNotContain("\tat ", "Exception", "internal error")
        .contains(outcome.exit() == 0 ? "equal to the reference" : "error[");
    assertThat(outcome.exit()).as(outcome.output()).isIn(0, 3, 4);
  }
}
