package thimble.codegen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a generated project, in memory until all are there: a half-written directory is
 * never left behind.
 *
 * @param files content by relative path with {@code /}, sorted
 */
public record SourceTree(Map<String, byte[]> files) {
  public static final SourceTree EMPTY = new SourceTree(Map.of());

  public SourceTree {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    for (String path : files.keySet()) {
      if (!isPath(path)) {
        throw new IllegalArgumentException("not a path for a generated file: \"" + path + "\"");
      }
    }
  }

  /** Whether a text is a relative path that a generated file may have. */
  static boolean isPath(String text) {
    return text.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*") && !text.contains("..");
  }

  /** This tree and all files of another. */
  public SourceTree with(SourceTree other) {
    Map<String, byte[]> more = new TreeMap<>(files);
    more.putAll(other.files());
    return new SourceTree(more);
  }

  /** The text of one file. */
  public String text(String path) {
    return new String(files.get(path), StandardCharsets.UTF_8);
  }

  /** This tree with one more text file. */
  public SourceTree with(String path, String text) {
    Map<String, byte[]> more = new TreeMap<>(files);
    more.put(path, text.getBytes(StandardCharsets.UTF_8));
    return new SourceTree(more);
  }

  /** Writes all files below a directory that exists. */
  public void writeTo(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }
}
