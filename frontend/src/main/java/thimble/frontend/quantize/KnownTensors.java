package thimble.frontend.quantize;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxTensor;

/**
 * What does not depend on the inputs' elements becomes a constant, shape arithmetic included:
 * exporters write weights as {@code Constant} nodes, transpose them, and compute the shapes of
 * reshapes.
 */
final class KnownTensors {
  private KnownTensors() {}

  static OnnxModel fold(OnnxModel model) {
    Set<String> known = new LinkedHashSet<>();
    model.initialisers().forEach(tensor -> known.add(tensor.name()));
    Set<OnnxNode> folded = new LinkedHashSet<>();
    for (OnnxNode node : model.nodes()) {
      boolean byInputs =
          node.inputs().stream().allMatch(name -> name.isEmpty() || known.contains(name));
      boolean random = node.opType().startsWith("Random") || node.opType().equals("Bernoulli");
      if (Nodes.is(node, "Shape", "Size") || byInputs && !random) {
        folded.add(node);
        known.addAll(node.outputs());
      }
    }
    Set<String> wanted = new LinkedHashSet<>();
    OnnxEdit edit = new OnnxEdit(model);
    for (OnnxNode node : folded) {
      for (String output : node.outputs()) {
        boolean read = edit.readers(output).stream().anyMatch(reader -> !folded.contains(reader));
        if (!output.isEmpty() && (read || edit.isOutput(output))) {
          wanted.add(output);
        }
      }
    }
    Map<String, FloatRuntime.Tensor> values = FloatModel.probe(model, wanted);
    values.forEach(
        (name, tensor) ->
            edit.define(
                new OnnxTensor(
                    name, tensor.dataType(), tensor.shape(), Optional.of(tensor.data()))));
    for (OnnxNode node : folded) {
      List<String> needed = node.outputs().stream().filter(wanted::contains).toList();
      if (values.keySet().containsAll(needed) && needed.stream().noneMatch(edit::isOutput)) {
        edit.remove(node);
      }
    }
    return edit.model();
  }
}
