package thimble.codegen.hls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import thimble.codegen.ToolVersion;
import thimble.codegen.c.LayerNames;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.Design.Folded;
import thimble.planner.dataflow.Design.Process;
import thimble.planner.dataflow.Design.Stream;
import thimble.targets.Fpga;
import thimble.targets.hls.Resources;

/**
 * What a design comes to.
 *
 * @param model the model's file name
 * @param interval cycles after which the next inference can begin
 * @param latency cycles of one inference, from the first word in to the last one out
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
    List<Layer> layers,
    List<Stream> streams) {
  /**
   * One layer.
   *
   * @param cycles of its slowest process
   * @param ended cycle of its last result
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
      Resources resources) {
    /** Share of its multipliers' products that are wanted, of those it could do in an interval. */
    public double use(long interval) {
      return multipliers == 0 ? 0 : (double) macs / multipliers / interval;
    }
  }

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
              resources));
    }
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < design.streams().size(); i++) {
      if (!design.isPort(i)) {
        streams.add(design.streams().get(i));
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
        layers,
        streams);
  }

  /** Inferences a second. */
  public double fps() {
    return (double) fpga.clockHz() / interval;
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
    device.put("lut", resources.lut());
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
    for (Stream stream : streams) {
      ObjectNode node = channels.addObject();
      node.put("name", stream.name());
      node.put("width", stream.flow().width());
      node.put("words", stream.flow().words());
      node.put("depth", stream.depth());
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
