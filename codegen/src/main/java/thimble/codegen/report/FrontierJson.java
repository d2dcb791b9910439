package thimble.codegen.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The frontier for scripts: what {@code sim --pareto --json} writes. */
public final class FrontierJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private FrontierJson() {}

  /** The file's content. */
  public static String write(Frontier frontier) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("model", frontier.model());
    root.put("target", frontier.target());
    root.put("macs", frontier.macs());
    ArrayNode points = root.putArray("frontier");
    for (Frontier.Series series : frontier.series()) {
      for (Frontier.Point point : series.points()) {
        ObjectNode node = points.addObject();
        node.put("input", series.input());
        node.put("ram", point.ram());
        node.put("recomputedMacs", point.recomputedMacs());
        node.put("instructions", point.instructions());
        node.put("what", point.what());
      }
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
