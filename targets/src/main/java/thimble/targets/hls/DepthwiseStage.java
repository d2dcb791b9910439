package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.op.Window2d;

/**
 * Depthwise convolution.
 *
 * @param weight [tap][channel]
 */
record DepthwiseStage(
    Window2d window, int height, int width, int channels, int padding, short[] weight, Sums sums)
    implements Stage {
  private static final int BITS = 8;

  @Override
  public List<Folding> foldings() {
    return Divisors.of(channels).stream()
        .filter(lanes -> lanes * sums.bits() <= DotStage.WIDEST)
        .map(lanes -> new Folding(lanes, lanes))
        .toList();
  }

  @Override
  public int multipliers(Folding folding) {
    return folding.pe();
  }

  @Override
  public List<Unit> units(Folding folding) {
    int lanes = folding.pe();
    int folds = channels / lanes;
    int taps = window.kernelHeight() * window.kernelWidth();
    int pixels = window.outputHeight(height) * window.outputWidth(width);
    List<Unit> units = new ArrayList<>();
    if (!window.isPointwise()) {
      units.add(new WindowUnit(window, height, width, folds, 1, lanes, BITS, padding));
    }
    units.add(
        new DepthwiseUnit(
            pixels, folds, taps, lanes, BITS, sums.weightBits(), sums.bits(), weight));
    units.add(sums.rescale(pixels, lanes, Divisors.atLeast(lanes, (double) lanes / taps), BITS));
    return units;
  }
}
