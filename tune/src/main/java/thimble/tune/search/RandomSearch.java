package thimble.tune.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Candidates by chance, each at most once: what any cleverer search has to beat. */
public final class RandomSearch implements Strategy {
  private final List<Integer> order;

  public RandomSearch(Candidates candidates, long seed) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < candidates.count(); i++) {
      all.add(i);
    }
    Collections.shuffle(all, new Random(seed));
    this.order = List.copyOf(all);
  }

  @Override
  public List<Integer> next(int count, List<Observation> known) {
    int from = Math.min(order.size(), known.size());
    return order.subList(from, Math.min(order.size(), from + count));
  }
}
