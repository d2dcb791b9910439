package thimble.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another device in place of a board's own: what {@code --device} says. A comma separates its
 * parts, later ones stand over earlier ones: a device of {@code devices.yaml} ({@code xc7z020}), a
 * YAML file of the names that a board's file has, a single such name ({@code bram18=60}).
 */
public final class Devices {
  private static final String FILE = "devices/devices.yaml";
  private static final Map<String, ObjectNode> KNOWN = load();

  private Devices() {}

  /** Names of all devices that need no file, sorted. */
  public static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /**
   * @throws IllegalArgumentException with the reason, where the text names no device
   */
  public static Fpga on(Fpga board, String text) {
    List<ObjectNode> changes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      changes.add(change(part.strip()));
    }
    return Fpgas.with(board.name(), changes);
  }

  /** All known devices on a board, those with the fewest multipliers first. */
  public static List<Fpga> allOn(Fpga board) {
    return KNOWN.keySet().stream()
        .map(name -> on(board, name))
        .sorted(java.util.Comparator.comparingInt(Fpga::dsp).thenComparingInt(Fpga::bram18))
        .toList();
  }

  private static ObjectNode change(String part) {
    int equals = part.indexOf('=');
    if (equals > 0) {
      ObjectNode one = JsonNodeFactory.instance.objectNode();
      String value = part.substring(equals + 1).strip();
      one.set(part.substring(0, equals).strip(), value(value));
      return one;
    }
    ObjectNode known = KNOWN.get(part.toLowerCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    if (part.endsWith(".yaml") || part.endsWith(".yml")) {
      return file(part);
    }
    throw new IllegalArgumentException(
        "no device is called \""
            + part
            + "\"; there are "
            + String.join(", ", KNOWN.keySet())
            + ", files (.yaml) and single values (bram18=60)");
  }

  private static JsonNode value(String text) {
    JsonNode number = Fpgas.parse("value", "value: " + text).get("value");
    return number == null ? JsonNodeFactory.instance.nullNode() : number;
  }

  private static ObjectNode file(String name) {
    try {
      Path path = Path.of(name);
      return Fpgas.parse(String.valueOf(path.getFileName()), Files.readString(path));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(name + ": no text in UTF-8", e);
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new IllegalArgumentException(name + " cannot be read", e);
    }
  }

  private static Map<String, ObjectNode> load() {
    Map<String, ObjectNode> devices = new TreeMap<>();
    ResourceFiles.beside(FILE)
        .forEach(
            (file, yaml) ->
                Fpgas.parse(file, yaml)
                    .properties()
                    .forEach(
                        entry -> {
                          ObjectNode device = entry.getValue().deepCopy();
                          device.put("part", device.path("part").asText(entry.getKey()));
                          device.put("title", entry.getKey().toUpperCase(Locale.ROOT));
                          devices.put(entry.getKey(), device);
                        }));
    return devices;
  }
}
