package thimble.targets.mve;

import thimble.targets.Cost;

/**
 * Instructions of {@code mve_products}, counted in its assembly.
 *
 * @param depth bytes of a pixel
 * @param outputs channels
 * @param halves whether weights have 4 bits
 */
record ProductsCost(int depth, int outputs, boolean halves, Rounding rounding) {
  private static final int VECTOR = 16;

  /**
   * A call on pixels where they lie.
   *
   * @param pixels of a row
   */
  record Call(ProductsCost products, int pixels) implements Cost {
    @Override
    public double instructions(int rows) {
      return 45 + products.of(rows * pixels);
    }
  }

  /**
   * All channels of so many pixels beside each other. What a group of four takes beside its
   * products was measured; it is up to 25 instructions more or fewer, as a compiler knows the
   * arguments.
   */
  double of(int pixels) {
    int groups = Channels.roundUp(outputs) / Channels.GROUP;
    boolean single = pixels == 1;
    boolean whole = depth % VECTOR == 0;
    int alone = whole && rounding == Rounding.HALVES_UP ? 20 : 14;
    int group = single ? alone : depth < VECTOR ? 32 : 42;
    int odd = single ? 0 : 17;
    return groups * (group + pixels / 2 * pair() + pixels % 2 * (odd + one()));
  }

  /** Of four outputs: bias, both roundings, zero point, limits, store, next address. */
  private int scale() {
    return 8
        + switch (rounding) {
          case HALVES_UP -> 0;
          case RIGHT -> 2;
          case ANY -> 5;
        };
  }

  /** Four channels of two pixels. */
  private int pair() {
    int products = halves ? 14 : 12;
    int sums;
    if (depth < VECTOR) {
      sums = 9 + products;
    } else {
      int more = steps() - 1;
      int first = depth % VECTOR == 0 ? 3 : 6;
      sums = first + products + 3 + 3 + more * (2 + products) + more / 2 * 2;
    }
    return sums + 7 + (halves ? 5 : 0) + 2 * scale();
  }

  /** Four channels of one pixel. */
  private int one() {
    int products = halves ? 10 : 8;
    int first = depth < VECTOR ? 3 : depth % VECTOR == 0 ? 2 : 3;
    int sums = first + products + (steps() - 1) * (products + 2);
    return sums + 2 + (halves ? 2 : 0) + scale();
  }

  private int steps() {
    return (depth + VECTOR - 1) / VECTOR;
  }
}
