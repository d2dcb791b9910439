package thimble.tune.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrategyTest {
  private static final List<Integer> EXTENTS = List.of(7, 2, 3, 2, 5);

  /** Values of axes are the features. */
  private static final Candidates CANDIDATES = new Candidates(EXTENTS, StrategyTest::features);

  private static float[] features(int index) {
    float[] features = new float[EXTENTS.size()];
    int rest = index;
    for (int i = features.length - 1; i >= 0; i--) {
      features[i] = rest % EXTENTS.get(i);
      rest /= EXTENTS.get(i);
    }
    return features;
  }

  /** A landscape with a best place, axes that work together, and noise. */
  private static double value(int index, int noise) {
    float[] x = features(index);
    double chance = new java.util.Random(noise * 10_007L + index).nextGaussian();
    return 90
        - (x[0] - 4) * (x[0] - 4)
        - 3 * x[1] * (x[0] > 2 ? 1 : -1)
        + x[2]
        - (x[3] == 1 ? 4 - x[4] : 0)
        + 0.2 * chance;
  }

  private static List<Observation> run(Strategy strategy, int trials, IntToDoubleFunction value) {
    List<Observation> known = new ArrayList<>();
    while (known.size() < trials) {
      List<Integer> next = strategy.next(Math.min(4, trials - known.size()), known);
      if (next.isEmpty()) {
        break;
      }
      next.forEach(each -> known.add(new Observation(each, value.applyAsDouble(each))));
    }
    return known;
  }

  private static double best(List<Observation> known) {
    return known.stream().mapToDouble(Observation::value).max().orElseThrow();
  }

  @Test
  void treesFindWhatChanceDoesNot() {
    double trees = 0;
    double chance = 0;
    for (int seed = 1; seed <= 10; seed++) {
      int noise = seed;
      double most =
          IntStream.range(0, CANDIDATES.count()).mapToDouble(i -> value(i, noise)).max().orElse(0);
      IntToDoubleFunction value = index -> value(index, noise);
      trees += most - best(run(new Surrogate(CANDIDATES, seed, Experience.NONE), 40, value));
      chance += most - best(run(new RandomSearch(CANDIDATES, seed), 40, value));
    }
    assertThat(trees).isLessThan(chance / 2);
  }

  @Test
  void theSameSeedGivesTheSameTrials() {
    IntToDoubleFunction value = index -> value(index, 1);
    List<Observation> once = run(new Surrogate(CANDIDATES, 5, Experience.NONE), 32, value);
    assertThat(run(new Surrogate(CANDIDATES, 5, Experience.NONE), 32, value)).isEqualTo(once);
    assertThat(run(new Surrogate(CANDIDATES, 6, Experience.NONE), 32, value)).isNotEqualTo(once);
  }

  @Test
  void everyTrialIsMadeOnce() {
    Candidates few = new Candidates(List.of(3, 5), index -> new float[] {index / 5, index % 5});
    for (Strategy strategy :
        List.of(
            new Surrogate(few, 1, Experience.NONE),
            new RandomSearch(few, 1),
            new Exhaustive(few))) {
      List<Observation> known = run(strategy, 1000, index -> index % 4);
      assertThat(known.stream().map(Observation::trial)).doesNotHaveDuplicates().hasSize(15);
    }
  }

  /** Before anything is known, each value of each axis is seen. */
  @Test
  void firstTrialsAreBalanced() {
    List<Observation> known = run(new Surrogate(CANDIDATES, 3, Experience.NONE), 12, index -> 0);
    for (int axis = 0; axis < EXTENTS.size(); axis++) {
      Set<Float> seen = new HashSet<>();
      for (Observation each : known) {
        seen.add(features(each.trial())[axis]);
      }
      assertThat(seen).hasSize(EXTENTS.get(axis));
    }
  }

  /** What another problem taught is used from the first trial on. */
  @Test
  void experienceHelps() {
    List<float[]> rows = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < CANDIDATES.count(); i += 3) {
      rows.add(features(i));
      values.add(value(i, 1) - 20);
    }
    Experience experience = new Experience(rows, values);
    double most =
        IntStream.range(0, CANDIDATES.count()).mapToDouble(i -> value(i, 2)).max().orElse(0);
    double found = best(run(new Surrogate(CANDIDATES, 1, experience), 8, i -> value(i, 2)));
    assertThat(found).isGreaterThan(most - 1);
  }
}
