package thimble.codegen.firmware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thimble.targets.Board;
import thimble.targets.Board.Content;
import thimble.targets.Board.Feature;
import thimble.targets.Placement;
import thimble.targets.Toolchain;

/**
 * What start-up code, linker script and the port to a board say.
 *
 * @param title the board's
 * @param tickNumerator {@code tickNumerator / tickDenominator} units of work pass in a SysTick tick
 * @param unitName what is counted: instructions in the emulator, cycles on the board itself
 * @param regions the memory map
 * @param stackWatchedBytes how deep the stack is painted and checked at most
 */
public record BoardText(
    List<String> head,
    String title,
    boolean fpu,
    boolean lob,
    boolean stackLimit,
    long tickNumerator,
    long tickDenominator,
    String tickComment,
    String unitName,
    List<Region> regions,
    String codeRegion,
    String weightsRegion,
    String dataRegion,
    String arenaRegion,
    String stackRegion,
    long stackBytes,
    long stackWatchedBytes,
    String arenaSection) {
  private static final long STACK_WATCHED_BYTES = 64 << 10;

  private static final long INSTRUCTIONS_PER_SECOND = 1_000_000_000;

  /**
   * @param access {@code rx} or {@code rwx}
   * @param origin in hexadecimal
   * @param bytes in decimal
   */
  public record Region(String name, String access, String origin, long bytes) {}

  static BoardText of(List<String> head, Placement placement) {
    Board board = placement.board();
    List<Region> regions = new ArrayList<>();
    for (Board.Memory memory : board.memories()) {
      regions.add(
          new Region(
              memory.name(),
              memory.writable() ? "rwx" : "rx",
              String.format(Locale.ROOT, "0x%08X", memory.origin()),
              memory.bytes()));
    }
    long timerHz = board.emulator().map(Board.Emulator::timerHz).orElse(INSTRUCTIONS_PER_SECOND);
    long divisor = gcd(INSTRUCTIONS_PER_SECOND, timerHz);
    return new BoardText(
        head,
        board.title(),
        board.core().has(Feature.FPU),
        board.core().has(Feature.LOB),
        board.core().has(Feature.STACK_LIMIT),
        INSTRUCTIONS_PER_SECOND / divisor,
        timerHz / divisor,
        tickComment(board),
        unitName(board),
        regions,
        placement.region(Content.CODE).name(),
        placement.region(Content.WEIGHTS).name(),
        placement.region(Content.DATA).name(),
        placement.region(Content.ARENA).name(),
        placement.region(Content.STACK).name(),
        placement.stackBytes(),
        STACK_WATCHED_BYTES,
        Toolchain.ARENA_SECTION);
  }

  /** What programs for a board count. */
  static String unitName(Board board) {
    return board.emulator().isPresent() ? "instructions" : "cycles";
  }

  private static String tickComment(Board board) {
    return board
        .emulator()
        .map(
            emulator ->
                "The emulator executes one instruction in a nanosecond, and SysTick runs at "
                    + emulator.timerHz()
                    + " Hz.")
        .orElse("SysTick counts the processor's cycles.");
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
