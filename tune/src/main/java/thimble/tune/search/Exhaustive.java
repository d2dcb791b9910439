package thimble.tune.search;

import java.util.ArrayList;
import java.util.List;

/** All candidates, in their order. */
public final class Exhaustive implements Strategy {
  private final Candidates candidates;

  public Exhaustive(Candidates candidates) {
    this.candidates = candidates;
  }

  @Override
  public List<Integer> next(int count, List<Observation> known) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = known.size(); i < candidates.count() && chosen.size() < count; i++) {
      chosen.add(i);
    }
    return chosen;
  }
}
