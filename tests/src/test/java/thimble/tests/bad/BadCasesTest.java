package thimble.tests.bad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.Code;

/**
 * Everything that can be wrong is told in a diagnostic with the right exit code: never a stack
 * trace, never half a result.
 */
class BadCasesTest {
  /** What no command line leads to, and why. */
  private static final Map<Code, String> UNREACHABLE =
      Map.of(
          Code.T0301, "no command reads IR text",
          Code.T0302, "a defect of a pass, not of a user's",
          Code.T0403, "a defect of the planner, not of a user's");

  @TempDir static Path directory;

  private static List<BadCase> cases() throws IOException {
    try (Stream<Path> files = Files.list(BadCase.DIRECTORY)) {
      List<Path> sorted = files.filter(f -> f.toString().endsWith(".case")).sorted().toList();
      List<BadCase> cases = new ArrayList<>();
      for (Path file : sorted) {
        cases.add(BadCase.read(file));
      }
      return cases;
    }
  }

  @TestFactory
  Stream<DynamicTest> refused() throws IOException {
    return cases().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.name(),
                    () -> {
                      Path place = Files.createDirectory(directory.resolve(example.name()));
                      new BadCaseRun(example, place).run();
                    }));
  }

  @Test
  void everyCodeHasACase() throws IOException {
    TreeSet<Code> missing = new TreeSet<>(Arrays.asList(Code.values()));
    missing.removeAll(UNREACHABLE.keySet());
    cases().forEach(example -> missing.remove(example.code()));
    assertThat(missing).isEmpty();
  }
}
