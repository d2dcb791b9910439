package thimble.frontend.quantize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
 * @param tensors bits of single stored tensors, by the name of the first that has the same scale
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
    Map<String, Bits> layers,
    Map<String, Bits> tensors) {
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
          Map.of(),
          Map.of());

  public QuantizeOptions {
    if (weights == Bits.INT16
        || activations == Bits.INT4
        || layers.containsValue(Bits.INT16)
        || tensors.containsValue(Bits.INT4)) {
      throw new IllegalArgumentException(
          "weights of " + weights + ", activations of " + activations);
    }
    if (!(percentile > 0.5 && percentile < 1)) {
      throw new IllegalArgumentException("percentile " + percentile);
    }
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  Bits weights(String layer) {
    return layers.getOrDefault(layer, weights);
  }

  /** In words: what one way to quantize is told from another by. */
  public String text() {
    List<String> words = new ArrayList<>();
    words.add(calibrator.text());
    words.add(adaptive ? "adaptive rounding" : "nearest rounding");
    if (clipped != adaptive) {
      words.add(clipped ? "weights clipped" : "weights not clipped");
    }
    if (granularity == Granularity.TENSOR) {
      words.add("one scale a weight");
    }
    if (repairs.equalization() != EqualizationWay.NONE) {
      words.add("equalized by " + repairs.equalization().name().toLowerCase(Locale.ROOT));
    }
    words.add(
        repairs.measuredBias()
            ? "biases measured"
            : corrected ? "biases by weights" : "plain biases");
    return String.join(", ", words);
  }

  /** Bits of a stored tensor. */
  Bits activations(String tensor) {
    return tensors.getOrDefault(tensor, activations);
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
        layers,
        tensors);
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
        layers,
        tensors);
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
        layers,
        tensors);
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
        layers,
        tensors);
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
        layers,
        tensors);
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
        layers,
        tensors);
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
        layers,
        tensors);
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
        layers,
        tensors);
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
        newLayers,
        tensors);
  }

  public QuantizeOptions withTensors(Map<String, Bits> newTensors) {
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
        layers,
        newTensors);
  }
}
