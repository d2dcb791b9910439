package thimble.frontend.calibrate;

/** Numbers that a tensor is to hold; zero is always one of them. */
public record Range(double low, double high) {
  public Range {
    low = Math.min(low, 0);
    high = Math.max(high, 0);
    if (!Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException("a range from " + low + " to " + high);
    }
  }

  public double width() {
    return high - low;
  }

  public Range union(Range other) {
    return new Range(Math.min(low, other.low), Math.max(high, other.high));
  }
}
