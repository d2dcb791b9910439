package thimble.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFilesTest {
  @TempDir Path directory;

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void whatIsInPlaceIsReadThere() throws IOException {
    Path file = write("samples/a.npy", "a");
    Job.Files one = JobFiles.describe(file);
    Job.Files all = JobFiles.describe(directory.resolve("samples"));
    assertThat(JobFiles.locate(one, directory)).isEqualTo(file);
    assertThat(JobFiles.locate(all, directory)).isEqualTo(directory.resolve("samples"));
  }

  /** On another machine nothing is in place: the same names, the same bytes, somewhere else. */
  @Test
  void whatIsNotIsBuiltFromTheStore() throws IOException {
    Path file = write("samples/x/a.npy", "a");
    write("samples/x/b.npy", "b");
    Job.Files one = JobFiles.describe(file);
    Job.Files all = JobFiles.describe(directory.resolve("samples"));
    Path store = Files.createDirectories(directory.resolve("store"));
    for (Job.Item item : all.items()) {
      Files.copy(directory.resolve("samples").resolve(item.name()), store.resolve(item.sha256()));
    }
    Files.writeString(file, "changed");
    assertThat(JobFiles.locate(one, store)).hasContent("a").hasFileName("a.npy");
    assertThat(JobFiles.locate(all, store).resolve("x/b.npy")).hasContent("b");
    assertThat(JobFiles.locate(all, store).resolve("x/a.npy")).hasContent("a");
  }

  @Test
  void aJobCannotReachOutOfItsDirectory() throws IOException {
    Path store = Files.createDirectories(directory.resolve("store"));
    Job.Files hostile =
        new Job.Files("/nowhere", List.of(new Job.Item("../../evil", 1, "0".repeat(64))));
    assertThatThrownBy(() -> JobFiles.locate(hostile, store)).hasMessageContaining("evil");
  }
}
