package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.calibrate.Range;
import thimble.frontend.onnx.OnnxAttribute;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.TensorData;

/**
 * Writes a quantized model in the form that everybody reads: between float operators a
 * QuantizeLinear and a DequantizeLinear for every stored tensor, stored weights and biases behind a
 * DequantizeLinear.
 */
final class QdqModel {
  private final FloatModel model;
  private final OnnxEdit edit;
  private final Placement placement;
  private final Map<String, Scale> scales;
  private final Widths widths;

  /** Results of nodes that compute in 16 bits. */
  private final Set<String> wide = new HashSet<>();

  /** At which scale layers read what they read, by the layers' results. */
  private final Map<String, Scale> read = new LinkedHashMap<>();

  /**
   * A quantized model.
   *
   * @param tensors by the name that a stored tensor has in the float model, its name here
   * @param results by a layer's result in the float model, what the layer gives here
   */
  record Stored(OnnxModel model, Map<String, String> tensors, Map<String, String> results) {}

  private final Map<String, String> tensors = new LinkedHashMap<>();
  private final Map<String, String> results = new LinkedHashMap<>();

  private QdqModel(FloatModel model, Placement placement, Map<String, Scale> scales) {
    this.model = model;
    this.edit = new OnnxEdit(model.model());
    this.placement = placement;
    this.scales = scales;
    this.widths = new Widths(new OnnxEdit(model.model()), placement, scales);
  }

  /**
   * @param scales of every stored tensor
   * @param weights of every layer, by the layer's result
   * @param biases in float, by the layer's result
   */
  static Stored of(
      FloatModel model,
      Placement placement,
      Map<String, Scale> scales,
      Map<String, StoredWeight> weights,
      Map<String, float[]> biases) {
    QdqModel qdq = new QdqModel(model, placement, scales);
    for (OnnxNode node : qdq.edit.nodes()) {
      Layer.of(qdq.edit, node)
          .filter(layer -> scales.containsKey(layer.input()))
          .ifPresent(layer -> qdq.read.put(layer.output(), qdq.widths.read(node, layer.input())));
      if (qdq.widths.isWide(node)) {
        qdq.wide.add(Nodes.output(node));
      }
    }
    qdq.widths.widenings().forEach(qdq::widen);
    for (OnnxNode node : qdq.edit.nodes()) {
      Kind kind = placement.kinds().get(Nodes.output(node));
      if (kind == Kind.LAYER) {
        String name = Nodes.output(node);
        qdq.layer(Layer.of(qdq.edit, node).orElseThrow(), weights.get(name), biases.get(name));
      } else if (kind == Kind.INTEGER || kind == Kind.JOIN) {
        qdq.constants(node);
      }
    }
    placement.absorbed().forEach(qdq::dropClamps);
    scales.forEach(qdq::store);
    return new Stored(qdq.withPorts(), qdq.tensors, qdq.results);
  }

  private void layer(Layer layer, StoredWeight weight, float[] bias) {
    results.put(layer.output(), layer.output());
    float input = read.get(layer.output()).scale();
    String name = layer.weight();
    String stored =
        dequantized(
            name,
            weight.type(),
            layer.shape(),
            TensorData.bytes(weight.values()),
            weight.scales(),
            Math.max(0, layer.outputAxis()));
    int[] integers = new int[bias.length];
    float[] biasScales = new float[bias.length];
    for (int channel = 0; channel < bias.length; channel++) {
      biasScales[channel] = input * weight.scale(channel);
      double value = Math.rint(bias[channel] / ((double) input * weight.scale(channel)));
      integers[channel] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
    String addend =
        dequantized(
            layer.bias().orElseThrow(),
            OnnxType.INT32,
            List.of(bias.length),
            TensorData.ints(integers),
            biasScales,
            0);
    edit.replace(layer.node(), layer.with(stored, addend));
  }

  /** A stored tensor behind a DequantizeLinear; its name. */
  private String dequantized(
      String name, OnnxType type, List<Integer> shape, TensorData data, float[] scale, int axis) {
    boolean perTensor = scale.length == 1 && !shape.equals(List.of(1));
    List<Integer> extents = perTensor ? List.of() : List.of(scale.length);
    TensorData zeros = TensorData.allocate(data.element(), scale.length);
    String result = edit.fresh(name + "_dq");
    OnnxNode node =
        Nodes.of(
            "DequantizeLinear",
            result,
            List.of(
                edit.add(name + "_q", type, shape, data),
                edit.addFloats(name + "_scale", extents, scale),
                edit.add(name + "_zero", type, extents, zeros)),
            result);
    edit.insertFirst(perTensor ? node : Nodes.with(node, "axis", new OnnxAttribute.Integer(axis)));
    return result;
  }

  /** Stored operands of operators on activations: int8 with a scale of their own. */
  private void constants(OnnxNode node) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      Optional<float[]> values = edit.floats(input);
      inputs.add(values.isPresent() ? constant(node, input, values.get()) : input);
    }
    if (!inputs.equals(node.inputs())) {
      edit.replace(node, OnnxEdit.withInputs(node, inputs));
    }
  }

  private String constant(OnnxNode node, String name, float[] values) {
    Range range = new Range(0, 0);
    for (float value : values) {
      range = range.union(new Range(value, value));
    }
    OnnxType type = wide.contains(Nodes.output(node)) ? OnnxType.INT16 : OnnxType.INT8;
    Scale scale = Scale.of(range, type);
    TensorData stored = TensorData.allocate(type.element().orElseThrow(), values.length);
    for (int i = 0; i < values.length; i++) {
      stored.set(i, scale.quantize(values[i]));
    }
    OnnxTensor tensor = edit.constant(name).orElseThrow();
    String result = edit.fresh(name + "_dq");
    edit.insertFirst(
        Nodes.of(
            "DequantizeLinear",
            result,
            List.of(
                edit.add(name + "_q", type, tensor.shape(), stored),
                edit.addFloats(name + "_scale", List.of(), scale.scale()),
                zeroPoint(name, scale)),
            result));
    return result;
  }

  private String zeroPoint(String name, Scale scale) {
    TensorData zero = TensorData.allocate(scale.type().element().orElseThrow(), 1);
    zero.set(0, scale.zeroPoint());
    return edit.add(name + "_zero", scale.type(), List.of(), zero);
  }

  /** An activation goes where the integers themselves reach no further. */
  private void dropClamps(String output, Clamps clamps) {
    Scale scale = scales.get(end(output));
    OnnxNode node = edit.producer(output).orElseThrow();
    double slack = scale.scale() * 1e-3;
    if (scale.low() >= clamps.low() - slack && scale.high() <= clamps.high() + slack) {
      String x = node.inputs().get(0);
      OnnxNode source = edit.producer(x).orElseThrow();
      edit.remove(node);
      edit.replace(source, OnnxEdit.withOutputs(source, List.of(output)));
      results.replaceAll((layer, name) -> name.equals(x) ? output : name);
    }
  }

  /** Where a chain of absorbed activations ends. */
  private String end(String name) {
    String end = name;
    while (!scales.containsKey(end)) {
      end = Nodes.output(edit.onlyReader(end).orElseThrow());
    }
    return end;
  }

  /** A tensor of 8 bits in 16, for some of its readers. */
  private void widen(String name, Set<OnnxNode> readers) {
    String result = edit.fresh(name + "_wide");
    for (OnnxNode stale : readers) {
      OnnxNode reader = edit.producer(Nodes.output(stale)).orElseThrow();
      List<String> inputs =
          reader.inputs().stream().map(input -> input.equals(name) ? result : input).toList();
      edit.replace(reader, OnnxEdit.withInputs(reader, inputs));
    }
    OnnxNode[] pair = pair(name, Widths.widened(scales.get(name)), result);
    Optional<OnnxNode> producer = edit.producer(name);
    if (producer.isPresent()) {
      edit.insertAfter(producer.get(), pair);
    } else {
      edit.insertFirst(pair);
    }
  }

  /** A QuantizeLinear and a DequantizeLinear. */
  private OnnxNode[] pair(String source, Scale scale, String result) {
    String scaleName = edit.addFloats(result + "_scale", List.of(), scale.scale());
    String zero = zeroPoint(result, scale);
    String stored = edit.fresh(result + "_q");
    return new OnnxNode[] {
      Nodes.of("QuantizeLinear", stored, List.of(source, scaleName, zero), stored),
      Nodes.of("DequantizeLinear", result + "_node", List.of(stored, scaleName, zero), result)
    };
  }

  private void store(String name, Scale scale) {
    Optional<OnnxNode> producer = edit.producer(name);
    String source = name;
    String result = edit.fresh(name + "_dq");
    if (producer.isPresent() && edit.isOutput(name)) {
      // The model's output keeps its name: the dequantized tensor takes it.
      source = edit.fresh(name + "_float");
      result = name;
      String renamed = source;
      results.replaceAll((layer, old) -> old.equals(name) ? renamed : old);
      List<String> outputs =
          producer.get().outputs().stream().map(o -> o.equals(name) ? renamed : o).toList();
      OnnxNode moved = OnnxEdit.withOutputs(producer.get(), outputs);
      edit.replace(producer.get(), moved);
      producer = Optional.of(moved);
    } else {
      edit.redirect(name, result);
    }
    tensors.put(name, result);
    List<OnnxNode> added = new ArrayList<>();
    String stored = source;
    if (widths.isNarrowed(name)) {
      stored = edit.fresh(name + "_narrowed");
      added.addAll(List.of(pair(source, widths.given(name), stored)));
    }
    added.addAll(List.of(pair(stored, scale, result)));
    OnnxNode[] nodes = added.toArray(new OnnxNode[0]);
    if (producer.isPresent()) {
      edit.insertAfter(edit.producer(source).orElseThrow(), nodes);
    } else {
      edit.insertFirst(nodes);
    }
  }

  private OnnxModel withPorts() {
    OnnxModel result = edit.model();
    List<OnnxPort> outputs =
        result.outputs().stream()
            .map(
                port ->
                    model.shapes().containsKey(port.name())
                        ? new OnnxPort(
                            port.name(),
                            port.kind(),
                            port.dataType(),
                            Optional.of(
                                model.shapes().get(port.name()).stream()
                                    .map(extent -> OnnxPort.Dimension.of(extent))
                                    .toList()))
                        : port)
            .toList();
    return new OnnxModel(
        result.irVersion(),
        result.opsets(),
        result.inputs(),
        outputs,
        result.initialisers(),
        result.nodes());
  }
}
