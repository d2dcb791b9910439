package thimble.targets.hls;

import java.util.List;
import java.util.function.IntFunction;

/**
 * An operator without products: so many values at once, and the units for them.
 *
 * @param choices ascending, the first one 1
 * @param sources by lanes, as {@link Stage#feeds}
 */
record LanesStage(
    List<Integer> choices, IntFunction<List<Unit>> chain, IntFunction<List<Feed>> sources)
    implements Stage {
  private static final int MOST_LANES = 64;

  LanesStage {
    choices = choices.stream().filter(lanes -> lanes <= MOST_LANES).toList();
  }

  /**
   * Of one input.
   *
   * @param channels whose divisors are the choices
   */
  LanesStage(int channels, IntFunction<List<Unit>> chain) {
    this(Divisors.of(channels), chain, lanes -> List.of());
  }

  @Override
  public List<Folding> foldings() {
    return choices.stream().map(lanes -> new Folding(lanes, lanes)).toList();
  }

  @Override
  public int multipliers(Folding folding) {
    return 0;
  }

  @Override
  public List<Unit> units(Folding folding) {
    return chain.apply(folding.simd());
  }

  @Override
  public List<Feed> feeds(Folding folding) {
    return sources.apply(folding.simd());
  }
}
