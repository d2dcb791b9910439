package thimble.frontend.calibrate;

/** What rounding to a range's levels and clipping to it cost. */
final class SquaredError {
  private SquaredError() {}

  /** Summed over everything seen. */
  static double of(Histogram seen, Range range, int levels) {
    double step = range.width() / (levels - 1);
    if (step <= 0) {
      return seen.power() * seen.count();
    }
    double error = 0;
    for (int i = 0; i < seen.bins(); i++) {
      if (seen.bin(i) == 0) {
        continue;
      }
      double value = seen.centre(i);
      double held = Math.max(range.low(), Math.min(range.high(), value));
      double clipped = value - held;
      // Within the range rounding errors are spread evenly over a step.
      error += seen.bin(i) * (clipped == 0 ? step * step / 12 : clipped * clipped);
    }
    return error;
  }
}
