package thimble.targets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Data files of one resource directory, by their names without suffix. */
final class ResourceFiles {
  private static final String SUFFIX = ".yaml";

  private ResourceFiles() {}

  /**
   * @param oneOfThem path of a file in the directory, {@code boards/host.yaml} for example
   * @return text by name, sorted
   */
  static Map<String, String> beside(String oneOfThem) {
    URL file = ResourceFiles.class.getResource(oneOfThem);
    if (file == null) {
      throw new IllegalStateException(oneOfThem + " is missing from this build");
    }
    try {
      URI uri = file.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri).getParent());
      }
      String jar = uri.getRawSchemeSpecificPart();
      Path archive = Path.of(URI.create(jar.substring(0, jar.indexOf("!/"))));
      try (FileSystem inside = FileSystems.newFileSystem(archive)) {
        return read(inside.getPath(jar.substring(jar.indexOf("!/") + 1)).getParent());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> read(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(entry -> entry.toString().endsWith(SUFFIX)).sorted().toList();
    }
    Map<String, String> texts = new TreeMap<>();
    for (Path file : files) {
      String fileName = file.getFileName().toString();
      texts.put(fileName.substring(0, fileName.length() - SUFFIX.length()), Files.readString(file));
    }
    return texts;
  }
}
