package thimble.targets;

import java.util.List;
import java.util.Optional;

/**
 * What a board offers; read from {@code boards/<name>.yaml}, one file a board.
 *
 * @param name the target's name on the command line
 * @param title for people: {@code "ARM MPS2 with Cortex-M4 (AN386)"}
 * @param core what its processor understands
 * @param clockHz processor clock, for estimates of time
 * @param memories regions of the memory map; {@code code}, {@code arena}, ... say what goes where
 * @param emulator how it runs here, if it does
 */
public record Board(
    String name,
    String title,
    Core core,
    long clockHz,
    List<Memory> memories,
    Optional<Emulator> emulator) {

  /**
   * @param cpu GCC's name: {@code cortex-m4}
   * @param fpu GCC's name: {@code fpv4-sp-d16}; empty for soft float
   * @param features of {@code dsp}, {@code mve}, {@code fpu}
   */
  public record Core(String cpu, Optional<String> fpu, List<String> features) {}

  /**
   * @param name region name in the linker script: {@code FLASH}, {@code RAM}, {@code DTCM}
   * @param holds what the linker puts there: of {@code code}, {@code weights}, {@code data}, {@code
   *     stack}, {@code arena}
   */
  public record Memory(
      String name, long origin, long bytes, boolean writable, List<String> holds) {}

  /**
   * @param machine QEMU's {@code -M}
   * @param timerHz rate of the processor's SysTick in virtual time; one executed instruction is one
   *     virtual nanosecond
   */
  public record Emulator(String machine, long timerHz) {}

  /** Whether this is the computer at hand instead of a board. */
  public boolean isHost() {
    return memories.isEmpty();
  }

  /** Bytes of writable memory that may hold the arena. */
  public long arenaBytes() {
    return memories.stream()
        .filter(m -> m.holds().contains("arena"))
        .mapToLong(Memory::bytes)
        .max()
        .orElse(Long.MAX_VALUE);
  }
}
