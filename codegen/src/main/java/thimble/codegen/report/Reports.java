package thimble.codegen.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import thimble.codegen.ToolVersion;
import thimble.codegen.c.ArenaUse;
import thimble.codegen.c.LayerCode;
import thimble.codegen.c.LayerNames;
import thimble.codegen.c.Layers;
import thimble.codegen.c.NetworkCode;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.planner.Buffer;
import thimble.planner.Plan;
import thimble.targets.Board;

/** What a plan and its emitted code come to. */
public final class Reports {
  private Reports() {}

  /**
   * @param modelFile the model's file name, as it came
   * @param budget bytes that the arena may take
   */
  public static Report of(
      Plan plan, NetworkCode code, String modelFile, Board board, OptionalLong budget) {
    Plan.Memory memory = plan.memory();
    return new Report(
        modelFile,
        board.name(),
        ToolVersion.text(),
        code.net(),
        code.macs(),
        plan.recomputedMacs(),
        new Report.Ram(
            memory.peak(),
            memory.arena(),
            memory.scratch(),
            memory.input(),
            !plan.received().isEmpty(),
            OptionalLong.empty(),
            memory.lowerBound(),
            memory.layerByLayer(),
            budget),
        new Report.Flash(code.weightBytes(), OptionalLong.empty()),
        OptionalLong.empty(),
        board.isHost() ? OptionalDouble.empty() : OptionalDouble.of(board.core().leastPerMac()),
        plan.graph().arguments().stream().map(Reports::edge).toList(),
        plan.graph().results().stream().map(Reports::edge).toList(),
        layers(plan, code, board),
        new Report.PlanSummary(stages(plan)));
  }

  private static List<Report.Layer> layers(Plan plan, NetworkCode code, Board board) {
    GraphIndex index = plan.graph().index();
    Map<String, Long> scratch = scratch(plan);
    List<Integer> nodes = Layers.of(plan).nodes();
    Map<Integer, Double> predicted = plan.instructionsByNode();
    List<Report.Layer> layers = new ArrayList<>();
    for (int i = 0; i < code.layers().size(); i++) {
      LayerCode layer = code.layers().get(i);
      Node node = plan.graph().nodes().get(nodes.get(i));
      layers.add(
          new Report.Layer(
              layer.name(),
              layer.op(),
              layer.kernel(),
              node.inputs().stream()
                  .findFirst()
                  .map(id -> LayerNames.shape(index.type(id)))
                  .orElse(""),
              LayerNames.shape(node.output().type()),
              layer.macs(),
              plan.recomputed().getOrDefault(node.output().id(), 0L),
              OptionalLong.empty(),
              board.isHost()
                  ? OptionalLong.empty()
                  : OptionalLong.of(Math.round(predicted.getOrDefault(nodes.get(i), 0.0))),
              code.layerWeights().get(i),
              scratch.getOrDefault(node.output().id() + ".scratch", 0L)));
    }
    return layers;
  }

  /** Working memory by the name that its spans have. */
  private static Map<String, Long> scratch(Plan plan) {
    Map<String, Long> bytes = new HashMap<>();
    for (Buffer buffer : plan.buffers()) {
      if (buffer.kind() == Buffer.Kind.SCRATCH && !buffer.spans().isEmpty()) {
        bytes.merge(buffer.spans().get(0).value(), buffer.bytes(), Long::sum);
      }
    }
    return bytes;
  }

  private static List<Report.Stage> stages(Plan plan) {
    ArenaUse use = new ArenaUse(plan);
    List<Report.Stage> stages = new ArrayList<>();
    for (Layers.Stage stage : Layers.of(plan).stages()) {
      stages.add(
          new Report.Stage(
              stage.kind(),
              stage.layers(),
              use.most(stage),
              stage.firstTime(),
              stage.lastTime() - stage.firstTime() + 1));
    }
    return stages;
  }

  private static Report.Edge edge(Port port) {
    TensorType type = port.value().type();
    boolean quantized = type.isQuantized() && type.quant().isPerTensor();
    return new Report.Edge(
        port.modelName(),
        type.element().text(),
        type.shape(),
        type.bytes(),
        port.modelShape(),
        port.permutation(),
        port.floatInModel(),
        quantized ? Optional.of(type.quant().scale()) : Optional.empty(),
        quantized ? OptionalInt.of(type.quant().zeroPoint()) : OptionalInt.empty());
  }
}
