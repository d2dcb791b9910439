package thimble.ir.op;

import java.util.Optional;
import thimble.ir.TensorData;

/**
 * How a resize maps one axis, or a section of it: output cell {@code i} is a weighted sum of input
 * cells {@code first(i)} to {@code first(i) + taps - 1} of the whole source.
 */
final class ResizeAxis {
  private final ResizeSection section;
  private final int taps;
  private final int[] first;
  private final double[][] weights;
  private final Optional<RowWindow> window;

  private ResizeAxis(
      ResizeSection section,
      int taps,
      int[] first,
      double[][] weights,
      Optional<RowWindow> window) {
    this.section = section;
    this.taps = taps;
    this.first = first;
    this.weights = weights;
    this.window = window;
  }

  /**
   * @param section what is computed of the axis, of what is there of its source
   * @param inputExtent cells that are there
   * @param outputExtent cells that are computed
   */
  static ResizeAxis of(
      Resize2d resize, ResizeSection section, int inputExtent, int outputExtent, float scale) {
    int sourceExtent = section.sourceOf();
    int taps =
        switch (resize.mode()) {
          case NEAREST -> 1;
          case LINEAR -> 2;
          case CUBIC -> 4;
        };
    ResizeCoordinate coordinate =
        new ResizeCoordinate(resize.coordinates(), sourceExtent, section.of(), scale);
    int[] first = new int[outputExtent];
    double[][] weights = new double[outputExtent][];
    for (int i = 0; i < outputExtent; i++) {
      if (resize.mode() == Resize2d.Mode.NEAREST) {
        float source = coordinate.single(section.from() + i);
        first[i] = nearest(resize.nearestRounding(), source, sourceExtent);
        weights[i] = new double[] {1};
      } else {
        double source = coordinate.exact(section.from() + i);
        double floor = Math.floor(source);
        first[i] = (int) floor - (taps / 2 - 1);
        weights[i] =
            taps == 2
                ? new double[] {1 - (source - floor), source - floor}
                : cubic(source - floor, resize.cubicCoefficient());
        if (resize.excludeOutside() && taps == 4) {
          exclude(weights[i], first[i], sourceExtent);
        }
      }
    }
    ResizeAxis axis = new ResizeAxis(section, taps, first, weights, Optional.empty());
    Optional<RowWindow> window = axis.window(resize, coordinate, inputExtent);
    return new ResizeAxis(section, taps, first, weights, window);
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
  private Optional<RowWindow> window(
      Resize2d resize, ResizeCoordinate coordinate, int inputExtent) {
    for (ResizeCoordinate.Ratio ratio : coordinate.ratios()) {
      Optional<RowWindow> window =
          ratio
              .from(section)
              .window(
                  resize.mode() == Resize2d.Mode.NEAREST
                      ? resize.nearestRounding()
                      : Resize2d.Rounding.FLOOR,
                  taps,
                  inputExtent,
                  first.length);
      if (window.filter(this::matches).isPresent()) {
        return window;
      }
    }
    return Optional.empty();
  }

  private boolean matches(RowWindow window) {
    for (int i = 0; i < first.length; i++) {
      for (int tap = 0; tap < taps; tap++) {
        if (window.row(i, tap) != cell(i, tap)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The cell that a tap reads, counted from the first one that is there; the border's beyond. */
  private int cell(int i, int tap) {
    return clamp(first[i] + tap, section.sourceOf()) - section.sourceFrom();
  }

  /** The cells that some cells of the result read. */
  Slab needed(Slab result) {
    int from = Integer.MAX_VALUE;
    int to = 0;
    for (int i = result.from(); i < result.to(); i++) {
      from = Math.min(from, cell(i, 0));
      to = Math.max(to, cell(i, taps - 1) + 1);
    }
    return new Slab(result.axis(), from, to);
  }

  /** Whether all cells that are read are there. */
  boolean isInside(int inputExtent) {
    for (int i = 0; i < first.length; i++) {
      if (cell(i, 0) < 0 || cell(i, taps - 1) >= inputExtent) {
        return false;
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
      offsets[i] = cell(i / taps, i % taps) * pitch;
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
