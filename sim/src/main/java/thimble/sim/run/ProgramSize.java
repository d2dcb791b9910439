package thimble.sim.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a linked program takes on its board, in bytes.
 *
 * @param flashCode code, its own constants and the initial values of its data; with start-up code
 *     and the main program
 * @param flashWeights the networks' constant tables
 * @param ramData writable data beside the arena: contexts, counters
 * @param ramArena arena and guards
 * @param ramStack what the linker keeps free for the stack
 */
public record ProgramSize(
    long flashCode, long flashWeights, long ramData, long ramArena, long ramStack) {

  /** Reads a board's program; its linker script gives the sections their names. */
  static ProgramSize of(Path program) throws IOException {
    List<ElfSections.Section> sections = ElfSections.read(program);
    long flash =
        sections.stream()
            .filter(ElfSections.Section::stored)
            .mapToLong(ElfSections.Section::bytes)
            .sum();
    long weights = bytes(sections, ".weights");
    return new ProgramSize(
        flash - weights,
        weights,
        bytes(sections, ".data") + bytes(sections, ".bss"),
        bytes(sections, ".arena"),
        bytes(sections, ".stack"));
  }

  private static long bytes(List<ElfSections.Section> sections, String name) {
    return sections.stream()
        .filter(section -> section.name().equals(name))
        .mapToLong(ElfSections.Section::bytes)
        .sum();
  }
}
