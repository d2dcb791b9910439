package thimble.frontend.quantize;

import java.util.Arrays;
import thimble.frontend.onnx.OnnxType;

/**
 * Which way each weight is rounded. The nearest integer is best for the weight, not for the layer's
 * result, where errors of weights that are active together add up or cancel ("Up or down? Adaptive
 * rounding for post-training quantization", Nagel et al., 2020). The error of a filter's result is
 * the quadratic form {@code e' C e} of the weights' errors e, with C the covariance of what the
 * filter reads; from the nearest integers on, the weight whose other neighbour lowers the form most
 * is turned, until none does. No labels, no gradients, no randomness.
 */
final class WeightRounding {
  /** Shares of a filter's largest weight at which its range may end: the rest is clipped. */
  private static final double[] SHARES = {1, 0.97, 0.94, 0.9, 0.86, 0.82, 0.78, 0.74, 0.7, 0.65};

  private final Layer layer;
  private final float[] weight;
  private final Moments moments;
  private final OnnxType type;
  private final int most;

  /** The group whose covariance was asked for last: filters of a group follow each other. */
  private int cachedGroup = -1;

  private double[] cached = {};

  WeightRounding(Layer layer, float[] weight, Moments moments, OnnxType type) {
    this.layer = layer;
    this.weight = weight;
    this.moments = moments;
    this.type = type;
    this.most = StoredWeight.most(type);
  }

  /**
   * The elements of one filter, in the order in which a patch has what they are multiplied with.
   */
  int[] elements(int channel) {
    int taps = moments.taps();
    int[] indices = new int[taps];
    boolean columns = Nodes.is(layer.node(), "Gemm") && layer.outputAxis() == 1;
    boolean transposed = Nodes.is(layer.node(), "ConvTranspose");
    for (int i = 0; i < taps; i++) {
      indices[i] =
          transposed
              ? transposed(channel, i)
              : columns ? i * layer.outputs() + channel : channel * taps + i;
    }
    return indices;
  }

  /** Of a weight [input channels, output channels of a group, kernel...]. */
  private int transposed(int channel, int tap) {
    int inGroup = layer.outputs() / layer.groups();
    int cells = layer.count() / layer.shape().get(0) / inGroup;
    int source = channel / inGroup * (layer.shape().get(0) / layer.groups()) + tap / cells;
    return (source * inGroup + channel % inGroup) * cells + tap % cells;
  }

  private int group(int channel) {
    return channel / (layer.outputs() / moments.groups());
  }

  /** The magnitude that each filter's scale should reach, for the least weighted error. */
  double[] ranges() {
    double[] ranges = WeightScales.magnitudes(layer, weight);
    for (int channel = 0; channel < ranges.length; channel++) {
      double[] importance = importance(group(channel));
      int[] elements = elements(channel);
      double least = Double.MAX_VALUE;
      double best = ranges[channel];
      for (double share : SHARES) {
        double error = error(elements, importance, ranges[channel] * share / most);
        if (error < least) {
          least = error;
          best = ranges[channel] * share;
        }
      }
      ranges[channel] = best;
    }
    return ranges;
  }

  private double[] importance(int group) {
    int taps = moments.taps();
    double[] diagonal = new double[taps];
    if (!moments.hasSecond()) {
      Arrays.fill(diagonal, 1);
      return diagonal;
    }
    double[] covariance = covariance(group);
    for (int i = 0; i < taps; i++) {
      diagonal[i] = covariance[i * taps + i];
    }
    return diagonal;
  }

  private double[] covariance(int group) {
    if (cachedGroup != group) {
      cached = moments.covariance(group);
      cachedGroup = group;
    }
    return cached;
  }

  private double error(int[] elements, double[] importance, double scale) {
    double error = 0;
    for (int i = 0; i < elements.length && scale > 0; i++) {
      double value = weight[elements[i]];
      double stored = Math.max(-most, Math.min(most, Math.rint(value / scale)));
      double e = value - stored * scale;
      error += importance[i] * e * e;
    }
    return error;
  }

  /** Integers for given scales. */
  StoredWeight rounded(float[] scales) {
    StoredWeight nearest = WeightScales.nearest(layer, weight, scales, type);
    if (!moments.hasSecond()) {
      return nearest;
    }
    byte[] values = nearest.values();
    for (int channel = 0; channel < layer.outputs(); channel++) {
      turn(elements(channel), covariance(group(channel)), nearest.scale(channel), values);
    }
    return new StoredWeight(type, values, scales);
  }

  private void turn(int[] elements, double[] covariance, double scale, byte[] values) {
    int taps = elements.length;
    double[] error = new double[taps];
    int[] other = new int[taps];
    for (int i = 0; i < taps; i++) {
      double wanted = weight[elements[i]] / scale;
      error[i] = wanted - values[elements[i]];
      int neighbour = values[elements[i]] + (error[i] >= 0 ? 1 : -1);
      other[i] = Math.max(-most, Math.min(most, neighbour));
    }
    double[] slope = new double[taps];
    for (int i = 0; i < taps; i++) {
      for (int j = 0; error[i] != 0 && j < taps; j++) {
        slope[j] += covariance[i * taps + j] * error[i];
      }
    }
    for (int turns = 0; turns < 4 * taps; turns++) {
      int best = -1;
      double least = -1e-12;
      for (int i = 0; i < taps; i++) {
        double step = other[i] - values[elements[i]];
        double change = -2 * step * slope[i] + step * step * covariance[i * taps + i];
        if (step != 0 && change < least) {
          least = change;
          best = i;
        }
      }
      if (best < 0) {
        return;
      }
      double step = other[best] - values[elements[best]];
      other[best] = values[elements[best]];
      values[elements[best]] += (byte) step;
      for (int j = 0; j < taps; j++) {
        slope[j] -= step * covariance[best * taps + j];
      }
    }
  }

  /** By output channel, what the stored weights lack on average: it belongs into the bias. */
  float[] lost(StoredWeight stored) {
    float[] lost = new float[layer.outputs()];
    for (int channel = 0; channel < lost.length; channel++) {
      double[] mean = moments.mean(group(channel));
      int[] elements = elements(channel);
      double sum = 0;
      for (int i = 0; i < elements.length; i++) {
        double error =
            weight[elements[i]] - stored.values()[elements[i]] * (double) stored.scale(channel);
        sum += error * mean[i];
      }
      lost[channel] = (float) sum;
    }
    return lost;
  }
}
