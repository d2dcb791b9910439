package thimble.frontend.quantize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.frontend.ModelOrder;
import thimble.frontend.onnx.OnnxAttribute;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxReader;
import thimble.frontend.onnx.OnnxTensor;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.Code;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.ThimbleException;

/**
 * From any file that compiles to the plain float model that is calibrated and quantized: shapes
 * fixed, constants folded, a current operator set, normalizations inside the layers.
 */
final class Preparation {
  private static final int MOST_NAMED = 5;

  private Preparation() {}

  /**
   * @param opset the least operator set that the result must have
   * @throws ThimbleException what {@link Importer} finds; T0209 where the model is quantized
   *     already, or holds weights that are no numbers
   */
  static FloatModel read(Path file, ImportOptions options, int opset) {
    // The importer's diagnostics are better than ONNX Runtime's: what passes here runs there.
    Graph graph = Importer.read(file, options);
    OnnxModel stored = OnnxReader.read(file);
    String name = String.valueOf(file.getFileName());
    List<OnnxNode> nodes = ModelOrder.of(name, stored);
    requireNoBranches(name, nodes);
    requireFloat(name, nodes);
    OnnxModel model = widened(stored, ports(stored, graph), nodes);
    model = KnownTensors.fold(model);
    requireNumbers(name, model);
    model = OpsetUpgrade.atLeast(FloatModel.of(model), opset);
    return FloatModel.of(Simplification.run(FloatModel.of(model)));
  }

  private static void requireNoBranches(String file, List<OnnxNode> nodes) {
    List<String> branching =
        nodes.stream().filter(OnnxNode::hasBranches).map(OnnxNode::label).toList();
    if (!branching.isEmpty()) {
      throw new ThimbleException(
          Code.T0209,
          "a model with control flow",
          file,
          "it branches at "
              + String.join(", ", branching.subList(0, Math.min(MOST_NAMED, branching.size()))),
          "export it without (torch.onnx.export of the one branch that runs, or onnxsim)");
    }
  }

  private static void requireFloat(String file, List<OnnxNode> nodes) {
    List<String> quantized =
        nodes.stream()
            .filter(
                node ->
                    node.opType().contains("QuantizeLinear")
                        || node.opType().contains("DequantizeLinear")
                        || node.opType().startsWith("QLinear")
                        || node.opType().endsWith("Integer"))
            .map(OnnxNode::label)
            .limit(MOST_NAMED)
            .toList();
    if (!quantized.isEmpty()) {
      throw new ThimbleException(
          Code.T0209,
          "a model that is quantized already",
          file,
          "it holds quantized operators: " + String.join(", ", quantized),
          "quantize the float model it was made of");
    }
  }

  private static void requireNumbers(String file, OnnxModel model) {
    for (OnnxTensor tensor : model.initialisers()) {
      if (tensor.dataType() != OnnxType.FLOAT.code()) {
        continue;
      }
      float[] values = tensor.data().orElseThrow().floatArray();
      int bad = 0;
      for (float value : values) {
        bad += Float.isNaN(value) ? 1 : 0;
      }
      if (bad > 0) {
        throw new ThimbleException(
            Code.T0209,
            "weights that are no numbers",
            file + ", tensor \"" + tensor.name() + "\"",
            bad + " of its " + values.length + " elements are NaN",
            "the training diverged, or the file is damaged: export the model anew");
      }
    }
  }

  /** Inputs with the extents that the importer found. */
  private static List<OnnxPort> ports(OnnxModel model, Graph graph) {
    Map<String, Port> known =
        graph.inputs().stream().collect(Collectors.toMap(Port::modelName, Function.identity()));
    List<OnnxPort> ports = new ArrayList<>();
    for (OnnxPort port : model.inputs()) {
      if (known.containsKey(port.name())) {
        List<OnnxPort.Dimension> shape =
            known.get(port.name()).modelShape().stream()
                .map(extent -> OnnxPort.Dimension.of(extent))
                .toList();
        ports.add(new OnnxPort(port.name(), port.kind(), type(port), Optional.of(shape)));
      }
    }
    return ports;
  }

  private static int type(OnnxPort port) {
    return isHalf(port.dataType()) ? OnnxType.FLOAT.code() : port.dataType();
  }

  private static boolean isHalf(long type) {
    return type == OnnxType.FLOAT16.code() || type == OnnxType.BFLOAT16.code();
  }

  /** Half floats become floats, wherever a type is named. */
  private static OnnxModel widened(OnnxModel model, List<OnnxPort> inputs, List<OnnxNode> nodes) {
    List<OnnxTensor> constants = model.initialisers().stream().map(Preparation::widened).toList();
    List<OnnxPort> outputs =
        model.outputs().stream()
            .map(port -> new OnnxPort(port.name(), port.kind(), type(port), Optional.empty()))
            .toList();
    return new OnnxModel(
        model.irVersion(),
        model.opsets(),
        inputs,
        outputs,
        constants,
        nodes.stream().map(Preparation::widened).toList());
  }

  private static OnnxTensor widened(OnnxTensor tensor) {
    return isHalf(tensor.dataType())
        ? new OnnxTensor(tensor.name(), OnnxType.FLOAT.code(), tensor.shape(), tensor.data())
        : tensor;
  }

  private static OnnxNode widened(OnnxNode node) {
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    node.attributes()
        .forEach(
            (name, value) -> {
              if (value instanceof OnnxAttribute.Tensor tensor) {
                attributes.put(name, new OnnxAttribute.Tensor(widened(tensor.value())));
              } else if (value instanceof OnnxAttribute.Integer type
                  && (name.equals("to") || name.equals("dtype"))
                  && isHalf(type.value())) {
                attributes.put(name, new OnnxAttribute.Integer(OnnxType.FLOAT.code()));
              } else {
                attributes.put(name, value);
              }
            });
    return Nodes.withAttributes(node, attributes);
  }
}
