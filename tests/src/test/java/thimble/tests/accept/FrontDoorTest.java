package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thimble.frontend.data.Npy;
import thimble.sim.run.ProgramSize;
import thimble.sim.run.ProjectRunner;
import thimble.tests.support.CommandLine;
import thimble.tests.support.Compiled;
import thimble.tests.support.Examples;

/** Commands and options that a first user tries, each once. */
class FrontDoorTest {
  private static final String DIGITS = Examples.DIGITS.toString();

  @TempDir Path directory;

  private static String run(Object... words) {
    List<String> arguments = new ArrayList<>();
    for (Object word : words) {
      arguments.add(word.toString());
    }
    return CommandLine.run(arguments).requireSuccess().output();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help", "compile --help", "sim --help", "verify --help", "run --help", "zoo --help",
        "targets --help", "ops --help", "--version", "targets", "ops", "zoo"
      })
  void explainsItself(String line) {
    assertThat(run((Object[]) line.split(" "))).isNotBlank();
  }

  /** The README's way: compile, run on the board, read accuracy, SRAM, flash and instructions. */
  @Test
  void digitsOnTheBoard() {
    Path out = directory.resolve("digits");
    run("compile", DIGITS, "--target", "netduinoplus2", "--out", out);
    Path labels = Examples.DIGIT_IMAGES.resolveSibling("labels.csv");
    String firmware =
        run("run", out, "--input", Examples.DIGIT_IMAGES, "--labels", labels, "--profile");
    assertThat(firmware)
        .contains("of limit: times what multiplying alone takes")
        .containsPattern("accuracy +9[0-9]\\.[0-9] % \\([0-9]+ of 360\\)")
        .containsPattern("SRAM +arena [0-9,]+ B")
        .containsPattern("flash +weights [0-9,]+ B")
        .containsPattern("instructions +[0-9,]+");
    // The page is written again with the profile.
    assertThat(out.resolve("report.html")).content().contains("Where the instructions go");
    Path host = directory.resolve("host");
    run("compile", DIGITS, "--out", host);
    String program = run("run", host, "--input", Examples.DIGIT_IMAGES, "--labels", labels);
    assertThat(accuracy(program)).isEqualTo(accuracy(firmware));
  }

  private static String accuracy(String output) {
    return output.lines().filter(line -> line.startsWith("accuracy")).findFirst().orElseThrow();
  }

  @Test
  void outputsAsFiles() {
    Path out = directory.resolve("out");
    Path results = directory.resolve("results.npy");
    run("compile", DIGITS, "--out", out);
    run("run", out, "--input", Examples.DIGIT_IMAGES, "--output", results, "--quiet");
    assertThat(Npy.read(results).shape()).containsExactly(360, 1, 10);
  }

  @Test
  void conversionsStayInside() {
    assertThat(run("verify", DIGITS, "--io", "float", "--samples", "1"))
        .contains("input    f32", "output   f32", "verified");
  }

  @Test
  void openExtentsAreNamed() {
    Path model =
        Examples.write(
            directory.resolve("m.onnx"),
            """
            opset 13
            input x float[N,2,height,width]
            const w float[3,2,3,3] 0.5,-0.25,0.125
            node Conv x,w -> y
            output y
            """);
    assertThat(run("verify", model, "--shape", "height=9", "--shape", "width=7"))
        .contains("[1, 2, 9, 7]", "verified");
    assertThat(run("sim", model, "--shape", "x=2,2,5,6")).contains("[2, 2, 5, 6]");
  }

  @Test
  void graphsAreShownAfterAPass() {
    assertThat(run("sim", DIGITS, "--dump-after", "import")).contains("// after import");
    assertThat(run("sim", DIGITS, "--dump-after", "all").split("// after ")).hasSizeGreaterThan(8);
  }

  @Test
  void budgetsThatAreMetChangeNothing() {
    run("compile", DIGITS, "--out", directory.resolve("a"), "--ram", "64K", "--flash", "1M");
    assertThat(directory.resolve("a/digits.c")).exists();
  }

  /** Nothing of an earlier project stays, nothing that is not the project's is touched. */
  @Test
  void compilesIntoTheSameDirectoryAgain() throws IOException {
    Path out = directory.resolve("out");
    run("compile", DIGITS, "--out", out);
    Files.writeString(out.resolve("notes.txt"), "mine");
    run("compile", Examples.DIGITS_FLOAT, "--out", out);
    assertThat(out.resolve("digits.c")).doesNotExist();
    assertThat(out.resolve("digits_float.c")).exists();
    assertThat(out.resolve("notes.txt")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stm32f746g-disco",
        "nucleo-f411re",
        "nucleo-h743zi",
        "nucleo-l4r5zi",
        "b-u585i-iot02a"
      })
  void linksForBoardsThatCannotRunHere(String board) {
    Compiled compiled = Compiled.of(Examples.DIGITS, board, directory);
    ProgramSize size =
        new ProjectRunner(compiled.project(), compiled.request().board()).build().orElseThrow();
    assertThat(size.flashWeights()).isPositive();
    assertThat(size.flashCode()).isBetween(1_000L, 64_000L);
  }
}
