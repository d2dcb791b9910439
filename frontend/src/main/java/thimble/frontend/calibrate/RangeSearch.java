package thimble.frontend.calibrate;

import java.util.function.ToDoubleFunction;

/** Looks for the range of least cost among those inside what was seen. */
final class RangeSearch {
  /** Steps from the whole range down to a tenth of it, each as much smaller as the one before. */
  private static final int STEPS = 64;

  private static final double LEAST = 0.1;
  private static final int ROUNDS = 2;

  private RangeSearch() {}

  /** Each end in turn, the other one held. */
  static Range least(Histogram seen, ToDoubleFunction<Range> cost) {
    Range whole = Calibrator.whole(seen);
    Range best = whole;
    double least = cost.applyAsDouble(whole);
    for (int round = 0; round < ROUNDS; round++) {
      for (boolean upper : new boolean[] {true, false}) {
        Range held = best;
        for (int step = 1; step <= STEPS; step++) {
          double share = Math.pow(LEAST, (double) step / STEPS);
          Range next =
              upper
                  ? new Range(held.low(), whole.high() * share)
                  : new Range(whole.low() * share, held.high());
          double value = cost.applyAsDouble(next);
          if (value < least) {
            least = value;
            best = next;
          }
        }
      }
    }
    return best;
  }
}
