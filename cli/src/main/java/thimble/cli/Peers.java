package thimble.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What other tools need for the networks of the benchmark, and what we want to stay below: {@code
 * peers.json}.
 */
final class Peers {
  private final JsonNode root;

  private Peers(JsonNode root) {
    this.root = root;
  }

  static Peers read() {
    try (InputStream stream = Peers.class.getResourceAsStream("peers.json")) {
      return new Peers(new ObjectMapper().readTree(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the figures were measured. */
  String method() {
    return root.path("method").asText();
  }

  /**
   * A network of the benchmark.
   *
   * @param name as tables show it
   * @param zoo its name in the zoo, where it has one: the same layers with seeded weights
   * @param model directory of the trained model, where there is one
   */
  record Entry(String name, Optional<String> zoo, Optional<String> model, JsonNode figures) {
    /** A figure, empty where nobody measured it. */
    OptionalLong figure(String... path) {
      JsonNode node = figures;
      for (String name : path) {
        node = node.path(name);
      }
      return node.isNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
    }
  }

  List<Entry> ram() {
    return entries("ram", "model");
  }

  List<Entry> speed() {
    return entries("speed", "name");
  }

  private List<Entry> entries(String table, String model) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode node : root.path(table)) {
      entries.add(
          new Entry(
              node.path("name").asText(),
              Optional.ofNullable(node.get("zoo")).map(JsonNode::asText),
              Optional.ofNullable(node.get(model)).map(JsonNode::asText),
              node));
    }
    return entries;
  }

  /** The peers' word for the processor of a target; empty for one that nobody measured on. */
  Optional<String> core(String target) {
    return Optional.ofNullable(root.path("targets").get(target)).map(JsonNode::asText);
  }

  /** All targets that the peers were measured on. */
  List<String> targets() {
    List<String> targets = new ArrayList<>();
    root.path("targets").fieldNames().forEachRemaining(targets::add);
    return targets;
  }
}
