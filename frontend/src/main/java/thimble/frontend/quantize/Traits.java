package thimble.frontend.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.frontend.onnx.OnnxNode;

/** What kind of network a model is, in a few numbers, and what its stored layers take. */
public final class Traits {
  private Traits() {}

  /**
   * Numbers that say which ways of quantizing may suit a network: its depth and size, what share of
   * its layers is depthwise or dense, how unequal the channels of its weights are.
   */
  public static Map<String, Double> of(Quantizer quantizer) {
    OnnxEdit edit = new OnnxEdit(quantizer.model().model());
    int layers = 0;
    int depthwise = 0;
    int dense = 0;
    long weights = 0;
    double spread = 0;
    for (OnnxNode node : edit.nodes()) {
      Layer layer = Layer.of(edit, node).orElse(null);
      if (layer != null && edit.floats(layer.weight()).isPresent()) {
        layers++;
        dense += Nodes.is(node, "Gemm") ? 1 : 0;
        depthwise += Nodes.is(node, "Conv") && layer.shape().get(1) == 1 ? 1 : 0;
        weights += layer.count();
        spread = Math.max(spread, spread(layer, edit.floats(layer.weight()).orElseThrow()));
      }
    }
    Map<String, Double> traits = new LinkedHashMap<>();
    traits.put("layers", (double) layers);
    traits.put("depthwise", share(depthwise, layers));
    traits.put("dense", share(dense, layers));
    traits.put("weights", Math.log(1 + weights) / Math.log(2));
    traits.put("spread", spread);
    traits.put("nodes", (double) edit.nodes().size());
    return traits;
  }

  private static double share(int part, int all) {
    return all == 0 ? 0 : (double) part / all;
  }

  /** Bits between the largest channel of a weight and the middle one. */
  private static double spread(Layer layer, float[] weight) {
    double[] magnitudes = WeightScales.magnitudes(layer, weight);
    java.util.Arrays.sort(magnitudes);
    double middle = magnitudes[magnitudes.length / 2];
    double largest = magnitudes[magnitudes.length - 1];
    return middle > 0 ? Math.log(largest / middle) / Math.log(2) : 0;
  }

  /** Bytes of all weights and biases of a quantized model. */
  public static long weightBytes(Quantized quantized) {
    OnnxEdit edit = new OnnxEdit(quantized.source().model().model());
    long bytes = 0;
    for (OnnxNode node : edit.nodes()) {
      StoredWeight stored =
          node.outputs().isEmpty() ? null : quantized.weights().get(Nodes.output(node));
      if (stored != null) {
        int bits = stored.type() == thimble.frontend.onnx.OnnxType.INT4 ? 4 : 8;
        bytes += Sensitivities.bytes(Layer.of(edit, node).orElseThrow(), bits);
      }
    }
    return bytes;
  }

  /** Names of the traits, in their order. */
  public static List<String> names() {
    return List.of("layers", "depthwise", "dense", "weights", "spread", "nodes");
  }
}
