package thimble.codegen.hls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import thimble.codegen.ToolVersion;
import thimble.codegen.c.LayerNames;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Value;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.Design.Folded;
import thimble.planner.dataflow.Design.Process;
import thimble.targets.Fpga;
import thimble.targets.hls.Resources;

/**
 * What a design comes to.
 *
 * @param model the model's file name
 * @param interval cycles after which the next inference can begin
 * @param latency cycles of one inference, from the first word in to the last one out
 * @param streamedBytes of one inference, in and out of the device
 * @param notes what a user should know that was not asked for
 */
public record HlsReport(
    String model,
    Fpga fpga,
    String network,
    long macs,
    long interval,
    long latency,
    int multipliers,
    Resources resources,
    long streamedBytes,
    List<Layer> layers,
    List<Unit> units,
    List<Channel> streams,
    List<String> notes) {
  /**
   * One layer.
   *
   * @param cycles of its slowest process
   * @param ended cycle of its last result
   * @param tensorBytes of its inputs and its result
   * @param weightBytes of what it knows at compile time
   */
  public record Layer(
      String name,
      String op,
      String output,
      long macs,
      int pe,
      int simd,
      int multipliers,
      long cycles,
      long ended,
      long tensorBytes,
      long weightBytes,
      Resources resources) {
    /** Share of its multipliers' products that are wanted, of those it could do in an interval. */
    public double use(long interval) {
      return multipliers == 0 ? 0 : (double) macs / multipliers / interval;
    }
  }

  /**
   * One process.
   *
   * @param template the unit that it is
   * @param cycles in which it works, of one inference
   * @param began cycle of the first word it gives
   * @param ended cycle of its last iteration
   */
  public record Unit(
      String name, String template, long cycles, long began, long ended, Resources resources) {}

  /**
   * One stream inside of the design.
   *
   * @param waited cycles in which its writer waits for room
   */
  public record Channel(
      String name, int width, long words, int depth, long waited, Resources resources) {}

  static HlsReport of(HlsCompiler.Hardware hardware, String model, String network) {
    Design design = hardware.design();
    Graph graph = design.graph();
    GraphIndex index = graph.index();
    List<Layer> layers = new ArrayList<>();
    for (Folded folded : design.foldings()) {
      Node node = graph.nodes().get(folded.node());
      long cycles = 0;
      long ended = 0;
      Resources resources = Resources.NONE;
      for (int i = 0; i < design.processes().size(); i++) {
        Process process = design.processes().get(i);
        if (process.node() == folded.node()) {
          cycles = Math.max(cycles, hardware.cycles().busy()[i]);
          ended = Math.max(ended, hardware.cycles().ended()[i]);
          resources = resources.plus(process.unit().resources(hardware.fpga()));
        }
      }
      layers.add(
          new Layer(
              LayerNames.of(node),
              node.op().name(),
              LayerNames.shape(node.output().type()),
              node.op().macs(index.signature(node)),
              folded.folding().pe(),
              folded.folding().simd() * folded.folding().taps(),
              folded.multipliers(),
              cycles,
              ended,
              bytes(graph, index, node, false),
              bytes(graph, index, node, true),
              resources));
    }
    List<Channel> streams = new ArrayList<>();
    for (int i = 0; i < design.streams().size(); i++) {
      if (!design.isPort(i)) {
        Design.Stream stream = design.streams().get(i);
        streams.add(
            new Channel(
                stream.name(),
                stream.flow().width(),
                stream.flow().words(),
                stream.depth(),
                hardware.cycles().waited()[i],
                stream.resources()));
      }
    }
    return new HlsReport(
        model,
        hardware.fpga(),
        network,
        graph.macs(),
        hardware.cycles().interval(),
        hardware.cycles().latency(),
        design.multipliers(),
        hardware.resources(),
        streamedBytes(graph),
        layers,
        units(hardware),
        streams,
        hardware.notes());
  }

  private static List<Unit> units(HlsCompiler.Hardware hardware) {
    List<Unit> units = new ArrayList<>();
    Design design = hardware.design();
    for (int i = 0; i < design.processes().size(); i++) {
      Process process = design.processes().get(i);
      units.add(
          new Unit(
              process.name(),
              process.unit().template(),
              hardware.cycles().busy()[i],
              hardware.cycles().began()[i],
              hardware.cycles().ended()[i],
              process.unit().resources(hardware.fpga())));
    }
    return units;
  }

  private static long streamedBytes(Graph graph) {
    return Stream.concat(graph.inputs().stream(), graph.outputs().stream())
        .mapToLong(port -> port.value().type().bytes())
        .sum();
  }

  /** Bytes of what a node reads that is known, or of all the rest and its results. */
  private static long bytes(Graph graph, GraphIndex index, Node node, boolean known) {
    long bytes = 0;
    for (String input : node.inputs()) {
      bytes += index.isConstant(input) == known ? index.type(input).bytes() : 0;
    }
    for (Value output : node.outputs()) {
      bytes += known ? 0 : output.type().bytes();
    }
    return bytes;
  }

  /** Inferences a second. */
  public double fps() {
    return (double) fpga.clockHz() / interval;
  }

  /** Share of all multipliers' products in an interval that are wanted. */
  public double use() {
    long wanted =
        layers.stream().filter(layer -> layer.multipliers() > 0).mapToLong(Layer::macs).sum();
    return multipliers == 0 ? 0 : (double) wanted / multipliers / interval;
  }

  /** Who sets the interval and how busy the others are, in a sentence. */
  public String balance() {
    return BalanceChart.sentence(this);
  }

  public double milliseconds() {
    return 1000.0 * latency / fpga.clockHz();
  }

  /** {@code report.json}. */
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("model", model);
    root.put("target", fpga.name());
    root.put("toolVersion", ToolVersion.text());
    root.put("network", network);
    root.put("macs", macs);
    ObjectNode cycles = root.putObject("cycles");
    cycles.put("interval", interval);
    cycles.put("latency", latency);
    ObjectNode device = root.putObject("fpga");
    device.put("part", fpga.part());
    device.put("clockHz", fpga.clockHz());
    device.put("multipliers", multipliers);
    device.put("dsp", resources.dsp());
    device.put("bram18", resources.bram18());
    device.put("uram", resources.uram());
    device.put("lut", resources.lut());
    device.put("streamedBytes", streamedBytes);
    ArrayNode all = root.putArray("layers");
    for (Layer layer : layers) {
      ObjectNode node = all.addObject();
      node.put("name", layer.name());
      node.put("op", layer.op());
      node.put("output", layer.output());
      node.put("macs", layer.macs());
      node.put("pe", layer.pe());
      node.put("simd", layer.simd());
      node.put("multipliers", layer.multipliers());
      node.put("cycles", layer.cycles());
      node.put("ended", layer.ended());
      node.put("dsp", layer.resources().dsp());
      node.put("bram18", layer.resources().bram18());
      node.put("lut", layer.resources().lut());
    }
    ArrayNode channels = root.putArray("streams");
    for (Channel stream : streams) {
      ObjectNode node = channels.addObject();
      node.put("name", stream.name());
      node.put("width", stream.width());
      node.put("words", stream.words());
      node.put("depth", stream.depth());
      node.put("waited", stream.waited());
    }
    ArrayNode processes = root.putArray("units");
    for (Unit unit : units) {
      ObjectNode node = processes.addObject();
      node.put("name", unit.name());
      node.put("unit", unit.template());
      node.put("cycles", unit.cycles());
      node.put("began", unit.began());
      node.put("ended", unit.ended());
    }
    if (!notes.isEmpty()) {
      ArrayNode remarks = root.putArray("notes");
      notes.forEach(remarks::add);
    }
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return mapper.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
