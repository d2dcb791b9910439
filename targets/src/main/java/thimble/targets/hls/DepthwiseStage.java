package thimble.targets.hls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Depthwise convolution.
 *
 * @param weight [tap][channel]
 */
record DepthwiseStage(WindowShape shape, int channels, int padding, short[] weight, Sums sums)
    implements Stage {
  /**
   * Some channels at once, a tap a cycle; then all taps a cycle, where their words are not too
   * wide.
   */
  @Override
  public List<Folding> foldings() {
    List<Folding> foldings = new ArrayList<>();
    for (int lanes : Divisors.of(channels)) {
      if (lanes * sums.bits() <= DotStage.WIDEST) {
        foldings.add(new Folding(lanes, lanes));
        if (taps() > 1 && lanes * taps() * sums.inBits() <= DotStage.WIDEST) {
          foldings.add(new Folding(lanes, lanes * taps()));
        }
      }
    }
    foldings.sort(Comparator.comparingInt(this::multipliers).thenComparingInt(Folding::pe));
    return foldings;
  }

  @Override
  public int multipliers(Folding folding) {
    return folding.simd();
  }

  private int taps() {
    return shape.taps();
  }

  @Override
  public List<Unit> units(Folding folding) {
    int lanes = folding.pe();
    int folds = channels / lanes;
    int taps = taps();
    int pixels = shape.pixels();
    if (folding.simd() > lanes) {
      return List.of(
          new TapsUnit(shape, folds, lanes, sums.inBits(), padding),
          new DepthwiseTapsUnit(
              pixels, folds, taps, lanes, sums.inBits(), sums.weightBits(), sums.bits(), weight),
          sums.rescale(pixels, lanes, lanes));
    }
    List<Unit> units = new ArrayList<>();
    if (!shape.window().isPointwise()) {
      units.add(new WindowUnit(shape, folds, 1, lanes, sums.inBits(), padding));
    }
    units.add(
        new DepthwiseUnit(
            pixels, folds, taps, lanes, sums.inBits(), sums.weightBits(), sums.bits(), weight));
    units.add(sums.rescale(pixels, lanes, Divisors.atLeast(lanes, (double) lanes / taps)));
    return units;
  }
}
