package thimble.targets.mve;

/**
 * Model of the templates {@code mve/pointwise} and {@code mve/conv}: all that is not an argument.
 *
 * @param depth how sums begin
 * @param packed whether weights have 4 bits
 * @param rounding name of the constant in C
 * @param roundingText the same for people
 */
public record ProductsModel(Depth depth, boolean packed, String rounding, String roundingText) {

  /** Bytes of input behind each other that are summed, and what of them 16 do not divide. */
  enum Depth {
    WHOLE("depths that are multiples of 16"),
    OVERLAP("depths above 16 that are no multiples of it"),
    SHORT("depths below 16");

    private final String text;

    Depth(String text) {
      this.text = text;
    }

    static Depth of(int depth) {
      return depth % 16 == 0 ? WHOLE : depth > 16 ? OVERLAP : SHORT;
    }
  }

  static ProductsModel of(int depth, boolean packed, Rounding rounding) {
    return new ProductsModel(Depth.of(depth), packed, rounding.constant(), rounding.text());
  }

  /** The constant in C. */
  public String form() {
    return "MVE_" + depth;
  }

  public String depthText() {
    return depth.text;
  }

  /** Bits of a weight. */
  public int bits() {
    return packed ? 4 : 8;
  }
}
