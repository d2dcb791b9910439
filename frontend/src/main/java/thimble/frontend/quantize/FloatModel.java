package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxPort;
import thimble.frontend.onnx.OnnxType;
import thimble.ir.TensorData;

/**
 * A model all of whose shapes are known.
 *
 * @param shapes of every tensor that is computed, inputs included
 * @param floats those of them that hold float32
 */
record FloatModel(OnnxModel model, Map<String, List<Integer>> shapes, Set<String> floats) {
  FloatModel {
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
    floats = Collections.unmodifiableSet(new LinkedHashSet<>(floats));
  }

  /** Runs a model once on zeros to see what its tensors are. */
  static FloatModel of(OnnxModel model) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    Set<String> floats = new LinkedHashSet<>();
    for (OnnxPort input : model.inputs()) {
      shapes.put(input.name(), shape(input));
      if (input.dataType() == OnnxType.FLOAT.code()) {
        floats.add(input.name());
      }
    }
    probe(model, names(model))
        .forEach(
            (name, tensor) -> {
              shapes.put(name, tensor.shape());
              if (tensor.dataType() == OnnxType.FLOAT.code()) {
                floats.add(name);
              }
            });
    return new FloatModel(model, shapes, floats);
  }

  /** Tensors as they are where the inputs are zeros. */
  static Map<String, FloatRuntime.Tensor> probe(OnnxModel model, Set<String> wanted) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    List<TensorData> zeros = new ArrayList<>();
    for (OnnxPort input : model.inputs()) {
      int count = shape(input).stream().reduce(1, Math::multiplyExact);
      zeros.add(TensorData.allocate(OnnxType.element(input.dataType()).orElseThrow(), count));
    }
    try (FloatRuntime runtime = FloatRuntime.open(model, wanted)) {
      return runtime.run(zeros, wanted);
    }
  }

  private static Set<String> names(OnnxModel model) {
    Set<String> names = new LinkedHashSet<>();
    model
        .nodes()
        .forEach(
            node -> node.outputs().stream().filter(name -> !name.isEmpty()).forEach(names::add));
    return names;
  }

  static List<Integer> shape(OnnxPort port) {
    return port.shape().orElseThrow().stream()
        .map(extent -> (int) extent.value().orElseThrow())
        .toList();
  }

  /** The same tensors, said in another operator set. */
  FloatModel withModel(OnnxModel other) {
    return new FloatModel(other, shapes, floats);
  }

  int count(String name) {
    return shapes.get(name).stream().reduce(1, Math::multiplyExact);
  }
}
