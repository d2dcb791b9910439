package thimble.frontend.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import thimble.frontend.calibrate.Calibrator;

/**
 * How a model is quantized.
 *
 * @param calibrator of activations
 * @param percentile share of the numbers seen that {@link Calibrator#PERCENTILE} keeps, below 1
 * @param weights bits of weights
 * @param activations bits of activations
 * @param granularity how many scales a weight has
 * @param clipped whether a filter's range may end below its largest weight, where that makes the
 *     layer's result better
 * @param adaptive whether weights are rounded for the layer's result rather than each to the
 *     nearest integer
 * @param corrected whether biases take up what weights lose on average
 * @param repairs what is done to the float model's numbers first
 * @param layers bits of the weights of single layers, by the name of their result
 */
public record QuantizeOptions(
    Calibrator calibrator,
    double percentile,
    Bits weights,
    Bits activations,
    Granularity granularity,
    boolean clipped,
    boolean adaptive,
    boolean corrected,
    Repairs repairs,
    Map<String, Bits> layers) {
  /** Widths of integers. */
  public enum Bits {
    INT4,
    INT8,
    INT16
  }

  /** How many scales a weight has. */
  public enum Granularity {
    /** One for each output channel. */
    CHANNEL,
    /** One for all. */
    TENSOR
  }

  public static final QuantizeOptions DEFAULT =
      new QuantizeOptions(
          Calibrator.MSE,
          Calibrator.USUAL_PERCENTILE,
          Bits.INT8,
          Bits.INT8,
          Granularity.CHANNEL,
          true,
          true,
          true,
          Repairs.NONE,
          Map.of());

  public QuantizeOptions {
    if (weights == Bits.INT16 || activations == Bits.INT4 || layers.containsValue(Bits.INT16)) {
      throw new IllegalArgumentException(
          "weights of " + weights + ", activations of " + activations);
    }
    if (!(percentile > 0.5 && percentile < 1)) {
      throw new IllegalArgumentException("percentile " + percentile);
    }
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  Bits weights(String layer) {
    return layers.getOrDefault(layer, weights);
  }

  public QuantizeOptions withCalibrator(Calibrator other) {
    return new QuantizeOptions(
        other,
        percentile,
        weights,
        activations,
        granularity,
        clipped,
        adaptive,
        corrected,
        repairs,
        layers);
  }

  public QuantizeOptions withPercentile(double share) {
    return new QuantizeOptions(
        calibrator,
        share,
        weights,
        activations,
        granularity,
        clipped,
        adaptive,
        corrected,
        repairs,
        layers);
  }

  public QuantizeOptions withBits(Bits ofWeights, Bits ofActivations) {
    return new QuantizeOptions(
        calibrator,
        percentile,
        ofWeights,
        ofActivations,
        granularity,
        clipped,
        adaptive,
        corrected,
        repairs,
        layers);
  }

  public QuantizeOptions withGranularity(Granularity other) {
    return new QuantizeOptions(
        calibrator,
        percentile,
        weights,
        activations,
        other,
        clipped,
        adaptive,
        corrected,
        repairs,
        layers);
  }

  public QuantizeOptions withClipped(boolean clip) {
    return new QuantizeOptions(
        calibrator,
        percentile,
        weights,
        activations,
        granularity,
        clip,
        adaptive,
        corrected,
        repairs,
        layers);
  }

  public QuantizeOptions withAdaptive(boolean rounded) {
    return new QuantizeOptions(
        calibrator,
        percentile,
        weights,
        activations,
        granularity,
        clipped,
        rounded,
        corrected,
        repairs,
        layers);
  }

  public QuantizeOptions withCorrected(boolean correct) {
    return new QuantizeOptions(
        calibrator,
        percentile,
        weights,
        activations,
        granularity,
        clipped,
        adaptive,
        correct,
        repairs,
        layers);
  }

  public QuantizeOptions withRepairs(Repairs other) {
    return new QuantizeOptions(
        calibrator,
        percentile,
        weights,
        activations,
        granularity,
        clipped,
        adaptive,
        corrected,
        other,
        layers);
  }

  public QuantizeOptions withLayers(Map<String, Bits> newLayers) {
    return new QuantizeOptions(
        calibrator,
        percentile,
        weights,
        activations,
        granularity,
        clipped,
        adaptive,
        corrected,
        repairs,
        newLayers);
  }
}
