package thimble.ir.op;

import java.util.Optional;
import thimble.ir.TensorData;

/**
 * How a resize maps one axis: output cell {@code i} is a weighted sum of input cells {@code
 * first(i)} to {@code first(i) + taps - 1}.
 */
final class ResizeAxis {
  private final int inputExtent;
  private final int taps;
  private final int[] first;
  private final double[][] weights;
  private final Optional<RowWindow> window;

  private ResizeAxis(
      int inputExtent, int taps, int[] first, double[][] weights, Optional<RowWindow> window) {
    this.inputExtent = inputExtent;
    this.taps = taps;
    this.first = first;
    this.weights = weights;
    this.window = window;
  }

  static ResizeAxis of(Resize2d resize, int inputExtent, int outputExtent, float scale) {
    int taps =
        switch (resize.mode()) {
          case NEAREST -> 1;
          case LINEAR -> 2;
          case CUBIC -> 4;
        };
    ResizeCoordinate coordinate =
        new ResizeCoordinate(resize.coordinates(), inputExtent, outputExtent, scale);
    int[] first = new int[outputExtent];
    double[][] weights = new double[outputExtent][];
    for (int i = 0; i < outputExtent; i++) {
      if (resize.mode() == Resize2d.Mode.NEAREST) {
        first[i] = nearest(resize.nearestRounding(), coordinate.single(i), inputExtent);
        weights[i] = new double[] {1};
      } else {
        double source = coordinate.exact(i);
        double floor = Math.floor(source);
        first[i] = (int) floor - (taps / 2 - 1);
        weights[i] =
            taps == 2
                ? new double[] {1 - (source - floor), source - floor}
                : cubic(source - floor, resize.cubicCoefficient());
        if (resize.excludeOutside() && taps == 4) {
          exclude(weights[i], first[i], inputExtent);
        }
      }
    }
    return new ResizeAxis(
        inputExtent, taps, first, weights, window(resize, coordinate, taps, first));
  }

  private static int nearest(Resize2d.Rounding rounding, float source, int extent) {
    double index =
        switch (rounding) {
          case ROUND_PREFER_FLOOR -> Math.ceil((double) source - 0.5);
          case ROUND_PREFER_CEIL -> Math.floor((double) source + 0.5);
          case FLOOR -> Math.floor(source);
          case CEIL -> Math.ceil(source);
        };
    return (int) Math.max(0, Math.min(extent - 1, index));
  }

  /** Keys' cubic convolution for the cells at -1, 0, 1 and 2. */
  private static double[] cubic(double fraction, double a) {
    double[] weights = new double[4];
    for (int tap = 0; tap < 4; tap++) {
      double distance = Math.abs(fraction - (tap - 1));
      weights[tap] =
          distance <= 1
              ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
              : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
    }
    return weights;
  }

  private static void exclude(double[] weights, int first, int extent) {
    double sum = 0;
    for (int tap = 0; tap < weights.length; tap++) {
      if (first + tap < 0 || first + tap >= extent) {
        weights[tap] = 0;
      }
      sum += weights[tap];
    }
    for (int tap = 0; tap < weights.length; tap++) {
      weights[tap] /= sum;
    }
  }

  /** A window whose formula gives the very cells of the table, if there is one. */
  private static Optional<RowWindow> window(
      Resize2d resize, ResizeCoordinate coordinate, int taps, int[] first) {
    for (ResizeCoordinate.Ratio ratio : coordinate.ratios()) {
      Optional<RowWindow> window =
          ratio.window(
              resize.mode() == Resize2d.Mode.NEAREST
                  ? resize.nearestRounding()
                  : Resize2d.Rounding.FLOOR,
              taps,
              coordinate.inputExtent(),
              coordinate.outputExtent());
      if (window.filter(w -> matches(w, first, coordinate.inputExtent())).isPresent()) {
        return window;
      }
    }
    return Optional.empty();
  }

  private static boolean matches(RowWindow window, int[] first, int extent) {
    for (int i = 0; i < first.length; i++) {
      for (int tap = 0; tap < window.taps(); tap++) {
        if (window.row(i, tap) != clamp(first[i] + tap, extent)) {
          return false;
        }
      }
    }
    return true;
  }

  private static int clamp(int index, int extent) {
    return Math.max(0, Math.min(extent - 1, index));
  }

  int taps() {
    return taps;
  }

  /** The formula for rows; empty where no simple one gives exactly these cells. */
  Optional<RowWindow> window() {
    return window;
  }

  /**
   * For each output cell and tap the input cell (the border's beyond the border), times {@code
   * pitch}.
   */
  TensorData offsets(int pitch) {
    int[] offsets = new int[first.length * taps];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = clamp(first[i / taps] + i % taps, inputExtent) * pitch;
    }
    return TensorData.ints(offsets);
  }

  /** For each output cell and tap its weight. */
  TensorData floatWeights() {
    float[] table = new float[first.length * taps];
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) weights[i / taps][i % taps];
    }
    return TensorData.floats(table);
  }

  /**
   * The weights of each output cell as integers that sum to {@code one}, so that a constant image
   * stays constant.
   */
  TensorData fixedWeights(int one) {
    int[] table = new int[first.length * taps];
    for (int i = 0; i < first.length; i++) {
      int rest = one;
      int largest = 0;
      for (int tap = 0; tap < taps; tap++) {
        int weight = (int) Math.floor(weights[i][tap] * one + 0.5);
        table[i * taps + tap] = weight;
        rest -= weight;
        largest = weights[i][tap] > weights[i][largest] ? tap : largest;
      }
      table[i * taps + largest] += rest;
    }
    return TensorData.ints(table);
  }
}
