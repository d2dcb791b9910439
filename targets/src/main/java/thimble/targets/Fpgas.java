package thimble.targets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All boards with an FPGA: whatever lies in the resource directory {@code fpga}. */
public final class Fpgas {
  static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  /** By name what its file says. */
  private static final Map<String, ObjectNode> TEXTS = load();

  /** Limits that no device of today comes near: what is beyond is a slip of the pen. */
  private static final int MOST = 100_000_000;

  private static final long MOST_HERTZ = 10_000_000_000L;
  private static final long MOST_BYTES = 1L << 42;
  private static final int WIDEST_PORT = 64;

  private record Text(
      String title,
      String part,
      long clockHz,
      int dsp,
      List<Integer> dspPorts,
      int bram18,
      int uram,
      int lut,
      int ff,
      long memoryBytesPerSecond) {}

  private static final List<String> NAMES =
      Arrays.stream(Text.class.getRecordComponents()).map(RecordComponent::getName).toList();

  private Fpgas() {}

  /** Sorted by name. */
  public static List<Fpga> all() {
    return TEXTS.keySet().stream().map(name -> find(name).orElseThrow()).toList();
  }

  /** The board of that name, if it has an FPGA. */
  public static Optional<Fpga> find(String name) {
    return Optional.ofNullable(TEXTS.get(name)).map(text -> read(name, text));
  }

  /**
   * A board with something else in place of what its file says.
   *
   * @throws IllegalArgumentException with the reason, where that makes no device
   */
  static Fpga with(String name, List<ObjectNode> changes) {
    ObjectNode text = TEXTS.get(name).deepCopy();
    changes.forEach(text::setAll);
    return read(name, text);
  }

  private static Map<String, ObjectNode> load() {
    Map<String, ObjectNode> texts = new TreeMap<>();
    ResourceFiles.beside("fpga/ultra96.yaml")
        .forEach((name, text) -> texts.put(name, parse("board " + name, text)));
    return texts;
  }

  /**
   * @param what for the message
   * @throws IllegalArgumentException where the text is no YAML of names and values
   */
  static ObjectNode parse(String what, String yaml) {
    try {
      if (MAPPER.readTree(yaml) instanceof ObjectNode text) {
        return text;
      }
      throw new IllegalArgumentException(what + ": no lines of the form \"name: value\"");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          what + ": " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
  }

  private static Fpga read(String name, ObjectNode node) {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!NAMES.contains(field)) {
                throw new IllegalArgumentException(
                    "a device has no \"" + field + "\"; it has " + String.join(", ", NAMES));
              }
            });
    Text text;
    try {
      text = MAPPER.treeToValue(node, Text.class);
    } catch (JsonMappingException e) {
      String at = e.getPath().isEmpty() ? "" : e.getPath().get(0).getFieldName();
      throw new IllegalArgumentException(at + ": " + node.get(at) + " is no value for it", e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("board " + name + ": " + e.getOriginalMessage(), e);
    }
    if (text.title == null || text.part == null || text.part.isBlank()) {
      throw new IllegalArgumentException("board " + name + ": title and part are needed");
    }
    if (text.dspPorts == null || text.dspPorts.size() != 2) {
      throw new IllegalArgumentException("dspPorts: two widths are needed");
    }
    Map<String, Integer> least = new LinkedHashMap<>();
    least.put("dsp", text.dsp);
    least.put("lut", text.lut);
    least.put("ff", text.ff);
    least.forEach((what, count) -> require(what, count, 1, MOST));
    require("bram18", text.bram18, 0, MOST);
    require("uram", text.uram, 0, MOST);
    require("clockHz", text.clockHz, 1_000_000, MOST_HERTZ);
    require("memoryBytesPerSecond", text.memoryBytesPerSecond, 1, MOST_BYTES);
    for (Integer port : text.dspPorts) {
      require("dspPorts", port == null ? 0 : port, 9, WIDEST_PORT);
    }
    return new Fpga(
        name,
        text.title,
        text.part,
        text.clockHz,
        text.dsp,
        text.dspPorts,
        text.bram18,
        text.uram,
        text.lut,
        text.ff,
        text.memoryBytesPerSecond);
  }

  private static void require(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + ", not from " + least + " to " + most);
    }
  }
}
