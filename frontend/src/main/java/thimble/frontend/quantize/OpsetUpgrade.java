package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thimble.frontend.onnx.OnnxAttribute;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;

/**
 * Says a model in a newer operator set: scales for each channel came with 13, four and sixteen bits
 * with 21. What operators mean does not change, only how attributes and inputs say it.
 */
final class OpsetUpgrade {
  /** DequantizeLinear with an axis. */
  static final int PER_CHANNEL = 13;

  /** QuantizeLinear to int16 and from int4. */
  static final int OTHER_WIDTHS = 21;

  private static final Set<String> REDUCTIONS_18 =
      Set.of(
          "ReduceMax",
          "ReduceMin",
          "ReduceMean",
          "ReduceProd",
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceSumSquare");

  private final OnnxEdit edit;
  private final FloatModel source;
  private final long from;
  private final long to;

  private OpsetUpgrade(FloatModel source, long to) {
    this.source = source;
    this.edit = new OnnxEdit(source.model());
    this.from = source.model().opsets().getOrDefault("", 1L);
    this.to = to;
  }

  /** The same model in at least that operator set, of an IR version that goes with it. */
  static OnnxModel atLeast(FloatModel source, int opset) {
    OnnxModel model = source.model();
    long to = Math.max(opset, model.opsets().getOrDefault("", 1L));
    OpsetUpgrade upgrade = new OpsetUpgrade(source, to);
    for (OnnxNode node : upgrade.edit.nodes()) {
      if (node.domain().isEmpty()) {
        upgrade.upgrade(node);
      }
    }
    OnnxModel result = upgrade.edit.model();
    Map<String, Long> opsets = new LinkedHashMap<>(model.opsets());
    opsets.put("", to);
    long ir = Math.max(model.irVersion(), to >= OTHER_WIDTHS ? 10 : 7);
    return new OnnxModel(
        ir, opsets, result.inputs(), result.outputs(), result.initialisers(), result.nodes());
  }

  private void upgrade(OnnxNode node) {
    switch (node.opType()) {
      case "Clip" -> clip(node);
      case "Pad" -> pad(node);
      case "Slice" -> integersToInputs(node, 10, "starts", "ends", "axes");
      case "Squeeze", "Unsqueeze", "ReduceSum" -> integersToInputs(node, 13, "axes");
      case "Split" -> split(node);
      case "TopK" -> topK(node);
      case "Softmax", "LogSoftmax", "Hardmax" -> softmax(node);
      case "Upsample" -> upsample(node);
      case "Resize" -> resize(node);
      case "Scatter" -> edit.replace(node, Nodes.withType(node, "ScatterElements"));
      case "BatchNormalization" -> edit.replace(node, Nodes.without(node, "spatial", "is_test"));
      default -> {
        if (REDUCTIONS_18.contains(node.opType())) {
          integersToInputs(node, 18, "axes");
        }
      }
    }
  }

  private boolean crosses(int version) {
    return from < version && to >= version;
  }

  /** Attributes that became inputs; one that is absent is left out. */
  private void integersToInputs(OnnxNode node, int since, String... names) {
    if (!crosses(since)) {
      return;
    }
    List<String> inputs = new ArrayList<>(node.inputs());
    for (String name : names) {
      inputs.add(
          Nodes.integers(node, name)
              .map(
                  values ->
                      edit.addLongs(
                          Nodes.output(node) + "_" + name,
                          values.stream().mapToLong(Long::longValue).toArray()))
              .orElse(""));
    }
    while (inputs.get(inputs.size() - 1).isEmpty()) {
      inputs.remove(inputs.size() - 1);
    }
    edit.replace(node, OnnxEdit.withInputs(Nodes.without(node, names), inputs));
  }

  private void clip(OnnxNode node) {
    if (!crosses(11)) {
      return;
    }
    String name = Nodes.output(node);
    List<String> inputs =
        List.of(
            node.inputs().get(0),
            edit.addFloats(name + "_min", List.of(), Nodes.real(node, "min", -Float.MAX_VALUE)),
            edit.addFloats(name + "_max", List.of(), Nodes.real(node, "max", Float.MAX_VALUE)));
    edit.replace(node, OnnxEdit.withInputs(Nodes.without(node, "min", "max"), inputs));
  }

  private void pad(OnnxNode node) {
    if (!crosses(11)) {
      return;
    }
    String name = Nodes.output(node);
    long[] pads =
        Nodes.integers(node, "pads").orElse(List.of()).stream()
            .mapToLong(Long::longValue)
            .toArray();
    List<String> inputs =
        List.of(
            node.inputs().get(0),
            edit.addLongs(name + "_pads", pads),
            edit.addFloats(name + "_value", List.of(), Nodes.real(node, "value", 0)));
    edit.replace(node, OnnxEdit.withInputs(Nodes.without(node, "pads", "value"), inputs));
  }

  private void split(OnnxNode node) {
    integersToInputs(node, 13, "split");
    OnnxNode now = edit.producer(Nodes.output(node)).orElseThrow();
    if (crosses(18) && now.inputs().size() < 2) {
      edit.replace(
          now, Nodes.with(now, "num_outputs", new OnnxAttribute.Integer(now.outputs().size())));
    }
  }

  private void topK(OnnxNode node) {
    if (crosses(10)) {
      String k = edit.addLongs(Nodes.output(node) + "_k", Nodes.integer(node, "k", 1));
      edit.replace(
          node, OnnxEdit.withInputs(Nodes.without(node, "k"), List.of(node.inputs().get(0), k)));
    }
  }

  /** Before 13 all axes from the given one on made one. */
  private void softmax(OnnxNode node) {
    if (!crosses(13)) {
      return;
    }
    List<Integer> shape = source.shapes().get(node.inputs().get(0));
    long axis = Nodes.integer(node, "axis", 1);
    int first = (int) (axis < 0 ? axis + shape.size() : axis);
    OnnxNode last = Nodes.with(node, "axis", new OnnxAttribute.Integer(-1));
    if (first >= shape.size() - 1) {
      edit.replace(node, last);
      return;
    }
    long rows = shape.subList(0, first).stream().reduce(1, Math::multiplyExact);
    String name = Nodes.output(node);
    String flat = edit.fresh(name + "_flat");
    String result = edit.fresh(name + "_rows");
    edit.replace(
        node,
        Nodes.of(
            "Reshape",
            flat,
            List.of(node.inputs().get(0), edit.addLongs(name + "_rows_shape", rows, -1)),
            flat),
        OnnxEdit.withOutputs(OnnxEdit.withInputs(last, List.of(flat)), List.of(result)),
        Nodes.of(
            "Reshape",
            result,
            List.of(
                result,
                edit.addLongs(
                    name + "_shape", shape.stream().mapToLong(Integer::longValue).toArray())),
            name));
  }

  private void upsample(OnnxNode node) {
    if (!crosses(10)) {
      return;
    }
    List<String> inputs = new ArrayList<>(List.of(node.inputs().get(0), ""));
    if (node.inputs().size() > 1) {
      inputs.add(node.inputs().get(1));
    } else {
      List<Float> scales = Nodes.reals(node, "scales").orElse(List.of());
      float[] values = new float[scales.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = scales.get(i);
      }
      inputs.add(edit.addFloats(Nodes.output(node) + "_scales", List.of(values.length), values));
    }
    OnnxNode plain = Nodes.withType(Nodes.without(node, "scales"), "Resize");
    edit.replace(node, cornered(OnnxEdit.withInputs(plain, inputs)));
  }

  /** Opset 10: input and scales, cells at their upper left corners. */
  private void resize(OnnxNode node) {
    if (from == 10) {
      List<String> inputs = List.of(node.inputs().get(0), "", node.inputs().get(1));
      edit.replace(node, cornered(OnnxEdit.withInputs(node, inputs)));
    }
  }

  private static OnnxNode cornered(OnnxNode node) {
    OnnxNode placed =
        Nodes.with(node, "coordinate_transformation_mode", new OnnxAttribute.Text("asymmetric"));
    return Nodes.with(placed, "nearest_mode", new OnnxAttribute.Text("floor"));
  }
}
