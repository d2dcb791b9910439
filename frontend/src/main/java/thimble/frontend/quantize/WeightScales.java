package thimble.frontend.quantize;

import thimble.frontend.onnx.OnnxType;

/** Chooses the scale of every output channel of a weight. */
final class WeightScales {
  /** A bias must fit into 31 bits with room for the sum. */
  private static final double MOST_BIAS = 1 << 30;

  /** Requantization knows factors down to 2^-31; what is smaller would vanish, bias and all. */
  private static final double LEAST_FACTOR = Math.scalb(1.0, -26);

  private WeightScales() {}

  /**
   * @param ranges the magnitude that each channel's scale has to reach
   * @param input scale of what the layer reads
   * @param output scale of what it gives
   * @param granularity one scale for each output channel, or the largest of them for all
   */
  static float[] of(
      Layer layer,
      double[] ranges,
      float[] bias,
      Scale input,
      Scale output,
      OnnxType type,
      QuantizeOptions.Granularity granularity) {
    int most = StoredWeight.most(type);
    double[] scales = new double[ranges.length];
    for (int channel = 0; channel < scales.length; channel++) {
      double needed = ranges[channel] / most;
      needed = Math.max(needed, Math.abs(bias[channel]) / (input.scale() * MOST_BIAS));
      needed = Math.max(needed, LEAST_FACTOR * output.scale() / input.scale());
      scales[channel] = needed;
    }
    if (layer.outputAxis() >= 0 && granularity == QuantizeOptions.Granularity.CHANNEL) {
      float[] result = new float[scales.length];
      for (int channel = 0; channel < result.length; channel++) {
        result[channel] = (float) scales[channel];
      }
      return result;
    }
    double largest = 0;
    for (double scale : scales) {
      largest = Math.max(largest, scale);
    }
    return new float[] {(float) largest};
  }

  /** The largest magnitude of each output channel. */
  static double[] magnitudes(Layer layer, float[] weight) {
    double[] ranges = new double[layer.outputs()];
    for (int i = 0; i < weight.length; i++) {
      int channel = layer.outputChannel(i);
      ranges[channel] = Math.max(ranges[channel], Math.abs(weight[i]));
    }
    return ranges;
  }

  /** Each element to the nearest integer. */
  static StoredWeight nearest(Layer layer, float[] weight, float[] scales, OnnxType type) {
    int most = StoredWeight.most(type);
    byte[] values = new byte[weight.length];
    for (int i = 0; i < weight.length; i++) {
      float scale = scales.length == 1 ? scales[0] : scales[layer.outputChannel(i)];
      values[i] = (byte) Math.max(-most, Math.min(most, Math.rint(weight[i] / (double) scale)));
    }
    return new StoredWeight(type, values, scales);
  }
}
