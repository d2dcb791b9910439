package thimble.planner;

import java.util.SplittableRandom;

/**
 * Improves an order by exchanging two neighbouring runs of calls wherever dependences allow, and
 * keeping what is no worse: first the peak counts, then the sum of live bytes over all calls. Runs
 * are drawn from a fixed seed.
 */
final class LocalOrder {
  private static final int MOST_ROUNDS = 50_000;

  private final Workload workload;
  private final Precedence precedence;
  private final int[] position;
  private int[] order;
  private long peak;
  private long sum;

  private LocalOrder(Workload workload, Precedence precedence, int[] order) {
    this.workload = workload;
    this.precedence = precedence;
    this.order = order.clone();
    this.position = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      position[order[i]] = i;
    }
  }

  static int[] improve(Workload workload, Precedence precedence, int[] order, long effort) {
    LocalOrder local = new LocalOrder(workload, precedence, order);
    local.run(Math.min(MOST_ROUNDS, effort / (2 * workload.size() + 1)));
    return local.order;
  }

  private void run(long rounds) {
    if (order.length < 2) {
      return;
    }
    weigh(order);
    long bestPeak = peak;
    long bestSum = sum;
    SplittableRandom random = new SplittableRandom(20);
    for (long round = 0; round < rounds; round++) {
      int middle = 1 + random.nextInt(order.length - 1);
      int from = Math.max(0, middle - 1 - random.nextInt(random.nextBoolean() ? 4 : 64));
      int to = Math.min(order.length, middle + 1 + random.nextInt(random.nextBoolean() ? 4 : 64));
      if (!independent(from, middle, to)) {
        continue;
      }
      int[] before = order;
      order = exchanged(from, middle, to);
      weigh(order);
      if (peak < bestPeak || peak == bestPeak && sum <= bestSum) {
        bestPeak = peak;
        bestSum = sum;
        for (int i = from; i < to; i++) {
          position[order[i]] = i;
        }
      } else {
        order = before;
      }
    }
  }

  /** Whether nothing in [middle, to) needs anything in [from, middle). */
  private boolean independent(int from, int middle, int to) {
    for (int i = middle; i < to; i++) {
      for (int before : precedence.predecessors()[order[i]]) {
        if (position[before] >= from && position[before] < middle) {
          return false;
        }
      }
    }
    return true;
  }

  private int[] exchanged(int from, int middle, int to) {
    int[] result = order.clone();
    System.arraycopy(order, middle, result, from, to - middle);
    System.arraycopy(order, from, result, from + to - middle, middle - from);
    return result;
  }

  private void weigh(int[] candidate) {
    Walk walk = Walk.begin(workload);
    peak = walk.live();
    sum = 0;
    for (int call : candidate) {
      long during = walk.during(call);
      peak = Math.max(peak, during);
      sum += during;
      walk.run(call);
    }
  }
}
