package thimble.frontend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.frontend.onnx.OnnxModel;
import thimble.frontend.onnx.OnnxNode;
import thimble.frontend.onnx.OnnxTensor;
import thimble.ir.Quantization;
import thimble.ir.TensorData;
import thimble.ir.TensorType;

/**
 * What the integers of an integer input mean, where the model says so further down: at the first
 * operator that has a scale and a zero point for them, behind operators that only move data.
 */
final class InputQuantizations {
  private static final Set<String> MOVING =
      Set.of(
          "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Slice", "Split");

  private final Map<String, TensorData> stored = new HashMap<>();
  private final Map<String, List<OnnxNode>> readers = new HashMap<>();

  InputQuantizations(OnnxModel model, List<OnnxNode> nodes) {
    for (OnnxTensor tensor : model.initialisers()) {
      tensor.data().ifPresent(data -> stored.put(tensor.name(), data));
    }
    for (OnnxNode node : nodes) {
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
      }
    }
  }

  /** The type with the quantization that the model gives the input, if it gives one. */
  TensorType annotate(String input, TensorType type) {
    boolean candidate = type.element().isInteger() && type.element().bytes() <= 2;
    return candidate ? find(input).map(type::withQuantization).orElse(type) : type;
  }

  private Optional<Quantization> find(String input) {
    Deque<String> open = new ArrayDeque<>(List.of(input));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.remove();
      if (!seen.add(name)) {
        continue;
      }
      for (OnnxNode node : readers.getOrDefault(name, List.of())) {
        Optional<Quantization> found = at(node, node.inputs().indexOf(name));
        if (found.isPresent()) {
          return found;
        }
        if (MOVING.contains(node.opType())) {
          open.addAll(node.outputs());
        }
      }
    }
    return Optional.empty();
  }

  /** Scale and zero point follow the tensor in the list of inputs. */
  private Optional<Quantization> at(OnnxNode node, int input) {
    boolean scaled =
        node.opType().equals("DequantizeLinear") || node.opType().startsWith("QLinear");
    if (!scaled || input + 1 >= node.inputs().size()) {
      return Optional.empty();
    }
    TensorData scale = stored.get(node.inputs().get(input + 1));
    boolean hasZero = input + 2 < node.inputs().size() && !node.inputs().get(input + 2).isEmpty();
    TensorData zero = hasZero ? stored.get(node.inputs().get(input + 2)) : TensorData.ints(0);
    if (scale == null || zero == null || scale.count() != 1 || zero.count() != 1) {
      return Optional.empty();
    }
    float value = (float) scale.real(0);
    return value > 0 && Float.isFinite(value) && Math.abs(zero.integer(0)) <= 1 << 16
        ? Optional.of(Quantization.perTensor(value, (int) zero.integer(0)))
        : Optional.empty();
  }
}
