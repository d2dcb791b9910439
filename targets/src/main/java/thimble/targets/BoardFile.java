package thimble.targets;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thimble.targets.Board.Content;
import thimble.targets.Board.Feature;

/** Reads one board file; every key must be known and every statement make sense. */
final class BoardFile {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final Pattern BYTES = Pattern.compile("(0x[0-9a-fA-F]+|[0-9]+)([KM]?)");

  /** The file's own words; sizes may be written {@code 128K} or {@code 4M}, addresses in hex. */
  private record Text(
      String title,
      CoreText core,
      long clockHz,
      List<MemoryText> memories,
      EmulatorText emulator) {}

  private record CoreText(String cpu, String fpu, List<String> features) {}

  private record MemoryText(
      String name, String origin, String bytes, Boolean writable, List<String> holds) {}

  private record EmulatorText(String machine, long timerHz) {}

  private BoardFile() {}

  /**
   * @param name the board's name, which is the file's
   * @throws IllegalArgumentException naming the board and the offending statement
   */
  static Board parse(String name, String yaml) {
    try {
      Board board = board(name, MAPPER.readValue(yaml, Text.class));
      check(board);
      return board;
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(
          "board " + name + ": " + e.getOriginalMessage() + " at " + e.getPathReference(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("board " + name + ": " + e.getMessage(), e);
    }
  }

  private static Board board(String name, Text text) {
    require(text.title != null, "a title is missing");
    require(text.core != null && text.core.cpu != null, "a core with its cpu is missing");
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    for (String feature : orEmpty(text.core.features)) {
      features.add(constant(Feature.class, feature));
    }
    List<Board.Memory> memories = new ArrayList<>();
    for (MemoryText memory : orEmpty(text.memories)) {
      memories.add(memory(memory));
    }
    return new Board(
        name,
        text.title,
        new Board.Core(text.core.cpu, Optional.ofNullable(text.core.fpu), features),
        text.clockHz,
        memories,
        Optional.ofNullable(text.emulator)
            .map(emulator -> new Board.Emulator(emulator.machine, emulator.timerHz)));
  }

  private static Board.Memory memory(MemoryText text) {
    require(
        text.name != null && text.origin != null && text.bytes != null && text.writable != null,
        "a memory region needs name, origin, bytes, writable, holds");
    Set<Content> holds = EnumSet.noneOf(Content.class);
    for (String content : orEmpty(text.holds)) {
      holds.add(constant(Content.class, content));
    }
    return new Board.Memory(
        text.name, number(text.origin), number(text.bytes), text.writable, holds);
  }

  private static void check(Board board) {
    if (board.isHost()) {
      require(board.emulator().isEmpty(), "only a board with memory regions has an emulator");
      return;
    }
    require(board.clockHz() > 0, "clockHz is missing");
    Set<String> names = new HashSet<>();
    for (Board.Memory memory : board.memories()) {
      String name = memory.name();
      require(name.matches("[A-Z][A-Z0-9_]*"), "\"" + name + "\" is no name for a region");
      require(names.add(name), "two regions are called " + name);
      require(
          memory.bytes() > 0 && memory.end() <= 1L << 32,
          name + " does not lie in the 32-bit address space");
      boolean needsWrite =
          memory.holds(Content.DATA) || memory.holds(Content.STACK) || memory.holds(Content.ARENA);
      require(memory.writable() || !needsWrite, name + " holds data but is not writable");
    }
    for (Content content : Content.values()) {
      require(
          !board.regionsFor(content).isEmpty(),
          "no region holds " + content.name().toLowerCase(Locale.ROOT));
    }
    board
        .emulator()
        .ifPresent(
            emulator ->
                require(
                    emulator.machine() != null && emulator.timerHz() > 0,
                    "an emulator needs machine and timerHz"));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no " + type.getSimpleName().toLowerCase(Locale.ROOT));
  }

  private static long number(String text) {
    Matcher matcher = BYTES.matcher(text);
    require(matcher.matches(), "\"" + text + "\" is no number of bytes");
    long value = Long.decode(matcher.group(1));
    return switch (matcher.group(2)) {
      case "K" -> value << 10;
      case "M" -> value << 20;
      default -> value;
    };
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
