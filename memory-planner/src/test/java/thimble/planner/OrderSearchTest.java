package thimble.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders of calls: as good as trying all of them where that is possible, and never slow. */
class OrderSearchTest {
  private static final long EFFORT = PlanOptions.standard().orderEffort();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void findsThePeakThatTryingAllOrdersFinds(int series) {
    for (int seed = 0; seed < 150; seed++) {
      Workload workload = random(1000L * series + seed, 2 + seed % 8, 1 + series);
      OrderSearch.Result result = OrderSearch.search(workload, EFFORT);
      assertThat(result.proved()).isTrue();
      assertThat(result.peak()).as("seed %d of series %d", seed, series).isEqualTo(best(workload));
      assertThat(Math.max(Walk.before(workload), Walk.peak(workload, result.order())))
          .isEqualTo(result.peak());
    }
  }

  @Test
  void boundIsNeverAboveTheBestOrder() {
    for (int seed = 0; seed < 200; seed++) {
      Workload workload = random(77_000L + seed, 2 + seed % 7, 1 + seed % 3);
      assertThat(OrderBound.of(workload)).isLessThanOrEqualTo(best(workload));
    }
  }

  @Test
  void runsTheLargeBranchFirst() {
    // 0 gives one byte to each of two branches; the one that needs much at a time goes first,
    // while the other has not yet grown.
    Workload workload =
        workload(
            new long[] {1, 1, 2, 40, 2},
            new int[] {0, 0, 1, 2, 3},
            new int[][] {{1}, {2}, {4}, {3}, {4}},
            5);
    OrderSearch.Result result = OrderSearch.search(workload, EFFORT);
    assertThat(result.order()).containsExactly(0, 2, 3, 1, 4);
  }

  @Test
  void keepsTheOrderOfTheFileWhereNothingIsGained() {
    Workload workload =
        workload(
            new long[] {8, 8, 8, 8}, new int[] {0, 0, 1, 2}, new int[][] {{1}, {2}, {3}, {3}}, 4);
    assertThat(OrderSearch.search(workload, EFFORT).order()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void countsResultsInPlaceOnce() {
    // 0 -> 1 in place -> 2: the item of 0 dies at 1.
    Workload workload =
        derived(
            new long[3],
            new long[] {10, 10, 1},
            new int[] {0, 1, 2},
            new boolean[] {false, false, true},
            new int[][] {{1}, {2}, {}},
            List.of(List.of(), List.of(new Workload.Overlay(new int[] {0}, 10)), List.of()));
    assertThat(OrderSearch.search(workload, EFFORT).peak()).isEqualTo(11);
  }

  @Test
  void longChainsAndWideGraphsEndWithinTheEffort() {
    int calls = 5000;
    long[] bytes = new long[calls];
    int[] producer = new int[calls];
    int[][] readers = new int[calls][];
    for (int i = 0; i < calls; i++) {
      bytes[i] = 1 + i % 97;
      producer[i] = i;
      readers[i] = i + 1 < calls ? new int[] {i + 1} : new int[0];
    }
    OrderSearch.Result chain =
        OrderSearch.search(workload(bytes, producer, readers, calls), EFFORT);
    assertThat(chain.order()).isSorted();
    assertThat(chain.proved()).isTrue();
    OrderSearch.Result wide = OrderSearch.search(random(5, 500, 40), EFFORT);
    assertThat(wide.order()).hasSize(500);
  }

  /** Every order, by depth-first search. */
  private static long best(Workload workload) {
    return Math.max(
        Walk.before(workload),
        best(
            workload,
            Precedence.of(workload),
            new ArrayList<>(),
            Walk.begin(workload),
            Walk.begin(workload).live(),
            Long.MAX_VALUE));
  }

  private static long best(
      Workload workload,
      Precedence precedence,
      List<Integer> done,
      Walk walk,
      long peak,
      long known) {
    if (done.size() == workload.calls() || peak >= known) {
      return Math.min(peak, known);
    }
    long best = known;
    for (int call = 0; call < workload.calls(); call++) {
      boolean ready =
          !done.contains(call)
              && Arrays.stream(precedence.predecessors()[call]).allMatch(done::contains);
      if (ready) {
        Walk next = walk.copy();
        long during = next.during(call);
        next.run(call);
        done.add(call);
        best = best(workload, precedence, done, next, Math.max(peak, during), best);
        done.remove(done.size() - 1);
      }
    }
    return best;
  }

  private static Workload workload(long[] bytes, int[] producer, int[][] readers, int calls) {
    boolean[] kept = new boolean[bytes.length];
    List<List<Workload.Overlay>> overlays = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      overlays.add(List.of());
    }
    for (int item = 0; item < kept.length; item++) {
      kept[item] = readers[item].length == 0;
    }
    return derived(new long[calls], bytes, producer, kept, readers, overlays);
  }

  /** A random DAG: each call reads up to three earlier items, not farther back than the width. */
  private static Workload random(long seed, int calls, int width) {
    SplittableRandom random = new SplittableRandom(seed);
    int inputs = 1 + random.nextInt(2);
    int items = inputs + calls;
    long[] bytes = new long[items];
    int[] producer = new int[items];
    boolean[] kept = new boolean[items];
    List<TreeSet<Integer>> readers = new ArrayList<>();
    for (int item = 0; item < items; item++) {
      bytes[item] = 1 + random.nextInt(random.nextInt(4) == 0 ? 100 : 10);
      producer[item] = item < inputs ? -1 : item - inputs;
      readers.add(new TreeSet<>());
    }
    List<List<Workload.Overlay>> overlays = new ArrayList<>();
    long[] scratch = new long[calls];
    for (int call = 0; call < calls; call++) {
      int available = inputs + call;
      int reads = 1 + random.nextInt(3);
      int item = 0;
      for (int i = 0; i < reads; i++) {
        item = available - 1 - random.nextInt(Math.min(available, width + 1));
        readers.get(item).add(call);
      }
      boolean inPlace = random.nextInt(3) == 0 && bytes[item] >= bytes[inputs + call];
      overlays.add(
          inPlace
              ? List.of(new Workload.Overlay(new int[] {item}, bytes[inputs + call]))
              : List.of());
      scratch[call] = random.nextInt(5) == 0 ? random.nextInt(20) : 0;
    }
    int[][] lists = new int[items][];
    for (int item = 0; item < items; item++) {
      lists[item] = readers.get(item).stream().mapToInt(Integer::intValue).toArray();
      kept[item] = lists[item].length == 0 || random.nextInt(12) == 0;
    }
    return derived(scratch, bytes, producer, kept, lists, overlays);
  }

  /** A workload in which nothing but items tells what must come first. */
  private static Workload derived(
      long[] scratch,
      long[] bytes,
      int[] producer,
      boolean[] kept,
      int[][] readers,
      List<List<Workload.Overlay>> overlays) {
    List<TreeSet<Integer>> before = new ArrayList<>();
    for (int call = 0; call < scratch.length; call++) {
      before.add(new TreeSet<>());
    }
    for (int item = 0; item < bytes.length; item++) {
      for (int reader : readers[item]) {
        if (producer[item] >= 0) {
          before.get(reader).add(producer[item]);
        }
      }
    }
    int[][] predecessors =
        before.stream()
            .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    return Workload.of(scratch, bytes, producer, kept, readers, overlays, predecessors);
  }
}
