package thimble.frontend.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import thimble.frontend.calibrate.Calibrator;

/**
 * How a model is quantized.
 *
 * @param calibrator of activations
 * @param weights bits of weights
 * @param activations bits of activations
 * @param adaptive whether weights are rounded for the layer's result rather than each to the
 *     nearest integer
 * @param corrected whether biases take up what weights lose on average
 * @param layers bits of the weights of single layers, by the name of their result
 */
public record QuantizeOptions(
    Calibrator calibrator,
    Bits weights,
    Bits activations,
    boolean adaptive,
    boolean corrected,
    Map<String, Bits> layers) {
  /** Widths of integers. */
  public enum Bits {
    INT4,
    INT8,
    INT16
  }

  public static final QuantizeOptions DEFAULT =
      new QuantizeOptions(Calibrator.MSE, Bits.INT8, Bits.INT8, true, true, Map.of());

  public QuantizeOptions {
    if (weights == Bits.INT16 || activations == Bits.INT4 || layers.containsValue(Bits.INT16)) {
      throw new IllegalArgumentException(
          "weights of " + weights + ", activations of " + activations);
    }
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  Bits weights(String layer) {
    return layers.getOrDefault(layer, weights);
  }

  public QuantizeOptions withLayers(Map<String, Bits> newLayers) {
    return new QuantizeOptions(calibrator, weights, activations, adaptive, corrected, newLayers);
  }
}
