package thimble.frontend.quantize;

import java.util.List;

/**
 * Mean and second moments of what a layer's filters read, by group of channels. They say what an
 * error in the weights does to the layer's results: its mean {@code m e}, its power {@code e' H e},
 * without running the layer again.
 */
final class Moments {
  /** Filters longer than this have no second moments: they would take {@code n^2} numbers. */
  static final int MOST_TAPS = 1536;

  private static final int MOST_POSITIONS = 48;

  private final Patches patches;
  private final double[][] sums;
  private final double[][] products;
  private final float[] patch;
  private long count;
  private int sample;

  Moments(Patches patches) {
    this.patches = patches;
    this.sums = new double[patches.groups()][patches.taps()];
    boolean second = patches.taps() <= MOST_TAPS;
    this.products = new double[second ? patches.groups() : 0][patches.taps() * patches.taps()];
    this.patch = new float[patches.taps()];
  }

  /** Tensors that {@link #add} is given, by name. */
  List<String> inputs() {
    return patches.inputs();
  }

  /** One sample of what the layer reads; positions are spread over it, other ones each time. */
  void add(List<float[]> inputs) {
    int all = patches.positions();
    int used = Math.min(all, MOST_POSITIONS);
    for (int i = 0; i < used; i++) {
      int position = (int) (((long) i * all / used + sample * 7919L) % all);
      for (int group = 0; group < patches.groups(); group++) {
        patches.read(inputs, group, position, patch);
        add(group);
      }
      count++;
    }
    sample++;
  }

  private void add(int group) {
    double[] sum = sums[group];
    int taps = patches.taps();
    for (int i = 0; i < taps; i++) {
      sum[i] += patch[i];
    }
    if (products.length == 0) {
      return;
    }
    double[] product = products[group];
    for (int i = 0; i < taps; i++) {
      float value = patch[i];
      if (value != 0) {
        int row = i * taps;
        for (int j = i; j < taps; j++) {
          product[row + j] += value * patch[j];
        }
      }
    }
  }

  int taps() {
    return patches.taps();
  }

  int groups() {
    return patches.groups();
  }

  /** Memory that they take. */
  long bytes() {
    long perGroup = patches.taps() + (products.length > 0 ? (long) patches.taps() * taps() : 0);
    return Double.BYTES * perGroup * patches.groups();
  }

  boolean hasSecond() {
    return products.length > 0 && count > 0;
  }

  double[] mean(int group) {
    double[] mean = sums[group].clone();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= Math.max(1, count);
    }
    return mean;
  }

  /**
   * Covariance, full: of what is left once the mean is corrected in the bias. A little is added to
   * the diagonal, for what the samples did not show.
   */
  double[] covariance(int group) {
    int taps = patches.taps();
    double[] mean = mean(group);
    double[] result = new double[taps * taps];
    double trace = 0;
    for (int i = 0; i < taps; i++) {
      for (int j = i; j < taps; j++) {
        double value = products[group][i * taps + j] / count - mean[i] * mean[j];
        result[i * taps + j] = value;
        result[j * taps + i] = value;
      }
      trace += result[i * taps + i];
    }
    double unseen = 0.02 * trace / taps + 1e-12;
    for (int i = 0; i < taps; i++) {
      result[i * taps + i] += unseen;
    }
    return result;
  }
}
