package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thimble.ir.ThimbleException;

final class ProjectDirectoryTest {
  private static final SourceTree FIRST =
      new SourceTree(Map.of()).with("kws.c", "one").with("firmware/old.c", "old");
  private static final SourceTree SECOND = new SourceTree(Map.of()).with("kws.c", "two");

  @TempDir Path temporary;

  @Test
  void makesTheDirectory() throws IOException {
    Path project = temporary.resolve("a/b");

    ProjectDirectory.write(FIRST, project);

    assertThat(files(project)).containsExactly(".thimble-files", "firmware/old.c", "kws.c");
  }

  @Test
  void replacesItsOwnFilesAndKeepsOthers() throws IOException {
    ProjectDirectory.write(FIRST, temporary);
    Files.writeString(temporary.resolve("mine.c"), "mine");

    ProjectDirectory.write(SECOND, temporary);

    assertThat(files(temporary)).containsExactly(".thimble-files", "kws.c", "mine.c");
    assertThat(temporary.resolve("kws.c")).hasContent("two");
  }

  @Test
  void leavesADirectoryAloneThatIsNotAProject() throws IOException {
    Files.writeString(temporary.resolve("thesis.txt"), "five years");

    assertThatThrownBy(() -> ProjectDirectory.write(FIRST, temporary))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("T0502")
        .hasMessageContaining("did not write");
    assertThat(files(temporary)).containsExactly("thesis.txt");
  }

  @Test
  void saysThatAFileIsInTheWay() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> ProjectDirectory.write(FIRST, file))
        .isInstanceOf(ThimbleException.class)
        .hasMessageContaining("T0502")
        .hasMessageContaining("a file is in the way");
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> directory.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
