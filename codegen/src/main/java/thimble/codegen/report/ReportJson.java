package thimble.codegen.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * {@code report.json}: a {@link Report} field by field; what is not known is left out. Written by
 * hand, not by reflection: the names are a contract that renaming a component must not break.
 */
public final class ReportJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReportJson() {}

  /** The file's content. */
  public static String write(Report report) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return MAPPER.writer(printer).writeValueAsString(tree(report)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The report as a JSON tree, for callers that add fields of their own. */
  public static ObjectNode tree(Report report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("model", report.model());
    root.put("target", report.target());
    root.put("toolVersion", report.toolVersion());
    root.put("network", report.network());
    root.put("macs", report.macs());
    root.put("recomputedMacs", report.recomputedMacs());
    ObjectNode ram = root.putObject("ram");
    ram.put("peak", report.ram().peak());
    ram.put("arena", report.ram().arena());
    ram.put("scratch", report.ram().scratch());
    ram.put("input", report.ram().input());
    ram.put("inputRows", report.ram().inputRows());
    put(ram, "stack", report.ram().stack());
    ram.put("lowerBound", report.ram().lowerBound());
    ram.put("layerByLayer", report.ram().layerByLayer());
    put(ram, "budget", report.ram().budget());
    ObjectNode flash = root.putObject("flash");
    flash.put("weights", report.flash().weights());
    put(flash, "code", report.flash().code());
    put(root, "instructions", report.instructions());
    put(root, "predictedInstructions", report.predicted());
    report.leastPerMac().ifPresent(least -> root.put("leastPerMac", least));
    ArrayNode inputs = root.putArray("inputs");
    report.inputs().forEach(edge -> write(inputs.addObject(), edge));
    ArrayNode outputs = root.putArray("outputs");
    report.outputs().forEach(edge -> write(outputs.addObject(), edge));
    ArrayNode layers = root.putArray("layers");
    for (Report.Layer layer : report.layers()) {
      ObjectNode node = layers.addObject();
      node.put("name", layer.name());
      node.put("op", layer.op());
      node.put("kernel", layer.kernel());
      node.put("input", layer.input());
      node.put("output", layer.output());
      node.put("macs", layer.macs());
      node.put("recomputedMacs", layer.recomputedMacs());
      put(node, "instructions", layer.instructions());
      put(node, "predictedInstructions", layer.predicted());
      node.put("weights", layer.weights());
      node.put("scratch", layer.scratch());
    }
    ArrayNode stages = root.putObject("plan").putArray("stages");
    for (Report.Stage stage : report.plan().stages()) {
      ObjectNode node = stages.addObject();
      node.put("kind", stage.kind());
      numbers(node, "layers", stage.layers());
      node.put("live", stage.live());
      node.put("firstStep", stage.firstStep());
      node.put("steps", stage.steps());
    }
    return root;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException where a field is missing or the text is no JSON
   */
  public static Report read(String text) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a report: " + e.getOriginalMessage(), e);
    }
    JsonNode ram = need(root, "ram");
    JsonNode flash = need(root, "flash");
    return new Report(
        need(root, "model").asText(),
        need(root, "target").asText(),
        need(root, "toolVersion").asText(),
        need(root, "network").asText(),
        number(root, "macs"),
        number(root, "recomputedMacs"),
        new Report.Ram(
            number(ram, "peak"),
            number(ram, "arena"),
            number(ram, "scratch"),
            number(ram, "input"),
            need(ram, "inputRows").asBoolean(),
            optional(ram, "stack"),
            number(ram, "lowerBound"),
            number(ram, "layerByLayer"),
            optional(ram, "budget")),
        new Report.Flash(number(flash, "weights"), optional(flash, "code")),
        optional(root, "instructions"),
        root.has("leastPerMac")
            ? OptionalDouble.of(root.get("leastPerMac").asDouble())
            : OptionalDouble.empty(),
        list(need(root, "inputs"), ReportJson::edge),
        list(need(root, "outputs"), ReportJson::edge),
        list(need(root, "layers"), ReportJson::layer),
        new Report.PlanSummary(list(need(need(root, "plan"), "stages"), ReportJson::stage)));
  }

  private static void write(ObjectNode node, Report.Edge edge) {
    node.put("name", edge.name());
    node.put("type", edge.type());
    numbers(node, "shape", edge.shape());
    node.put("bytes", edge.bytes());
    numbers(node, "modelShape", edge.modelShape());
    numbers(node, "permutation", edge.permutation());
    node.put("floatInModel", edge.floatInModel());
    edge.scale().ifPresent(scale -> node.put("scale", scale));
    edge.zeroPoint().ifPresent(zero -> node.put("zeroPoint", zero));
  }

  private static Report.Edge edge(JsonNode node) {
    return new Report.Edge(
        need(node, "name").asText(),
        need(node, "type").asText(),
        list(need(node, "shape"), JsonNode::asInt),
        number(node, "bytes"),
        list(need(node, "modelShape"), JsonNode::asInt),
        list(need(node, "permutation"), JsonNode::asInt),
        need(node, "floatInModel").asBoolean(),
        Optional.ofNullable(node.get("scale")).map(JsonNode::floatValue),
        node.has("zeroPoint")
            ? OptionalInt.of(node.get("zeroPoint").asInt())
            : OptionalInt.empty());
  }

  private static Report.Layer layer(JsonNode node) {
    return new Report.Layer(
        need(node, "name").asText(),
        need(node, "op").asText(),
        need(node, "kernel").asText(),
        need(node, "input").asText(),
        need(node, "output").asText(),
        number(node, "macs"),
        number(node, "recomputedMacs"),
        optional(node, "instructions"),
        optional(node, "predictedInstructions"),
        number(node, "weights"),
        number(node, "scratch"));
  }

  private static Report.Stage stage(JsonNode node) {
    return new Report.Stage(
        need(node, "kind").asText(),
        list(need(node, "layers"), JsonNode::asInt),
        number(node, "live"),
        need(node, "firstStep").asInt(),
        need(node, "steps").asInt());
  }

  private static void put(ObjectNode node, String name, OptionalLong value) {
    value.ifPresent(number -> node.put(name, number));
  }

  private static void numbers(ObjectNode node, String name, List<Integer> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(array::add);
  }

  private static JsonNode need(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("not a report: \"" + name + "\" is missing");
    }
    return value;
  }

  private static long number(JsonNode node, String name) {
    return need(node, name).asLong();
  }

  private static OptionalLong optional(JsonNode node, String name) {
    return node.has(name) ? OptionalLong.of(node.get(name).asLong()) : OptionalLong.empty();
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    List<T> list = new ArrayList<>();
    array.forEach(node -> list.add(element.apply(node)));
    return list;
  }
}
