package thimble.planner;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What stages need that are the same in many models: those that no part of a region belongs to.
 * Their calls are known by name.
 */
final class StageCosts {
  private record Key(String first, String last) {}

  /**
   * @param exact or the stage is known to need more than {@code bytes}
   */
  private record Known(long bytes, boolean exact) {}

  private final Map<Key, Known> known;
  private final IntFunction<String> names;

  private StageCosts(Map<Key, Known> known, IntFunction<String> names) {
    this.known = known;
    this.names = names;
  }

  /** Knows nothing and learns nothing. */
  static StageCosts none() {
    return new StageCosts(new HashMap<>(), position -> "");
  }

  /**
   * Shares what is known with another model.
   *
   * @param positions the name of a call that is the same in all models, empty for others
   */
  StageCosts named(IntFunction<String> positions) {
    return new StageCosts(known, positions);
  }

  /** As {@link RowStreamRun#peak}. */
  long peak(RowModel model, int first, int last, long limit) {
    String from = names.apply(first);
    String to = names.apply(last);
    if (from.isEmpty() || to.isEmpty()) {
      return RowStreamRun.peak(model, first, last, limit, (call, row) -> {});
    }
    Key key = new Key(from, to);
    Known found = known.get(key);
    if (found == null || !found.exact() && found.bytes() < limit) {
      long peak = RowStreamRun.peak(model, first, last, limit, (call, row) -> {});
      found = peak == Long.MAX_VALUE ? new Known(limit, false) : new Known(peak, true);
      known.put(key, found);
    }
    return found.exact() && found.bytes() <= limit ? found.bytes() : Long.MAX_VALUE;
  }
}
