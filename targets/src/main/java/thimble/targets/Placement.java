package thimble.targets;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Code;
import thimble.ir.ThimbleException;
import thimble.targets.Board.Content;
import thimble.targets.Board.Memory;

/**
 * Which memory region each part of a program lies in. The choice depends on nothing but the board
 * file and the sizes: every part goes into the first of its regions that has room.
 *
 * @param regions one for every {@link Content}; empty on the host
 * @param stackBytes what the stack has at least
 */
public record Placement(Board board, Map<Content, Memory> regions, long stackBytes) {
  /** What {@code main} has around the arena to notice writes outside it, both sides together. */
  public static final int GUARD_BYTES = 64;

  /** Contexts, counters and the C library's few words. */
  private static final int DATA_BYTES = 512;

  private static final int MOST_STACK_BYTES = 4096;

  /** No program is smaller. */
  private static final int LEAST_CODE_BYTES = 2048;

  /** What is kept free for code as long as the weights have another region to go to. */
  private static final int CODE_RESERVE_BYTES = 128 << 10;

  public Placement {
    regions = Map.copyOf(regions);
  }

  /** The region that holds a part. */
  public Memory region(Content content) {
    return regions.get(content);
  }

  /**
   * @param weightsBytes all constant tables
   * @throws ThimbleException T0401, T0402 with the numbers, where no region has room
   */
  public static Placement choose(Board board, long weightsBytes, long arenaBytes) {
    if (board.isHost()) {
      return new Placement(board, Map.of(), 0);
    }
    Room room = new Room(board);
    Map<Content, Memory> regions = new EnumMap<>(Content.class);
    for (Content content : List.of(Content.CODE, Content.DATA, Content.STACK)) {
      regions.put(content, board.regionsFor(content).get(0));
    }
    regions.put(
        Content.WEIGHTS,
        room.take(Content.WEIGHTS, weightsBytes)
            .orElseThrow(() -> room.refusal(Code.T0402, Content.WEIGHTS, weightsBytes)));
    regions.put(
        Content.ARENA,
        room.take(Content.ARENA, arenaBytes)
            .orElseThrow(() -> room.refusal(Code.T0401, Content.ARENA, arenaBytes)));
    return new Placement(board, regions, stackBytes(board));
  }

  /** Bytes of a region that an arena in it cannot have: for stack, data and the arena's guards. */
  static long reservedBytes(Board board, Memory memory) {
    long bytes = GUARD_BYTES;
    if (memory == board.regionsFor(Content.DATA).get(0)) {
      bytes += DATA_BYTES;
    }
    if (memory == board.regionsFor(Content.STACK).get(0)) {
      bytes += stackBytes(board);
    }
    return bytes;
  }

  private static long stackBytes(Board board) {
    return Math.min(MOST_STACK_BYTES, board.regionsFor(Content.STACK).get(0).bytes() / 8);
  }

  /** What is left of each region while one part after the other is placed. */
  private static final class Room {
    private final Board board;
    private final Map<Memory, Long> taken = new LinkedHashMap<>();

    Room(Board board) {
      this.board = board;
    }

    Optional<Memory> take(Content content, long bytes) {
      for (Memory memory : board.regionsFor(content)) {
        if (bytes <= left(content, memory)) {
          taken.merge(memory, bytes, Long::sum);
          return Optional.of(memory);
        }
      }
      return Optional.empty();
    }

    private long left(Content content, Memory memory) {
      return memory.bytes() - taken.getOrDefault(memory, 0L) - reserved(content, memory);
    }

    private long reserved(Content content, Memory memory) {
      if (content == Content.ARENA) {
        return reservedBytes(board, memory);
      }
      if (memory != board.regionsFor(Content.CODE).get(0)) {
        return 0;
      }
      List<Memory> candidates = board.regionsFor(content);
      boolean last = memory == candidates.get(candidates.size() - 1);
      return last ? LEAST_CODE_BYTES : CODE_RESERVE_BYTES;
    }

    ThimbleException refusal(Code code, Content content, long bytes) {
      StringBuilder why = new StringBuilder();
      for (Memory memory : board.regionsFor(content)) {
        why.append(why.isEmpty() ? "" : "; ")
            .append(
                String.format(
                    Locale.ROOT,
                    "%s has %,d bytes, of which %,d are left",
                    memory.name(),
                    memory.bytes(),
                    Math.max(0, left(content, memory))));
      }
      String what =
          content == Content.ARENA ? "an arena of %,d bytes does" : "weights of %,d bytes do";
      return new ThimbleException(
          code,
          String.format(Locale.ROOT, what, bytes) + " not fit the board",
          "target " + board.name(),
          why.toString(),
          content == Content.ARENA
              ? "--optimize ram, or a target with more RAM (thimble targets)"
              : "a smaller model, int8 weights, or a target with more flash (thimble targets)");
    }
  }
}
