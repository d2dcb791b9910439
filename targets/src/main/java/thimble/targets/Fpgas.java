package thimble.targets;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All boards with an FPGA: whatever lies in the resource directory {@code fpga}. */
public final class Fpgas {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final Map<String, Fpga> BY_NAME = load();

  private record Text(
      String title,
      String part,
      long clockHz,
      int dsp,
      List<Integer> dspPorts,
      int bram18,
      int lut,
      int ff) {}

  private Fpgas() {}

  /** Sorted by name. */
  public static List<Fpga> all() {
    return List.copyOf(BY_NAME.values());
  }

  /** The board of that name, if it has an FPGA. */
  public static Optional<Fpga> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Map<String, Fpga> load() {
    Map<String, Fpga> fpgas = new TreeMap<>();
    ResourceFiles.beside("fpga/ultra96.yaml")
        .forEach((name, text) -> fpgas.put(name, parse(name, text)));
    return fpgas;
  }

  private static Fpga parse(String name, String yaml) {
    try {
      Text text = MAPPER.readValue(yaml, Text.class);
      boolean whole =
          text.title != null
              && text.part != null
              && text.clockHz > 0
              && text.dsp > 0
              && text.dspPorts != null
              && text.dspPorts.size() == 2
              && text.bram18 > 0
              && text.lut > 0
              && text.ff > 0;
      if (!whole) {
        throw new IllegalArgumentException("board " + name + ": something is missing");
      }
      return new Fpga(
          name,
          text.title,
          text.part,
          text.clockHz,
          text.dsp,
          text.dspPorts,
          text.bram18,
          text.lut,
          text.ff);
    } catch (IOException e) {
      throw new IllegalArgumentException("board " + name + ": " + e.getMessage(), e);
    }
  }
}
