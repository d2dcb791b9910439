package thimble.frontend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where models and conformance data lie that are not part of the repository. */
public final class SharedData {
  /** ONNX's own conformance tests, of Debian's package libonnx-testdata. */
  public static final Path NODE_TESTS = Path.of("/usr/share/libonnx-testdata/data");

  private SharedData() {}

  /**
   * The directory of trained models: {@code -Dthimble.shared}, {@code $THIMBLE_SHARED}, or a
   * directory {@code shared} beside the repository.
   */
  public static Optional<Path> models() {
    String stated = System.getProperty("thimble.shared", System.getenv("THIMBLE_SHARED"));
    if (stated != null) {
      return Optional.of(Path.of(stated).resolve("models")).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path models = at.resolve("shared").resolve("models");
      if (Files.isDirectory(models)) {
        return Optional.of(models);
      }
    }
    return Optional.empty();
  }
}
