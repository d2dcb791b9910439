package thimble.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import thimble.frontend.quantize.QuantizeReport;

/** The report of a quantization for scripts: its records, component by component. */
final class QuantizeJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private QuantizeJson() {}

  /** With what a search found. */
  static String write(QuantizeReport report, TuneRun run) {
    ObjectNode root = MAPPER.valueToTree(report);
    root.set("tune", TuneText.json(run));
    return root.toPrettyString() + "\n";
  }

  /** With the widths that budgets led to. */
  static String write(QuantizeReport report, Optional<MixedPrecision> mixed) {
    ObjectNode root = MAPPER.valueToTree(report);
    mixed.ifPresent(found -> root.set("mixed", json(found)));
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode json(MixedPrecision mixed) {
    ObjectNode root = MAPPER.createObjectNode();
    mixed.flash().ifPresent(budget -> root.put("flash", budget).put("bytes", mixed.bytes()));
    mixed.ram().ifPresent(budget -> root.put("ram", budget));
    mixed.arena().ifPresent(arena -> root.put("arena", arena));
    ArrayNode layers = root.putArray("layers");
    for (int i = 0; i < mixed.layers().size(); i++) {
      ObjectNode layer = MAPPER.valueToTree(mixed.layers().get(i));
      layers.add(layer.put("chosen", mixed.choice(i).bits().toString()));
    }
    ArrayNode tensors = root.putArray("tensors");
    for (int i = 0; i < mixed.tensors().size(); i++) {
      ObjectNode tensor = MAPPER.valueToTree(mixed.tensors().get(i));
      tensors.add(tensor.put("chosen", mixed.isWide(i) ? "INT16" : "INT8"));
    }
    return root;
  }
}
