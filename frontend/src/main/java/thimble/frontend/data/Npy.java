package thimble.frontend.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import thimble.ir.ElementType;
import thimble.ir.TensorData;
import thimble.ir.ThimbleException;

/**
 * NumPy's array files, format versions 1 to 3, C order, little endian.
 *
 * @param shape extents, outermost first
 */
public record Npy(List<Integer> shape, TensorData data) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  static final Map<String, ElementType> TYPES =
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

  public Npy {
    shape = List.copyOf(shape);
  }

  /**
   * @throws ThimbleException T0602 for a file that is missing, cut short or of a kind not
   *     understood
   */
  public static Npy read(Path file) {
    NpyFile array = NpyFile.open(file);
    return new Npy(array.shape(), array.read(0, (int) array.count()));
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
}
