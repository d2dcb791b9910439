package thimble.frontend.calibrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.ThimbleException;

/** Finds out what samples lie where a user says. */
public final class SampleFiles {
  private static final Pattern NUMBERED =
      Pattern.compile("input_([0-9]{1,6})(?:_([0-9]{1,3}))?\\.npy");

  private SampleFiles() {}

  /**
   * @param paths a directory or a file; of a model with several inputs also one for each
   * @param raw what the numbers of {@code .bin} files are
   * @throws ThimbleException T0602 where nothing there is a sample for these inputs
   */
  public static SampleSource open(
      List<Path> paths, List<InputPort> inputs, ElementType raw, Preprocessing preprocessing) {
    if (paths.size() == inputs.size() && paths.size() > 1) {
      return new ArraySamples(
          inputs, paths.stream().map(List::of).toList(), preprocessing, paths.size() + " arrays");
    }
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      files.addAll(files(path));
    }
    List<Path> numbered =
        files.stream().filter(file -> NUMBERED.matcher(name(file)).matches()).toList();
    if (!numbered.isEmpty()) {
      return new ArraySamples(
          inputs, byInput(numbered, inputs.size()), preprocessing, "numbered arrays");
    }
    if (inputs.size() != 1) {
      throw problem(
          paths,
          "a model with " + inputs.size() + " inputs takes input_K_J.npy, or one array for each",
          "--calibration a.npy --calibration b.npy");
    }
    return single(paths, files, inputs.get(0), raw, preprocessing);
  }

  private static SampleSource single(
      List<Path> paths,
      List<Path> files,
      InputPort input,
      ElementType raw,
      Preprocessing preprocessing) {
    List<Path> arrays = ending(files, ".npy");
    List<Path> bytes = ending(files, ".bin", ".raw");
    List<Path> pictures = ending(files, ".png", ".jpg", ".jpeg", ".bmp", ".gif");
    int kinds =
        (arrays.isEmpty() ? 0 : 1) + (bytes.isEmpty() ? 0 : 1) + (pictures.isEmpty() ? 0 : 1);
    if (kinds != 1) {
      throw problem(
          paths,
          kinds == 0
              ? "none of the " + files.size() + " files there is .npy, .bin, .png or .jpg"
              : "arrays, raw files and pictures lie mixed",
          "a directory of samples of one kind");
    }
    if (!arrays.isEmpty()) {
      return new ArraySamples(
          List.of(input), List.of(arrays), preprocessing, count(arrays.size(), "array"));
    } else if (!bytes.isEmpty()) {
      return new RawSamples(input, bytes, raw, preprocessing, count(bytes.size(), "raw file"));
    }
    return new PictureSamples(input, pictures, preprocessing);
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static List<Path> ending(List<Path> files, String... endings) {
    return files.stream()
        .filter(file -> Stream.of(endings).anyMatch(name(file).toLowerCase(Locale.ROOT)::endsWith))
        .toList();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /**
   * Files of a directory and those below it, sorted: pictures lie in a directory for each class.
   */
  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> found = all.filter(Files::isRegularFile).toList();
      boolean numbered =
          found.stream()
              .anyMatch(
                  file -> path.equals(file.getParent()) && NUMBERED.matcher(name(file)).matches());
      return found.stream()
          .filter(file -> !numbered || path.equals(file.getParent()))
          .sorted(Comparator.comparing(file -> path.relativize(file).toString()))
          .toList();
    } catch (UncheckedIOException e) {
      // A directory below that cannot be entered.
      throw problem(List.of(path), Diagnostic.reason(e.getCause()), "");
    } catch (IOException e) {
      throw problem(List.of(path), Diagnostic.reason(e), "");
    }
  }

  private static List<List<Path>> byInput(List<Path> files, int inputs) {
    List<TreeMap<Integer, Path>> found = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      found.add(new TreeMap<>());
    }
    for (Path file : files) {
      Matcher matcher = NUMBERED.matcher(name(file));
      matcher.matches();
      int input = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
      if (input < inputs) {
        found.get(input).put(Integer.parseInt(matcher.group(1)), file);
      }
    }
    for (TreeMap<Integer, Path> column : found) {
      if (!column.keySet().equals(found.get(0).keySet())) {
        throw problem(
            List.of(files.get(0).toAbsolutePath().getParent()),
            "not every input_K_J.npy has one for each of the " + inputs + " inputs",
            "");
      }
    }
    return found.stream().map(column -> List.copyOf(column.values())).toList();
  }

  static ThimbleException problem(List<Path> paths, String why, String hint) {
    String where = String.join(", ", paths.stream().map(Path::toString).toList());
    return new ThimbleException(Code.T0602, "no samples", where, why, hint);
  }
}
