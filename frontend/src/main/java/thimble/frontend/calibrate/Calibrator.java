package thimble.frontend.calibrate;

import java.util.Locale;

/** How a range is chosen from what was seen. */
public enum Calibrator {
  /** Everything that was seen. */
  MINMAX {
    @Override
    public Range range(Histogram seen, int levels, double percentile) {
      return whole(seen);
    }
  },
  /** All but a share of the numbers, at either end. */
  PERCENTILE {
    @Override
    public Range range(Histogram seen, int levels, double percentile) {
      long spare = (long) Math.floor(seen.count() * (1 - percentile) + EXACT);
      int low = 0;
      for (long cut = 0; low < seen.bins() - 1 && cut + seen.bin(low) <= spare; low++) {
        cut += seen.bin(low);
      }
      int high = seen.bins() - 1;
      for (long cut = 0; high > 0 && cut + seen.bin(high) <= spare; high--) {
        cut += seen.bin(high);
      }
      return within(seen, seen.edge(low), seen.edge(high) + seen.width());
    }
  },
  /**
   * The range whose quantized distribution tells most of the true one: least Kullback-Leibler
   * divergence (Migacz, "8-bit inference with TensorRT", 2017).
   */
  ENTROPY {
    @Override
    public Range range(Histogram seen, int levels, double percentile) {
      return RangeSearch.least(seen, range -> Divergence.of(seen, range, levels));
    }
  },
  /** The range with the least mean squared error. */
  MSE {
    @Override
    public Range range(Histogram seen, int levels, double percentile) {
      return RangeSearch.least(seen, range -> SquaredError.of(seen, range, levels));
    }
  };

  /** One number in 10,000 is left out at either end. */
  public static final double USUAL_PERCENTILE = 0.9999;

  /** What 1 - 0.9999 lacks of a ten thousandth must not cost a whole number. */
  private static final double EXACT = 1e-6;

  /**
   * @param levels how many numbers the quantized tensor can tell apart
   * @param percentile share of the numbers that {@link #PERCENTILE} keeps
   */
  public abstract Range range(Histogram seen, int levels, double percentile);

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Range whole(Histogram seen) {
    return seen.count() == 0 ? new Range(0, 0) : new Range(seen.min(), seen.max());
  }

  static Range within(Histogram seen, double low, double high) {
    Range whole = whole(seen);
    return new Range(Math.max(low, whole.low()), Math.min(high, whole.high()));
  }
}
