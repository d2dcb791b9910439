package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import thimble.frontend.ImportOptions;
import thimble.frontend.Importer;
import thimble.frontend.onnx.OnnxNode;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.pass.PassPipeline;

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

  /** What 16 bits in one group of tensors, all others in 8, take off the noise at the output. */
  static List<TensorSensitivity> ofTensors(
      Quantizer quantizer, Calibrated source, QuantizeOptions options, Consumer<String> progress) {
    String watched = watched(quantizer);
    QuantizeOptions plain = options.withLayers(Map.of()).withTensors(Map.of());
    double base = noise(quantizer, plain, watched);
    Map<String, List<String>> groups = new LinkedHashMap<>(source.placement().groups());
    groups.values().removeIf(members -> members.stream().anyMatch(quantizer::isInput));
    long real = inFloat(quantizer.quantize(plain));
    List<TensorSensitivity> result = new ArrayList<>();
    int at = 0;
    for (String root : groups.keySet()) {
      progress.accept("sixteen bits in tensor " + ++at + " of " + groups.size() + " alone");
      QuantizeOptions one = plain.withTensors(Map.of(root, QuantizeOptions.Bits.INT16));
      if (inFloat(quantizer.quantize(one)) > real) {
        // A function with a kink has no table of 16 bits, and would be computed in float.
        continue;
      }
      double gain = base - noise(quantizer, one, watched);
      result.add(
          new TensorSensitivity(
              root, label(source, root), Math.max(0, gain), gain / base, wide(source, one)));
    }
    return result;
  }

  /** How many operators the compiler would leave in float. */
  private static long inFloat(Quantized quantized) {
    Graph graph =
        PassPipeline.standard(PassPipeline.IoMode.QUANTIZED)
            .run(Importer.of("quantized", quantized.model(), ImportOptions.NONE));
    return graph.nodes().stream()
        .filter(node -> node.output().type().element() == ElementType.F32)
        .count();
  }

  /** The node that gives a tensor, for people. */
  private static String label(Calibrated source, String tensor) {
    return source.edit().producer(tensor).map(OnnxNode::label).orElse(tensor);
  }

  /** The layers that compute in 16 bits, by their results. */
  private static List<String> wide(Calibrated source, QuantizeOptions options) {
    Widths widths = new Widths(source.edit(), source.placement(), source.scales(options));
    return source.layers().stream()
        .filter(layer -> widths.isWide(layer.node()))
        .map(Layer::output)
        .toList();
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
