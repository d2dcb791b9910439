package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.op.DeformConv2d;

/**
 * Deformable convolution: the stage of the same convolution without offsets, but that its window
 * gives what the offsets' taps read.
 *
 * @param groups of the convolution; of no account where it is depthwise
 * @param products that stage
 */
record DeformStage(DeformTaps taps, int groups, boolean depthwise, Stage products)
    implements Stage {
  /** One tap a cycle, of channels that share their offsets. */
  @Override
  public List<Folding> foldings() {
    return products.foldings().stream()
        .filter(folding -> folding.taps() == 1 && folding.simd() == lanes(folding))
        .filter(folding -> taps.share() % lanes(folding) == 0)
        .toList();
  }

  private int lanes(Folding folding) {
    return depthwise ? folding.pe() : folding.simd();
  }

  @Override
  public int multipliers(Folding folding) {
    return products.multipliers(folding);
  }

  @Override
  public List<Unit> units(Folding folding) {
    int lanes = lanes(folding);
    int words = taps.channels() / lanes;
    int outer = depthwise ? words : groups;
    List<Unit> units = new ArrayList<>(products.units(folding));
    if (!taps.window().isPointwise()) {
      units.remove(0);
    }
    units.add(0, new DeformUnit(taps, outer, words / outer, lanes, Layer.BITS));
    return units;
  }

  @Override
  public List<Feed> feeds(Folding folding) {
    List<Feed> feeds = new ArrayList<>();
    feeds.add(new Feed(0, List.of()));
    feeds.add(new Feed(DeformConv2d.OFFSET, List.of()));
    if (taps.masked()) {
      feeds.add(new Feed(DeformConv2d.MASK, List.of()));
    }
    return feeds;
  }
}
