package thimble.tests.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static thimble.tests.support.Programs.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thimble.sim.run.ProjectRunner;
import thimble.tests.support.Compiled;
import thimble.tests.support.Examples;
import thimble.tests.support.Programs;
import thimble.tests.support.Projects;

/**
 * Generated C as its users meet it: other compilers' flags, C++, object files, CMake, two
 * directories.
 */
class GeneratedCodeTest {
  @TempDir static Path directory;

  static Stream<Path> models() {
    return Stream.of(Examples.DIGITS, Examples.DIGITS_FLOAT, Examples.several(directory));
  }

  @ParameterizedTest
  @MethodSource("models")
  void compilesUnderStrictFlags(Path model) {
    Projects.requireStrict(Compiled.of(model, "host", directory).project(), "host");
    for (String board : List.of("mps2-an386", "mps3-an547", "stm32vldiscovery")) {
      Projects.requireStrict(Compiled.of(model, "mps2-an386", directory).project(), board);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void headerServesCxx(Path model) throws IOException {
    Compiled compiled = Compiled.of(model, "host", directory);
    String net = compiled.plan().graph().name();
    Path project = compiled.project();
    Files.writeString(
        project.resolve("main.cpp"),
        """
        #include "NET.h"
        #include "NET.h"
        alignas(UPPER_ARENA_ALIGN) static unsigned char arena[UPPER_ARENA_BYTES];
        int main() {
          NET_context context;
          NET_status status = NET_init(&context, arena, sizeof arena);
          for (int i = 0; i < UPPER_INPUTS && status == UPPER_OK; i++) {
            if (NET_input(&context, i) == nullptr) return 2;
          }
          if (status == UPPER_OK) status = NET_run(&context);
          return status == UPPER_OK && NET_output(&context, UPPER_OUTPUTS - 1) != nullptr ? 0 : 1;
        }
        """
            .replace("NET", net)
            .replace("UPPER", net.toUpperCase(java.util.Locale.ROOT)));
    for (Path source : Projects.networkSources(project)) {
      Programs.succeed(project, "gcc", "-std=c11", "-c", source.getFileName().toString());
    }
    Programs.succeed(
        project,
        words(
            List.of("g++", "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "main.cpp"),
            Projects.files(project, 1, ".o"),
            List.of("-lm", "-o", "main")));
    Programs.succeed(project, project.resolve("main").toString());
  }

  @ParameterizedTest
  @MethodSource("models")
  void objectsHoldConstantsAndCodeOnly(Path model) {
    Compiled compiled = Compiled.of(model, "mps2-an386", directory);
    new ProjectRunner(compiled.project(), compiled.request().board()).build();
    Path build = compiled.project().resolve("build");
    List<Path> objects = Projects.files(build, 1, ".o");
    assertThat(objects).hasSizeGreaterThanOrEqualTo(3);
    String[] symbols =
        Programs.succeed(build, words("arm-none-eabi-nm", "-P", objects)).split("\n");
    for (String symbol : symbols) {
      if (symbol.isBlank() || symbol.endsWith(":")) {
        continue;
      }
      String[] columns = symbol.split(" ");
      // Text, constants, weak functions and what other files define: nothing writable.
      assertThat(columns[1]).as(symbol).matches("[tTrRwWUV]");
    }
    String program = Programs.succeed(build, words("arm-none-eabi-nm", programs(build)));
    assertThat(program).contains(" T main");
    assertThat(program.lines())
        .noneMatch(line -> line.matches(".* (_?(malloc|calloc|realloc|free)(_r)?|_?sbrk(_r)?)"));
  }

  private static List<Path> programs(Path build) {
    List<Path> programs = Projects.files(build, 1, ".elf");
    assertThat(programs).hasSize(1);
    return programs;
  }

  @Test
  void buildsWithCMake() {
    Compiled compiled = Compiled.of(Examples.DIGITS, "host", directory);
    Path build = compiled.project().resolve("with cmake");
    Programs.succeed(compiled.project(), "cmake", "-S", ".", "-B", build.toString());
    Programs.succeed(compiled.project(), "cmake", "--build", build.toString());
    Compiled board = Compiled.of(Examples.DIGITS, "mps2-an386", directory);
    Programs.succeed(
        board.project(),
        List.of(
            "cmake",
            "-S",
            ".",
            "-B",
            "with-cmake",
            "-DCMAKE_TOOLCHAIN_FILE=firmware/toolchain.cmake"));
    Programs.succeed(board.project(), "cmake", "--build", "with-cmake");
  }
}
