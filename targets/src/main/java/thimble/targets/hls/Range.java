package thimble.targets.hls;

/**
 * Stored integers that a tensor can hold: those of fewer bits than its type go over narrower
 * streams.
 */
public record Range(int least, int most) {
  /** All that a byte holds. */
  public static final Range BYTE = new Range(Layer.LEAST, Layer.MOST);

  /** Bits of the narrowest stream. */
  private static final int NARROWEST = 4;

  /** Of a signed number that holds all of them. */
  int bits() {
    return Math.max(NARROWEST, Sums.bits(Math.min(0, least), Math.max(0, most)));
  }

  Range and(int value) {
    return new Range(Math.min(least, value), Math.max(most, value));
  }

  Range and(Range other) {
    return and(other.least).and(other.most);
  }
}
