package thimble.frontend.quantize;

import java.util.Optional;
import thimble.frontend.onnx.OnnxNode;

/** Activations that only cut off: their bounds can be those of what integers can say. */
record Clamps(float low, float high) {
  static Optional<Clamps> of(OnnxEdit edit, OnnxNode node) {
    if (Nodes.is(node, "Relu")) {
      return Optional.of(new Clamps(0, Float.POSITIVE_INFINITY));
    } else if (!Nodes.is(node, "Clip")) {
      return Optional.empty();
    }
    Optional<Float> low = bound(edit, node, 1, Float.NEGATIVE_INFINITY);
    Optional<Float> high = bound(edit, node, 2, Float.POSITIVE_INFINITY);
    return low.isPresent() && high.isPresent() && low.get() <= 0 && high.get() >= 0
        ? Optional.of(new Clamps(low.get(), high.get()))
        : Optional.empty();
  }

  private static Optional<Float> bound(OnnxEdit edit, OnnxNode node, int input, float absent) {
    Optional<String> name = Nodes.input(node, input);
    return name.isEmpty()
        ? Optional.of(absent)
        : edit.floats(name.get()).filter(values -> values.length == 1).map(values -> values[0]);
  }
}
