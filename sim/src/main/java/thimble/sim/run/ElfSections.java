package thimble.sim.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sections of a 32-bit little-endian ELF file that take memory on the board. */
final class ElfSections {
  private static final int HEADER_BYTES = 52;
  private static final int SHT_NOBITS = 8;
  private static final int SHF_WRITE = 1;
  private static final int SHF_ALLOC = 2;

  private ElfSections() {}

  /**
   * @param stored whether its bytes are in the file, and so in flash
   */
  record Section(String name, long bytes, boolean stored, boolean writable) {}

  /**
   * @throws IllegalArgumentException where it is no such file
   */
  static List<Section> read(Path file) throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    boolean right =
        elf.capacity() >= HEADER_BYTES
            && elf.getInt(0) == 0x464C457F
            && elf.get(4) == 1
            && elf.get(5) == 1;
    if (!right) {
      throw new IllegalArgumentException(file + " is no 32-bit little-endian ELF file");
    }
    int table = elf.getInt(32);
    int entryBytes = elf.getShort(46);
    int entries = elf.getShort(48);
    int names = elf.getInt(table + elf.getShort(50) * entryBytes + 16);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      int entry = table + i * entryBytes;
      int flags = elf.getInt(entry + 8);
      if ((flags & SHF_ALLOC) != 0) {
        sections.add(
            new Section(
                text(elf, names + elf.getInt(entry)),
                Integer.toUnsignedLong(elf.getInt(entry + 20)),
                elf.getInt(entry + 4) != SHT_NOBITS,
                (flags & SHF_WRITE) != 0));
      }
    }
    return sections;
  }

  private static String text(ByteBuffer elf, int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    return new String(elf.array(), at, end - at, StandardCharsets.ISO_8859_1);
  }
}
