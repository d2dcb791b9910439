package thimble.frontend.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import thimble.ir.Code;
import thimble.ir.ThimbleException;

/**
 * Tensors stored in files of their own beside the model. A model must not be able to read anything
 * else on the machine: only regular files inside its own directory are opened, after all symbolic
 * links are followed.
 */
final class ExternalData {
  private final String file;
  private final Path directory;

  /**
   * @param file the model's name, for diagnostics
   * @param directory the model's directory
   */
  ExternalData(String file, Path directory) {
    this.file = file;
    this.directory = directory;
  }

  /** Exactly {@code expected} bytes. */
  byte[] read(TensorProto tensor, long expected) {
    String location = entry(tensor, "location", "");
    long offset = number(tensor, "offset", 0);
    long length = number(tensor, "length", expected);
    if (length != expected) {
      throw bad(tensor, "its length is " + length + ", its shape needs " + expected + " bytes");
    }
    Path path = resolve(tensor, location);
    try (RandomAccessFile data = new RandomAccessFile(path.toFile(), "r")) {
      if (offset > data.length() || data.length() - offset < expected) {
        throw bad(
            tensor,
            "\""
                + location
                + "\" has "
                + data.length()
                + " bytes, the tensor ends at "
                + offset
                + " + "
                + expected);
      }
      byte[] bytes = new byte[(int) expected];
      data.seek(offset);
      data.readFully(bytes);
      return bytes;
    } catch (EOFException e) {
      throw bad(tensor, "\"" + location + "\" ends early");
    } catch (IOException e) {
      throw bad(tensor, "\"" + location + "\" cannot be read");
    }
  }

  private Path resolve(TensorProto tensor, String location) {
    if (location.isEmpty()) {
      throw bad(tensor, "the file does not say where the data is");
    }
    try {
      Path relative = Path.of(location);
      if (relative.isAbsolute()
          || !relative.equals(relative.normalize())
          || relative.startsWith("..")) {
        throw bad(tensor, "\"" + location + "\" is no plain path inside the model's directory");
      }
      Path root = directory.toRealPath();
      Path path = root.resolve(relative);
      if (!Files.exists(path)) {
        throw bad(tensor, "there is no file \"" + location + "\"");
      }
      Path real = path.toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        throw bad(
            tensor, "\"" + location + "\" leads outside the model's directory, or is no file");
      }
      return real;
    } catch (InvalidPathException | IOException e) {
      throw bad(tensor, "\"" + location + "\" is no path that can be followed");
    }
  }

  private static String entry(TensorProto tensor, String key, String absent) {
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      if (entry.getKey().equals(key)) {
        return entry.getValue();
      }
    }
    return absent;
  }

  private long number(TensorProto tensor, String key, long absent) {
    String text = entry(tensor, key, "");
    if (text.isEmpty()) {
      return absent;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, together with negative numbers.
    }
    throw bad(tensor, "its " + key + " is \"" + text + "\"");
  }

  private ThimbleException bad(TensorProto tensor, String why) {
    return new ThimbleException(
        Code.T0102,
        "external data that cannot be used",
        file + ", tensor \"" + tensor.getName() + "\"",
        why,
        "keep the data file beside the model, or export with the data inside");
  }
}
