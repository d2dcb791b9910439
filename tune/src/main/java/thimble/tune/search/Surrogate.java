package thimble.tune.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Trials that a model of what was measured promises most from (after "Quantune", Lee et al., 2021).
 * First a few that show each value of each axis equally often; then, round after round, trees learn
 * all that is known, and the candidates with the best prediction are tried, disagreement of the
 * trees counted in their favour; one in each round is taken by chance, for what the trees are sure
 * of and wrong.
 */
public final class Surrogate implements Strategy {
  /** Trials before there is anything to learn from. */
  private static final int FIRST = 12;

  /** How much a standard deviation of the predictions counts. */
  private static final double CURIOSITY = 1.0;

  private final Candidates candidates;
  private final long seed;
  private final Experience experience;
  private final List<Integer> first;

  /**
   * @param experience of other problems: where there is any, trees choose from the first trial on
   */
  public Surrogate(Candidates candidates, long seed, Experience experience) {
    this.candidates = candidates;
    this.seed = seed;
    this.experience = experience;
    this.first = experience.isEmpty() ? balanced(candidates, seed) : List.of();
  }

  /** Candidates that have each value of each axis as often as the others, combined by chance. */
  private static List<Integer> balanced(Candidates candidates, long seed) {
    Random random = new Random(seed);
    int count = Math.min(FIRST, candidates.count());
    int[] indices = new int[count];
    for (int extent : candidates.extents()) {
      List<Integer> values = new ArrayList<>();
      List<Integer> round = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        if (round.isEmpty()) {
          for (int value = 0; value < extent; value++) {
            round.add(value);
          }
          Collections.shuffle(round, random);
        }
        values.add(round.remove(round.size() - 1));
      }
      Collections.shuffle(values, random);
      for (int i = 0; i < count; i++) {
        indices[i] = indices[i] * extent + values.get(i);
      }
    }
    Set<Integer> chosen = new LinkedHashSet<>();
    for (int index : indices) {
      chosen.add(index);
    }
    return List.copyOf(chosen);
  }

  @Override
  public List<Integer> next(int count, List<Observation> known) {
    if (known.size() < first.size()) {
      return first.subList(known.size(), Math.min(first.size(), known.size() + count));
    }
    Set<Integer> tried = new LinkedHashSet<>();
    known.forEach(each -> tried.add(each.trial()));
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < candidates.count(); i++) {
      if (!tried.contains(i)) {
        left.add(i);
      }
    }
    List<Integer> promising = promising(left, known);
    List<Integer> chosen = new ArrayList<>(promising.subList(0, Math.min(count, promising.size())));
    if (chosen.size() > 1) {
      Random random = new Random(seed * 1_000_003 + known.size());
      List<Integer> others = promising.subList(chosen.size(), promising.size());
      if (!others.isEmpty()) {
        chosen.set(chosen.size() - 1, others.get(random.nextInt(others.size())));
      }
    }
    return chosen;
  }

  /** The most promising first; of equal ones the order is chance. */
  private List<Integer> promising(List<Integer> left, List<Observation> known) {
    if (left.isEmpty()) {
      return left;
    }
    List<float[]> rows =
        Stream.concat(
                experience.rows().stream(),
                known.stream().map(each -> candidates.features().apply(each.trial())))
            .toList();
    List<Double> values =
        Stream.concat(experience.values().stream(), known.stream().map(Observation::value))
            .toList();
    List<float[]> wanted = left.stream().map(each -> candidates.features().apply(each)).toList();
    BoostedTrees.Prediction prediction =
        BoostedTrees.predict(rows, values, wanted, (int) (seed * 31 + known.size()));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed * 1_000_003 + known.size()));
    order.sort(
        (a, b) ->
            Double.compare(
                prediction.mean()[b] + CURIOSITY * prediction.deviation()[b],
                prediction.mean()[a] + CURIOSITY * prediction.deviation()[a]));
    return order.stream().map(left::get).toList();
  }
}
