package thimble.codegen.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compiled C gives the bits that the JVM gives: every method of {@link SemanticsKernel} over all
 * combinations of {@link EdgeValues}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SemanticsTest {
  private static final String CLASS = SemanticsKernel.class.getName();

  @TempDir private static Path directory;

  private EdgeProgram edges;
  private Path program;

  @BeforeAll
  void translate() throws Exception {
    String java = Files.readString(Path.of("src/test/java/" + CLASS.replace('.', '/') + ".java"));
    edges =
        new EdgeProgram(
            SemanticsKernel.class,
            CLASS,
            name ->
                name.equals(CLASS)
                    ? Optional.of(new KernelText("SemanticsKernel.java", java))
                    : KernelText.builtIn(name));
    program = new Toolchain(directory).write("semantics.c", edges.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O0",
        "-O2",
        "-O3 -march=native",
        "-O1 -fsanitize=undefined -fno-sanitize-recover=all"
      })
  void hostAgreesWithJvm(String options) {
    Toolchain tools = new Toolchain(directory);
    Path built = tools.build(program, options.split(" "));
    edges.compare(tools.run(List.of(built.toString())), 0);
  }

  @Test
  void coprocessorForDoublesAgreesWithJvm() {
    String output =
        new Toolchain(directory)
            .emulate(
                program, "mps2-an500", "-mcpu=cortex-m7", "-mfpu=fpv5-d16", "-mfloat-abi=hard");
    edges.compare(output, 0);
  }

  /**
   * libgcc's subtraction of doubles in software is one unit in the last place off in a rare case
   * (docs/kernels.md).
   */
  @Test
  void softwareDoublesAgreeWithJvmButForTheLastPlace() {
    Toolchain tools = new Toolchain(directory);
    edges.compare(tools.emulate(program, "mps2-an385", "-mcpu=cortex-m3"), 1);
    edges.compare(
        tools.emulate(
            program, "mps2-an386", "-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"),
        1);
  }

  @Test
  void everyResultIsThere() {
    assertThat(edges.expected()).hasSizeGreaterThan(70);
    assertThat(edges.expected().values()).allMatch(results -> results.size() >= 20);
  }
}
