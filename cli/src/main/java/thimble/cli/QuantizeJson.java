package thimble.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
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

  static String write(QuantizeReport report) {
    try {
      return MAPPER.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
