package thimble.targets.hls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Convolution, grouped or not, and fully connected: a window where there is one, products, scaling.
 *
 * @param shape of an image; the pointwise window where pixels are taken as they come
 * @param channels of the input
 * @param filters of all groups
 * @param weight [filter][tap][channel of its group]
 */
record DotStage(
    WindowShape shape,
    int channels,
    int filters,
    int groups,
    int padding,
    short[] weight,
    Sums sums)
    implements Stage {
  /** Bits of the widest word between units. */
  static final int WIDEST = 1024;

  @Override
  public List<Folding> foldings() {
    List<Folding> foldings = new ArrayList<>();
    for (int pe : Divisors.of(filters / groups)) {
      for (int simd : Divisors.of(channels / groups)) {
        if (pe * sums.bits() <= WIDEST && simd * sums.inBits() <= WIDEST) {
          foldings.add(new Folding(pe, simd));
          if (taps() > 1 && simd * taps() * sums.inBits() <= WIDEST) {
            foldings.add(new Folding(pe, simd, taps(), Folding.PORT_BITS));
          }
        }
      }
    }
    foldings.sort(Comparator.comparingInt(this::multipliers).thenComparingInt(Folding::simd));
    return foldings;
  }

  @Override
  public int multipliers(Folding folding) {
    return folding.pe() * folding.simd() * folding.taps();
  }

  private int taps() {
    return shape.taps();
  }

  @Override
  public List<Unit> units(Folding folding) {
    int pe = folding.pe();
    int simd = folding.simd();
    int pixels = shape.pixels();
    int words = channels / groups / simd;
    int depth = taps() / folding.taps() * words;
    boolean whole = folding.taps() > 1;
    List<Unit> units = new ArrayList<>();
    if (whole) {
      units.add(new TapsUnit(shape, groups * words, simd, sums.inBits(), padding));
    } else if (!shape.window().isPointwise()) {
      units.add(new WindowUnit(shape, groups, words, simd, sums.inBits(), padding));
    }
    units.add(
        new DotUnit(
            pixels,
            groups,
            filters / groups / pe,
            depth,
            pe,
            simd * folding.taps(),
            sums.inBits(),
            sums.weightBits(),
            sums.bits(),
            folding.portBits(),
            whole ? byWords(simd) : weight));
    int lanes = Divisors.atLeast(pe, (double) pe / depth);
    units.add(sums.rescale(pixels, pe, lanes));
    return units;
  }

  /** The weights in the order of words that hold all taps of some channels. */
  private short[] byWords(int simd) {
    int part = channels / groups;
    short[] ordered = new short[weight.length];
    for (int i = 0; i < weight.length; i++) {
      int channel = i % part;
      int tap = i / part % taps();
      int filter = i / part / taps();
      int word = filter * (part / simd) + channel / simd;
      ordered[(word * taps() + tap) * simd + channel % simd] = weight[i];
    }
    return ordered;
  }
}
