package thimble.frontend.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/**
 * A NumPy array that stays in its file: parts of it are read, so that it may be larger than memory.
 * What files are understood: {@link Npy}.
 *
 * @param shape extents, outermost first
 * @param begin where in the file the elements begin
 */
public record NpyFile(Path file, ElementType type, List<Integer> shape, int begin) {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': *'([^']+)', *'fortran_order': *(True|False), *'shape': *\\(([0-9, ]*)\\),? *\\}\\s*");

  private static final int LONGEST_HEADER = 1 << 16;

  public NpyFile {
    shape = List.copyOf(shape);
  }

  /**
   * @throws ThimbleException T0602 for a file that is missing, cut short or of a kind not
   *     understood
   */
  public static NpyFile open(Path file) {
    byte[] head;
    long size;
    try (var stream = Files.newInputStream(file)) {
      head = stream.readNBytes(LONGEST_HEADER);
      size = head.length < LONGEST_HEADER ? head.length : Files.size(file);
    } catch (IOException e) {
      throw problem(file, "cannot be read", Diagnostic.reason(e));
    }
    if (head.length < 12 || !Arrays.equals(head, 0, 6, Npy.MAGIC, 0, 6)) {
      throw problem(file, "is no NumPy array file", "it does not begin with \\x93NUMPY");
    }
    boolean longHeader = head[6] >= 2;
    long length = (head[8] & 0xFF) | (head[9] & 0xFF) << 8;
    if (longHeader) {
      length |= (long) (head[10] & 0xFF) << 16 | (long) (head[11] & 0xFF) << 24;
    }
    int begin = longHeader ? 12 : 10;
    if (begin + length > head.length) {
      throw problem(file, "is cut short", "its header claims " + length + " bytes");
    }
    String header = new String(head, begin, (int) length, StandardCharsets.ISO_8859_1);
    return parse(file, header, begin + (int) length, size);
  }

  private static NpyFile parse(Path file, String header, int begin, long size) {
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()
        || matcher.group(2).equals("True")
        || !Npy.TYPES.containsKey(matcher.group(1))) {
      throw problem(file, "holds an array of a kind that is not read", "header " + header.strip());
    }
    ElementType type = Npy.TYPES.get(matcher.group(1));
    List<Integer> shape = new ArrayList<>();
    long count = 1;
    for (String extent : matcher.group(3).split(",")) {
      if (!extent.isBlank()) {
        long value = extent.strip().length() > 9 ? Long.MAX_VALUE : Long.parseLong(extent.strip());
        count = value == 0 ? 0 : count > Integer.MAX_VALUE / value ? Long.MAX_VALUE : count * value;
        shape.add((int) Math.min(value, Integer.MAX_VALUE));
      }
    }
    if (count > Integer.MAX_VALUE || count * type.bytes() != size - begin) {
      throw problem(
          file,
          "does not hold what its header says",
          "shape " + shape + " of " + type.text() + ", but " + (size - begin) + " bytes of data");
    }
    return new NpyFile(file, type, shape, begin);
  }

  public long count() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }

  /**
   * Some elements, in the order of the file.
   *
   * @throws ThimbleException T0602 where the file can no longer be read
   */
  public TensorData read(long from, int count) {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[Math.multiplyExact(count, type.bytes())];
      access.seek(begin + from * type.bytes());
      access.readFully(bytes);
      return TensorData.fromLittleEndian(type, bytes);
    } catch (IOException e) {
      throw problem(file, "cannot be read", Diagnostic.reason(e));
    }
  }

  private static ThimbleException problem(Path file, String what, String why) {
    return new ThimbleException(
        Code.T0602, file.getFileName() + " " + what, file.toString(), why, "");
  }
}
