package thimble.targets.hls;

import java.util.List;
import java.util.function.IntFunction;

/**
 * An operator without products: so many channels at once, and the units for them.
 *
 * @param channels whose divisors are the choices
 */
record LanesStage(int channels, IntFunction<List<Unit>> units) implements Stage {
  private static final int MOST_LANES = 64;

  @Override
  public List<Folding> foldings() {
    return Divisors.of(channels).stream()
        .filter(lanes -> lanes <= MOST_LANES)
        .map(lanes -> new Folding(lanes, lanes))
        .toList();
  }

  @Override
  public int multipliers(Folding folding) {
    return 0;
  }

  @Override
  public List<Unit> units(Folding folding) {
    return units.apply(folding.simd());
  }
}
