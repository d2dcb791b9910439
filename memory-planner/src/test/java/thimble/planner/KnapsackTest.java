package thimble.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnapsackTest {
  @Test
  void isTheBestOfAll() {
    Random random = new Random(1);
    for (int trial = 0; trial < 20; trial++) {
      List<List<Knapsack.Option>> items = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        long bytes = 10 + random.nextInt(90);
        items.add(
            List.of(
                new Knapsack.Option(2 * bytes, 0),
                new Knapsack.Option(bytes, random.nextInt(100))));
      }
      long capacity = 500 + random.nextInt(400);
      List<Integer> chosen = Knapsack.solve(items, capacity).orElse(List.of());
      double best = least(items, capacity);
      if (chosen.isEmpty()) {
        assertThat(best).isInfinite();
      } else {
        assertThat(cost(items, chosen, capacity)).isEqualTo(best);
      }
    }
  }

  @Test
  void sayWhenNothingFits() {
    assertThat(Knapsack.solve(List.of(List.of(new Knapsack.Option(10, 0))), 9)).isEmpty();
  }

  private static double least(List<List<Knapsack.Option>> items, long capacity) {
    double least = Double.POSITIVE_INFINITY;
    for (int set = 0; set < 1 << items.size(); set++) {
      List<Integer> chosen = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        chosen.add(set >> i & 1);
      }
      least = Math.min(least, cost(items, chosen, capacity));
    }
    return least;
  }

  private static double cost(
      List<List<Knapsack.Option>> items, List<Integer> chosen, long capacity) {
    long bytes = 0;
    double cost = 0;
    for (int i = 0; i < items.size(); i++) {
      bytes += items.get(i).get(chosen.get(i)).bytes();
      cost += items.get(i).get(chosen.get(i)).cost();
    }
    return bytes > capacity ? Double.POSITIVE_INFINITY : cost;
  }

  /** What would be best cannot be taken together: the next best is. */
  @Test
  void conflictsAreKept() {
    List<Knapsack.Option> item = List.of(new Knapsack.Option(0, 5), new Knapsack.Option(0, 0));
    List<List<Knapsack.Option>> items =
        List.of(item, List.of(new Knapsack.Option(0, 3), new Knapsack.Option(0, 0)));
    assertThat(Knapsack.solve(items, 10)).contains(List.of(1, 1));
    Set<Knapsack.Choice> both = Set.of(new Knapsack.Choice(0, 1), new Knapsack.Choice(1, 1));
    assertThat(Knapsack.solve(items, 10, List.of(both))).contains(List.of(1, 0));
    Set<Knapsack.Choice> first = Set.of(new Knapsack.Choice(0, 1));
    assertThat(Knapsack.solve(items, 10, List.of(both, first))).contains(List.of(0, 1));
  }
}
