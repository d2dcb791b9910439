package thimble.tests.support;

import static thimble.tests.support.Programs.words;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import thimble.targets.Boards;
import thimble.targets.Toolchain;

/** Generated projects, looked at as their users do: files, and compilers that read them. */
public final class Projects {
  private Projects() {}

  /** The C files of the network itself, without the program around it; absolute. */
  public static List<Path> networkSources(Path project) {
    return files(project, 1, ".c");
  }

  /** All files whose name ends so, in alphabetical order; absolute. */
  public static List<Path> files(Path project, int depth, String end) {
    try (Stream<Path> files = Files.walk(project.toAbsolutePath(), depth)) {
      return files.filter(f -> f.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles the network's files one by one as strict C11, for this computer or a board. */
  public static void requireStrict(Path project, String target) {
    Toolchain toolchain = Toolchain.of(Boards.find(target));
    for (Path source : networkSources(project)) {
      Programs.succeed(
          project,
          words(
              toolchain.compiler(),
              toolchain.machine(),
              "-std=c11",
              Programs.STRICT,
              "-O2",
              "-c",
              source.getFileName(),
              "-o",
              "/dev/null"));
    }
  }
}
