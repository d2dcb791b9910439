package thimble.tests.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory {@code shared} beside the repository: trained models with what they must give, and
 * a script that builds others. Tests that need it are skipped where it is not.
 */
public final class Shared {
  private Shared() {}

  /** {@code -Dthimble.shared}, {@code $THIMBLE_SHARED}, or a directory {@code shared} above. */
  public static Optional<Path> find() {
    String stated = System.getProperty("thimble.shared", System.getenv("THIMBLE_SHARED"));
    if (stated != null) {
      return Optional.of(Path.of(stated)).filter(Shared::isShared);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (isShared(at.resolve("shared"))) {
        return Optional.of(at.resolve("shared"));
      }
    }
    return Optional.empty();
  }

  private static boolean isShared(Path directory) {
    return Files.isDirectory(directory.resolve("models"));
  }

  /** The directory, or the test is skipped. */
  public static Path require() {
    Optional<Path> shared = find();
    assumeTrue(shared.isPresent(), "skipped: no directory shared/models beside the repository");
    return shared.get();
  }

  /** The directory of trained models, or the test is skipped. */
  public static Path models() {
    return require().resolve("models");
  }

  /** All models whose file name matches, in alphabetical order of their paths. */
  public static List<Path> models(String pattern) {
    try (Stream<Path> files = Files.walk(models(), 2)) {
      return files.filter(p -> p.getFileName().toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
