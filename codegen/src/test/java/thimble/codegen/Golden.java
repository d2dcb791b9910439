package thimble.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Golden files under {@code src/test/golden}; {@code -Dbless} writes them anew. */
final class Golden {
  private static final Path DIRECTORY = Path.of("src/test/golden");

  private Golden() {}

  static void compare(String file, String actual) throws IOException {
    Path golden = DIRECTORY.resolve(file);
    if (System.getProperty("bless") != null) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(golden, actual);
    }
    assertThat(actual)
        .as("%s; if the change is meant, run with -Dbless and review the diff", golden)
        .isEqualTo(Files.readString(golden));
  }
}
