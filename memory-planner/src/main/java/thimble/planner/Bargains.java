package thimble.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import thimble.planner.StripSearch.Found;

/** Which ways of computing a graph are worth their price. */
final class Bargains {
  /** More work must save at least one part in so many. */
  private static final int LEAST_SHARE = 128;

  /** Results of a round that are followed. */
  private static final int WIDTH = 4;

  private Bargains() {}

  /**
   * Where several moments are equally full one region does not lower the peak: the cheapest that
   * leaves fewer of them is followed.
   */
  static List<Found> cheapest(List<Found> found, long peak) {
    return found.stream()
        .filter(one -> one.peak() == peak)
        .min(Comparator.comparingLong(Found::macs))
        .stream()
        .toList();
  }

  /** Those of the lowest peak and some between. */
  static List<Found> spread(List<Found> sorted) {
    List<Found> byPrice = new ArrayList<>(sorted);
    byPrice.sort(Comparator.comparingLong(Found::macs));
    if (byPrice.size() <= WIDTH) {
      return byPrice;
    }
    List<Found> some = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      some.add(byPrice.get(i * (byPrice.size() - 1) / (WIDTH - 1)));
    }
    return some;
  }

  static List<Found> undominated(List<Found> all) {
    List<Found> sorted = new ArrayList<>(all);
    sorted.sort(
        Comparator.comparingLong(Found::macs)
            .thenComparingLong(Found::peak)
            .thenComparingInt(found -> found.regions().size()));
    List<Found> best = new ArrayList<>();
    for (Found found : sorted) {
      if (best.isEmpty() || isLess(found.peak(), best.get(best.size() - 1).peak())) {
        best.add(found);
      }
    }
    return best;
  }

  /** Work for a few bytes is no bargain. */
  private static boolean isLess(long peak, long before) {
    return peak < before - before / LEAST_SHARE;
  }
}
