package thimble.targets.mve;

/**
 * Model of the templates {@code mve/depthwise} and {@code mve/depthwise_column}: all that is not an
 * argument.
 *
 * @param packed whether weights have 4 bits
 * @param rounding name of the constant in C
 * @param roundingText the same for people
 */
public record DepthwiseModel(boolean packed, String rounding, String roundingText) {
  /** Words of a column. */
  static final int MOST_ROW_GROUPS = 4;

  static DepthwiseModel of(boolean packed, Rounding rounding) {
    return new DepthwiseModel(packed, rounding.constant(), rounding.text());
  }

  public int mostRowGroups() {
    return MOST_ROW_GROUPS;
  }

  /** Bits of a weight. */
  public int bits() {
    return packed ? 4 : 8;
  }
}
