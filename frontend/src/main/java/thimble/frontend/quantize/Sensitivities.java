package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import thimble.frontend.onnx.OnnxNode;

/**
 * Measures what four bits do to the model's output, one layer at a time and all others at eight.
 * Harms of several layers add up, since their errors have nothing to do with each other: a knapsack
 * finds the best combination for a budget.
 */
final class Sensitivities {
  private Sensitivities() {}

  static List<Sensitivity> of(
      Quantizer quantizer, List<Layer> layers, QuantizeOptions options, Consumer<String> progress) {
    String watched = watched(quantizer);
    double base = noise(quantizer, options.withLayers(Map.of()), watched);
    List<Sensitivity> result = new ArrayList<>();
    for (Layer layer : layers) {
      progress.accept(
          "four bits in layer " + (result.size() + 1) + " of " + layers.size() + " alone");
      Map<String, QuantizeOptions.Bits> one = Map.of(layer.output(), QuantizeOptions.Bits.INT4);
      double harm = Math.max(0, noise(quantizer, options.withLayers(one), watched) - base);
      result.add(
          new Sensitivity(
              layer.output(),
              layer.node().label(),
              List.of(
                  new Sensitivity.Choice(QuantizeOptions.Bits.INT8, bytes(layer, 8), 0),
                  new Sensitivity.Choice(QuantizeOptions.Bits.INT4, bytes(layer, 4), harm))));
    }
    return result;
  }

  static long bytes(Layer layer, int bits) {
    return ((long) layer.count() * bits + 7) / 8 + 4L * layer.outputs();
  }

  /**
   * The tensor to listen to: the first output, or what goes into a Softmax that makes it, which
   * would hide errors where it is sure.
   */
  private static String watched(Quantizer quantizer) {
    OnnxEdit edit = new OnnxEdit(quantizer.model().model());
    String output = quantizer.model().model().outputs().get(0).name();
    Optional<OnnxNode> softmax = edit.producer(output).filter(node -> Nodes.is(node, "Softmax"));
    return softmax.map(node -> node.inputs().get(0)).orElse(output);
  }

  private static double noise(Quantizer quantizer, QuantizeOptions options, String watched) {
    Quantized quantized = quantizer.quantize(options);
    String stored = quantized.stored().tensors().getOrDefault(watched, watched);
    Map<String, String> names = new LinkedHashMap<>(Map.of(watched, stored));
    Fidelity fidelity = quantizer.fidelity(quantized, names);
    double decibels = fidelity.tensors().getOrDefault(watched, fidelity.output());
    return Math.pow(10, -decibels / 10);
  }
}
