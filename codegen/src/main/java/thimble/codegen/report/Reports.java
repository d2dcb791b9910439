package thimble.codegen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import thimble.codegen.ToolVersion;
import thimble.codegen.c.ArenaUse;
import thimble.codegen.c.LayerCode;
import thimble.codegen.c.Layers;
import thimble.codegen.c.NetworkCode;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.planner.Plan;

/** What a plan and its emitted code come to. */
public final class Reports {
  private Reports() {}

  /**
   * @param modelFile the model's file name, as it came
   * @param target the board's name
   */
  public static Report of(Plan plan, NetworkCode code, String modelFile, String target) {
    Plan.Memory memory = plan.memory();
    List<Report.Layer> layers = new ArrayList<>();
    List<Report.Stage> stages = new ArrayList<>();
    for (LayerCode layer : code.layers()) {
      layers.add(
          new Report.Layer(
              layer.name(), layer.op(), layer.kernel(), layer.macs(), OptionalLong.empty()));
    }
    ArenaUse use = new ArenaUse(plan);
    for (Layers.Stage stage : Layers.of(plan).stages()) {
      String kind = stage.isStream() ? "stream" : "layer";
      stages.add(new Report.Stage(kind, stage.layers(), use.most(stage)));
    }
    return new Report(
        modelFile,
        target,
        ToolVersion.text(),
        code.net(),
        code.macs(),
        0,
        new Report.Ram(
            memory.peak(),
            memory.arena(),
            memory.scratch(),
            memory.input(),
            OptionalLong.empty(),
            memory.lowerBound(),
            memory.layerByLayer()),
        new Report.Flash(code.weightBytes(), OptionalLong.empty()),
        OptionalLong.empty(),
        plan.graph().inputs().stream().map(Reports::edge).toList(),
        plan.graph().outputs().stream().map(Reports::edge).toList(),
        layers,
        new Report.PlanSummary(stages));
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
