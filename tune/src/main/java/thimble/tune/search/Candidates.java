package thimble.tune.search;

import java.util.List;
import java.util.function.IntFunction;

/**
 * What can be tried: numbers from 0.
 *
 * @param extents how many values each axis has; the last one changes fastest
 * @param features what a model sees of a candidate
 */
public record Candidates(List<Integer> extents, IntFunction<float[]> features) {
  public Candidates {
    extents = List.copyOf(extents);
  }

  public int count() {
    return extents.stream().reduce(1, Math::multiplyExact);
  }
}
