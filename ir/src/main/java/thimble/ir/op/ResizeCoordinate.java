package thimble.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the cells of a resized axis lie in the source.
 *
 * @param scale output cells for each input cell
 */
record ResizeCoordinate(
    Resize2d.Coordinates coordinates, int inputExtent, int outputExtent, float scale) {
  /**
   * The coordinate in float32, operation by operation as ONNX Runtime computes it: for the nearest
   * cell its very rounding decides.
   */
  float single(int i) {
    return switch (coordinates) {
      case ASYMMETRIC -> i / scale;
      case HALF_PIXEL -> (i + 0.5f) / scale - 0.5f;
      case TF_HALF_PIXEL_FOR_NN -> (i + 0.5f) / scale;
      case PYTORCH_HALF_PIXEL -> outputExtent > 1 ? (i + 0.5f) / scale - 0.5f : 0;
      case ALIGN_CORNERS ->
          outputExtent == 1 ? 0 : (float) i * (inputExtent - 1) / (outputExtent - 1);
      case HALF_PIXEL_SYMMETRIC -> {
        float adjustment = outputExtent / (scale * inputExtent);
        float center = inputExtent / 2.0f;
        yield center * (1 - adjustment) + (i + 0.5f) / scale - 0.5f;
      }
    };
  }

  /**
   * The coordinate in double: for interpolation, where it is the exact value that counts. One that
   * is a whole number but for rounding is made whole.
   */
  double exact(int i) {
    double step = isWholeRatio() ? (double) inputExtent / outputExtent : 1.0 / scale;
    double source =
        switch (coordinates) {
          case ASYMMETRIC -> i * step;
          case HALF_PIXEL -> (i + 0.5) * step - 0.5;
          case TF_HALF_PIXEL_FOR_NN -> (i + 0.5) * step;
          case PYTORCH_HALF_PIXEL -> outputExtent > 1 ? (i + 0.5) * step - 0.5 : 0;
          case ALIGN_CORNERS ->
              outputExtent == 1 ? 0 : (double) i * (inputExtent - 1) / (outputExtent - 1);
          case HALF_PIXEL_SYMMETRIC ->
              (i + 0.5) * step - 0.5 + (inputExtent - outputExtent * step) / 2;
        };
    double whole = Math.rint(source);
    return Math.abs(source - whole) < 1e-6 ? whole : source;
  }

  private boolean isWholeRatio() {
    return scale == (float) outputExtent / inputExtent;
  }

  /** Exact fractions that may reproduce the coordinates, best guess first. */
  List<Ratio> ratios() {
    List<Ratio> ratios = new ArrayList<>();
    ratios.add(ratio(inputExtent, outputExtent));
    for (int numerator = 1; numerator <= 64; numerator++) {
      int denominator = Math.round(numerator * scale);
      if (denominator > 0 && (float) denominator / numerator == scale) {
        ratios.add(ratio(numerator, denominator));
        break;
      }
    }
    return ratios;
  }

  /** The coordinate as a fraction, where one output cell is {@code in / out} input cells. */
  private Ratio ratio(long in, long out) {
    return switch (coordinates) {
      case ASYMMETRIC -> new Ratio(in, 0, out);
      case TF_HALF_PIXEL_FOR_NN -> new Ratio(2 * in, in, 2 * out);
      case HALF_PIXEL, HALF_PIXEL_SYMMETRIC -> new Ratio(2 * in, in - out, 2 * out);
      case PYTORCH_HALF_PIXEL ->
          outputExtent > 1 ? new Ratio(2 * in, in - out, 2 * out) : new Ratio(0, 0, 1);
      case ALIGN_CORNERS ->
          outputExtent > 1 ? new Ratio(inputExtent - 1, 0, outputExtent - 1) : new Ratio(0, 0, 1);
    };
  }

  /** {@code (i * numerator + addend) / denominator}. */
  record Ratio(long numerator, long addend, long denominator) {
    /** Counted from the first cells of a section and of its source. */
    Ratio from(ResizeSection section) {
      return new Ratio(
          numerator,
          addend + section.from() * numerator - section.sourceFrom() * denominator,
          denominator);
    }

    Optional<RowWindow> window(
        Resize2d.Rounding rounding, int taps, int inputExtent, int outputExtent) {
      Ratio floored =
          switch (rounding) {
            case FLOOR -> this;
            case CEIL -> new Ratio(numerator, addend + denominator - 1, denominator);
            case ROUND_PREFER_FLOOR ->
                new Ratio(2 * numerator, 2 * addend + denominator - 1, 2 * denominator);
            case ROUND_PREFER_CEIL ->
                new Ratio(2 * numerator, 2 * addend + denominator, 2 * denominator);
          };
      if (floored.largest() > Integer.MAX_VALUE) {
        return Optional.empty();
      }
      int first = taps == 4 ? -1 : 0;
      return Optional.of(
          new RowWindow(
              taps,
              (int) floored.numerator,
              (int) floored.addend,
              (int) floored.denominator,
              first,
              1,
              true,
              inputExtent,
              outputExtent));
    }

    private long largest() {
      return Math.max(Math.max(numerator, denominator), Math.abs(addend));
    }
  }
}
