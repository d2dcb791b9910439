package thimble.codegen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/**
 * Writes a generated project into a directory. All files are staged first and then moved, so that a
 * failure leaves what was there before; nothing that Thimble did not write is ever touched.
 */
public final class ProjectDirectory {
  /** Lists the generated files; a directory that has it is a project that may be written again. */
  static final String MANIFEST = ".thimble-files";

  private static final String STAGING = ".thimble-staging";

  private ProjectDirectory() {}

  /**
   * @param directory made if it is not there; otherwise empty or a project written before, whose
   *     generated files are replaced while files beside them stay
   * @throws ThimbleException T0502 where the directory is something else or cannot be written
   */
  public static void write(SourceTree tree, Path directory) {
    try {
      Files.createDirectories(directory);
      List<String> old = generatedBefore(directory);
      Path staging = directory.resolve(STAGING);
      delete(staging);
      try {
        Files.createDirectory(staging);
        withManifest(tree).writeTo(staging);
        moveAll(tree, staging, directory);
      } finally {
        delete(staging);
      }
      for (String path : old) {
        if (!tree.files().containsKey(path)) {
          Files.deleteIfExists(directory.resolve(path));
        }
      }
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502,
          "the project cannot be written",
          directory.toString(),
          Diagnostic.reason(e),
          "another directory for --out, or check its permissions");
    }
  }

  private static SourceTree withManifest(SourceTree tree) {
    return tree.with(MANIFEST, String.join("\n", tree.files().keySet()) + "\n");
  }

  private static void moveAll(SourceTree tree, Path staging, Path directory) throws IOException {
    for (String path : withManifest(tree).files().keySet()) {
      Path to = directory.resolve(path);
      Files.createDirectories(to.getParent());
      Files.move(staging.resolve(path), to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The generated files that a directory holds. */
  private static List<String> generatedBefore(Path directory) throws IOException {
    Path manifest = directory.resolve(MANIFEST);
    if (Files.isRegularFile(manifest)) {
      return Files.readAllLines(manifest, StandardCharsets.UTF_8).stream()
          .filter(SourceTree::isPath)
          .toList();
    }
    try (Stream<Path> content = Files.list(directory)) {
      if (content.allMatch(path -> path.endsWith(STAGING))) {
        return List.of();
      }
    }
    throw new ThimbleException(
        Code.T0502,
        "the directory holds files that Thimble did not write",
        directory.toString(),
        "it is not empty and has no " + MANIFEST,
        "an empty or a new directory for --out");
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
