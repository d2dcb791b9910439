package thimble.frontend.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/**
 * NumPy's array files, format versions 1 to 3, C order, little endian.
 *
 * @param shape extents, outermost first
 */
public record Npy(List<Integer> shape, TensorData data) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("<f4", ElementType.F32),
          Map.entry("<f8", ElementType.F64),
          Map.entry("|i1", ElementType.S8),
          Map.entry("|u1", ElementType.U8),
          Map.entry("|b1", ElementType.BOOL),
          Map.entry("<i2", ElementType.S16),
          Map.entry("<u2", ElementType.U16),
          Map.entry("<i4", ElementType.S32),
          Map.entry("<u4", ElementType.U32),
          Map.entry("<i8", ElementType.S64),
          Map.entry("<u8", ElementType.U64));
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': *'([^']+)', *'fortran_order': *(True|False), *'shape': *\\(([0-9, ]*)\\),? *\\}\\s*");

  public Npy {
    shape = List.copyOf(shape);
  }

  /**
   * @throws ThimbleException T0602 for a file that is missing, cut short or of a kind not
   *     understood
   */
  public static Npy read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw problem(file, "cannot be read", Diagnostic.reason(e));
    }
    if (bytes.length < 12 || !Arrays.equals(bytes, 0, 6, MAGIC, 0, 6)) {
      throw problem(file, "is no NumPy array file", "it does not begin with \\x93NUMPY");
    }
    boolean longHeader = bytes[6] >= 2;
    long length = (bytes[8] & 0xFF) | (bytes[9] & 0xFF) << 8;
    if (longHeader) {
      length |= (long) (bytes[10] & 0xFF) << 16 | (long) (bytes[11] & 0xFF) << 24;
    }
    int begin = longHeader ? 12 : 10;
    if (begin + length > bytes.length) {
      throw problem(file, "is cut short", "its header claims " + length + " bytes");
    }
    String header = new String(bytes, begin, (int) length, StandardCharsets.ISO_8859_1);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()
        || matcher.group(2).equals("True")
        || !TYPES.containsKey(matcher.group(1))) {
      throw problem(file, "holds an array of a kind that is not read", "header " + header.strip());
    }
    ElementType type = TYPES.get(matcher.group(1));
    List<Integer> shape = new ArrayList<>();
    long count = 1;
    for (String extent : matcher.group(3).split(",")) {
      if (!extent.isBlank()) {
        long value = extent.strip().length() > 9 ? Long.MAX_VALUE : Long.parseLong(extent.strip());
        count = value == 0 ? 0 : count > Integer.MAX_VALUE / value ? Long.MAX_VALUE : count * value;
        shape.add((int) Math.min(value, Integer.MAX_VALUE));
      }
    }
    int dataBegin = begin + (int) length;
    if (count > Integer.MAX_VALUE || count * type.bytes() != bytes.length - dataBegin) {
      throw problem(
          file,
          "does not hold what its header says",
          "shape "
              + shape
              + " of "
              + type.text()
              + ", but "
              + (bytes.length - dataBegin)
              + " bytes of data");
    }
    return new Npy(
        shape,
        TensorData.fromLittleEndian(type, Arrays.copyOfRange(bytes, dataBegin, bytes.length)));
  }

  /** Writes format version 1.0, as NumPy itself does. */
  public void write(Path file) throws IOException {
    String descr =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue() == data.element())
            .findFirst()
            .orElseThrow()
            .getKey();
    StringBuilder extents = new StringBuilder();
    for (int extent : shape) {
      extents.append(extent).append(shape.size() == 1 ? "," : ", ");
    }
    String tuple = extents.toString().replaceAll(", $", "");
    String header =
        "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + tuple + "), }";
    int padded = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
    header = header + " ".repeat(padded - header.length() - 1) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    out.write(1);
    out.write(0);
    out.write(padded & 0xFF);
    out.write(padded >> 8);
    out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(data.toLittleEndian());
    Files.write(file, out.toByteArray());
  }

  private static ThimbleException problem(Path file, String what, String why) {
    return new ThimbleException(
        Code.T0602, file.getFileName() + " " + what, file.toString(), why, "");
  }
}
