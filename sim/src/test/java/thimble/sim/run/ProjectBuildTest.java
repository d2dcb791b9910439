package thimble.sim.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.codegen.SourceTree;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.sim.run.FakeProject.Action;
import thimble.targets.Board;
import thimble.targets.Boards;

class ProjectBuildTest {
  @TempDir Path directory;

  static List<String> boards() {
    return Boards.all().stream().map(Board::name).toList();
  }

  @ParameterizedTest
  @MethodSource("boards")
  void theProgramBuildsForEveryBoardWithoutAWarning(String board) throws IOException {
    SourceTree tree = FakeProject.tree(Boards.find(board));
    tree.with("Makefile", tree.text("Makefile").replace("-Wshadow", "-Wshadow -Werror"))
        .writeTo(directory);
    Optional<ProgramSize> size = new ProjectRunner(directory, Boards.find(board)).build();
    if (size.isPresent()) {
      assertThat(size.get().flashCode()).isBetween(3000L, 8000L);
      assertThat(size.get().flashWeights()).isEqualTo(8);
      assertThat(size.get().ramArena()).isBetween(1064L, 1064L + 16);
      assertThat(size.get().ramData()).isBetween(8L, 128L);
      assertThat(size.get().ramStack()).isBetween(1024L, 4096L);
    } else {
      assertThat(board).isEqualTo("host");
    }
  }

  /** What lies in a board's outer memory is loaded there and used from there. */
  @ParameterizedTest
  @CsvSource({
    "mps2-an386, 0x21000000",
    "mps2-an500, 0x60000000",
    "mps3-an547, 0x70000000",
  })
  void weightsAndArenaMayLieInOuterMemory(String name, String address) throws IOException {
    Board board = Boards.find(name);
    FakeProject.tree(board, 6_000_000, 5_000_000).writeTo(directory);
    RunReport report =
        new ProjectRunner(directory, board)
            .run(FakeProject.inference(Action.COUNT, 1), Optional.empty(), Instrumentation.NONE);
    assertThat(report.outputs()).startsWith(8, 8, 8, 8, 12, 8, 8, 8);
    String map = Files.readString(directory.resolve("build/program.map"));
    assertThat(addressOf(".weights", map)).isEqualTo(Long.decode(address));
    assertThat(addressOf(".arena", map)).isBetween(Long.decode(address), Long.decode(address) + 64);
  }

  private static long addressOf(String section, String map) {
    Matcher matcher =
        Pattern.compile("^" + Pattern.quote(section) + "\\s+(0x[0-9a-f]+)", Pattern.MULTILINE)
            .matcher(map);
    assertThat(matcher.find()).isTrue();
    return Long.decode(matcher.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "stm32vldiscovery"})
  void aCompilerErrorIsToldWithItsPlace(String board) throws IOException {
    SourceTree tree = FakeProject.tree(Boards.find(board));
    tree.with("fake.c", tree.text("fake.c") + "\nint broken(void) { return missing; }\n")
        .writeTo(directory);
    Diagnosis diagnosis = build(board);
    assertThat(diagnosis.code()).isEqualTo(Code.T0503);
    assertThat(diagnosis.text()).containsPattern("fake\\.c:\\d+:\\d+: error: .missing. undeclared");
  }

  @Test
  void aMissingFunctionIsNamed() throws IOException {
    SourceTree tree = FakeProject.tree(Boards.find("nucleo-f411re"));
    tree.with("fake_layers.c", "#include \"fake_layers.h\"\n")
        .with("fake.c", tree.text("fake.c").replace("fake_strerror", "fake_other"))
        .writeTo(directory);
    assertThat(build("nucleo-f411re").text()).contains("fake_strerror");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          const volatile char big[200000] = {1} | T0402 | FLASH has 131,072 bytes, 7\\d,\\d+ too few
          volatile char big[7000] | T0401 | RAM has 8,192 bytes, 9\\d\\d too few
          """)
  void aProgramThatDoesNotFitIsRefusedWithTheNumbers(String data, Code code, String why)
      throws IOException {
    SourceTree tree = FakeProject.tree(Boards.find("stm32vldiscovery"));
    String source =
        tree.text("fake.c")
            .replace(
                "uint32_t result = amount;", "uint32_t result = amount + (uint32_t)big[amount];");
    tree.with("fake.c", data + ";\n" + source).writeTo(directory);
    Diagnosis diagnosis = build("stm32vldiscovery");
    assertThat(diagnosis.code()).isEqualTo(code);
    assertThat(diagnosis.text()).containsPattern(why);
  }

  private record Diagnosis(Code code, String text) {}

  private Diagnosis build(String board) {
    ThimbleException error =
        catchThrowableOfType(
            ThimbleException.class, () -> new ProjectRunner(directory, Boards.find(board)).build());
    assertThat(error).isNotNull();
    return new Diagnosis(error.diagnostics().get(0).code(), error.getMessage());
  }
}
