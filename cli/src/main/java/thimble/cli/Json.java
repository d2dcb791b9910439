package thimble.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ThimbleException;

/** Writes what {@code --json} asks for. */
final class Json {
  private Json() {}

  /**
   * @param file null where it was not asked for
   */
  static void write(Path file, String text) {
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
          "another file for --json");
    }
  }
}
