package thimble.targets.hls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import thimble.ir.op.Window2d;

/**
 * Convolution, grouped or not, and fully connected: a window where there is one, products, scaling.
 *
 * @param window of an image; the pointwise one where pixels are taken as they come
 * @param channels of the input
 * @param filters of all groups
 * @param weight [filter][tap][channel of its group]
 */
record DotStage(
    Window2d window,
    int height,
    int width,
    int channels,
    int filters,
    int groups,
    int padding,
    short[] weight,
    Sums sums)
    implements Stage {
  /** Bits of the widest word between units. */
  static final int WIDEST = 1024;

  private static final int BITS = 8;

  @Override
  public List<Folding> foldings() {
    List<Folding> foldings = new ArrayList<>();
    for (int pe : Divisors.of(filters / groups)) {
      for (int simd : Divisors.of(channels / groups)) {
        if (pe * sums.bits() <= WIDEST && simd * BITS <= WIDEST) {
          foldings.add(new Folding(pe, simd));
        }
      }
    }
    foldings.sort(Comparator.comparingInt(this::multipliers).thenComparingInt(Folding::simd));
    return foldings;
  }

  @Override
  public int multipliers(Folding folding) {
    return folding.pe() * folding.simd();
  }

  private int taps() {
    return window.kernelHeight() * window.kernelWidth();
  }

  @Override
  public List<Unit> units(Folding folding) {
    int pe = folding.pe();
    int simd = folding.simd();
    int pixels = window.outputHeight(height) * window.outputWidth(width);
    int words = channels / groups / simd;
    int depth = taps() * words;
    List<Unit> units = new ArrayList<>();
    if (!window.isPointwise()) {
      units.add(new WindowUnit(window, height, width, groups, words, simd, BITS, padding));
    }
    units.add(
        new DotUnit(
            pixels,
            groups,
            filters / groups / pe,
            depth,
            pe,
            simd,
            BITS,
            sums.weightBits(),
            sums.bits(),
            folding.portBits(),
            weight));
    int lanes = Divisors.atLeast(pe, (double) pe / depth);
    units.add(sums.rescale(pixels, pe, lanes, BITS));
    return units;
  }
}
