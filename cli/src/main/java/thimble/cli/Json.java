package thimble.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/** Writes what {@code --json} and {@code --report} ask for. */
final class Json {
  private Json() {}

  /** What {@code --json} asks for. */
  static void write(Path file, String text) {
    write(file, text, "--json");
  }

  /**
   * Refuses a file that cannot be written before the work is done whose result it is to hold.
   *
   * @param what is to be written
   * @param file null where it was not asked for
   * @param option that names the file
   */
  static void requirePlace(String what, Path file, String option) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    boolean isPlace = directory != null && Files.isDirectory(directory);
    if (!isPlace || Files.isDirectory(file)) {
      throw new ThimbleException(
          Code.T0502,
          what + " cannot be written",
          file.toString(),
          isPlace ? "it is a directory" : "there is no such file or directory",
          "another file for " + option);
    }
  }

  /**
   * @param file null where it was not asked for
   * @param option that names the file
   */
  static void write(Path file, String text, String option) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new ThimbleException(
          Code.T0502,
          "the report cannot be written",
          file.toString(),
          Diagnostic.reason(e),
          "another file for " + option);
    }
  }
}
