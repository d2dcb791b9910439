package thimble.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import thimble.frontend.onnx.OnnxReader;

/**
 * Finds a job's files on this machine. A file counts by its bytes: where it lies as on the asker's
 * machine it is read there, otherwise from a store, a directory in which files are named by their
 * hash.
 */
public final class JobFiles {
  private JobFiles() {}

  /** A file, or all files below a directory, with their hashes. */
  static Job.Files describe(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    if (!Files.isDirectory(whole)) {
      return new Job.Files(whole.toString(), List.of(item(whole, "")));
    }
    try (Stream<Path> all = Files.walk(whole)) {
      List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
      return new Job.Files(
          whole.toString(),
          files.stream().map(file -> item(file, whole.relativize(file).toString())).toList());
    } catch (IOException e) {
      throw Digests.unreadable(whole, e);
    }
  }

  /** A model: its file, and those that hold its weights. */
  static Job.Files describeModel(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    Path directory = whole.getParent();
    List<Job.Item> items = new ArrayList<>();
    items.add(item(whole, String.valueOf(whole.getFileName())));
    for (String name : OnnxReader.externalFiles(whole)) {
      items.add(item(directory.resolve(name), name));
    }
    return new Job.Files(directory.toString(), items);
  }

  private static Job.Item item(Path file, String name) {
    try {
      return new Job.Item(name.replace('\\', '/'), Files.size(file), Digests.of(file));
    } catch (IOException e) {
      throw Digests.unreadable(file, e);
    }
  }

  /** Where each file of a job lies on the machine of whoever asks, by its hash. */
  public static Map<String, Path> sources(Job job) {
    Map<String, Path> sources = new LinkedHashMap<>();
    job.files()
        .forEach(
            files ->
                files
                    .items()
                    .forEach(
                        item ->
                            sources.putIfAbsent(
                                item.sha256(), Path.of(files.path()).resolve(item.name()))));
    return sources;
  }

  /** Hashes of the files that are not on this machine. */
  public static List<String> missing(Job job) {
    List<String> missing = new ArrayList<>();
    job.files()
        .filter(files -> !inPlace(files))
        .forEach(files -> files.items().forEach(item -> missing.add(item.sha256())));
    return missing.stream().distinct().toList();
  }

  private static boolean inPlace(Job.Files files) {
    return files.items().stream()
        .allMatch(item -> same(Path.of(files.path()).resolve(item.name()), item));
  }

  private static boolean same(Path file, Job.Item item) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == item.bytes()
          && Digests.of(file).equals(item.sha256());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The path to read instead of the asker's.
   *
   * @param store directory with files named by their hash
   */
  static Path locate(Job.Files files, Path store) {
    if (inPlace(files)) {
      return Path.of(files.path());
    }
    Path root =
        store.resolve(
            "tree-"
                + Digests.of(Job.write(files).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    try {
      for (Job.Item item : files.items()) {
        Path file = root.resolve(item.name().isEmpty() ? name(files) : item.name()).normalize();
        if (!file.startsWith(root)) {
          throw new IllegalArgumentException("a file outside of its directory: " + item.name());
        }
        Files.createDirectories(file.getParent());
        if (!same(file, item)) {
          Files.copy(
              store.resolve(item.sha256()),
              file,
              java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw Digests.unreadable(root, e);
    }
    return files.items().size() == 1 && files.items().get(0).name().isEmpty()
        ? root.resolve(name(files))
        : root;
  }

  /** The last part of a path that may be another system's. */
  private static String name(Job.Files files) {
    String path = files.path().replace('\\', '/');
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
