package thimble.frontend.quantize;

import thimble.frontend.calibrate.Calibrator;

/**
 * How a model is quantized.
 *
 * @param calibrator of activations
 */
public record QuantizeOptions(Calibrator calibrator) {
  public static final QuantizeOptions DEFAULT = new QuantizeOptions(Calibrator.MINMAX);
}
