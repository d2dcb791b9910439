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
