package thimble.planner;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Fits blocks into an arena of a given size: a block for which there is no room throws out those
 * that are easiest to place again, and these look for room in turn. What keeps throwing others out
 * gets harder to throw out itself, so the search moves on. (Guided ejection search, Nagata and
 * Bräysy 2009, who made it for vehicle routes.)
 *
 * <p>The blocks of the fullest steps come first: there the arena is full to the last byte, and
 * where that part does not fit nothing is lost with the rest.
 */
final class Ejections {
  /** Attempts at the lower bound before and after larger arenas are tried. */
  private static final int ATTEMPTS = 4;

  /** Larger arenas that are tried, and attempts at each. */
  private static final int MOST_SIZES = 8;

  private static final int ATTEMPTS_PER_SIZE = 3;

  /**
   * Effort is given in passes, placing every block once, where blocks are so many that what was
   * asked for would be over before the last one has been looked at.
   */
  private static final int PASSES = 60;

  private static final int PASSES_PER_SIZE = 3;

  /**
   * At the lower bound either all goes smoothly or some dozen blocks of the fullest steps do not
   * fit together: an attempt that gets no further for half a pass, or for this long, is given up.
   */
  private static final long PATIENCE = 60_000;

  /** What makes a block hard to throw out, besides how often it threw others out. */
  private enum Rule {
    ALIKE,
    BYTES,
    RECTANGLES
  }

  private final List<Block> blocks;
  private final int alignment;
  private final Standing standing;
  private final int[] order;
  private final long[] penalty;
  private SplittableRandom random = new SplittableRandom(0);

  /** Intervals looked at so far: the measure of effort. */
  private long looked;

  // Room to work in.
  private long[] begins = new long[64];
  private long[] ends = new long[64];
  private long[] bases = new long[130];

  private Ejections(List<Block> blocks, int alignment) {
    this.blocks = blocks;
    this.alignment = alignment;
    this.standing = new Standing(blocks);
    this.penalty = new long[blocks.size()];
    long[] crowd = Profile.crowd(blocks);
    this.order =
        IntStream.range(0, blocks.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> -crowd[i])
                    .thenComparingLong(i -> -blocks.get(i).bytes()))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /**
   * A smaller arena than a given one, where the effort allows it: at the lower bound, else by
   * halving what is left above it.
   *
   * @param effort intervals of forbidden places that may be looked at; about ten million a second
   */
  static FirstFit.Placement improve(
      List<Block> blocks, int alignment, FirstFit.Placement start, long lowerBound, long effort) {
    // A block of which never all is live may be larger than all that ever is.
    long largest = blocks.stream().mapToLong(Block::bytes).max().orElse(0);
    long least = Math.max(lowerBound, largest);
    if (start.arenaBytes() == least) {
      return new FirstFit.Placement(start.offsets(), least, true);
    }
    return start.proved() || effort <= 0
        ? start
        : new Ejections(blocks, alignment).search(start, least, effort);
  }

  private FirstFit.Placement search(FirstFit.Placement start, long lowerBound, long effort) {
    long pass = pass(start);
    long all = Math.max(effort, PASSES * pass);
    long share = all / (3 * ATTEMPTS);
    long smallShare = Math.max(PASSES_PER_SIZE * pass, all / (3 * MOST_SIZES * ATTEMPTS_PER_SIZE));
    long patience = Math.max(PATIENCE, pass / 2);
    FirstFit.Placement best = start;
    for (int seed = 0; seed < ATTEMPTS && !best.proved(); seed++) {
      best = attempt(best, lowerBound, lowerBound, share, patience, seed);
    }
    long tooSmall = lowerBound;
    for (int size = 0; size < MOST_SIZES && best.arenaBytes() - tooSmall > 1; size++) {
      long capacity = tooSmall + (best.arenaBytes() - tooSmall) / 2;
      FirstFit.Placement before = best;
      for (int seed = 0; seed < ATTEMPTS_PER_SIZE && best == before; seed++) {
        best = attempt(best, lowerBound, capacity, smallShare, smallShare, seed);
      }
      tooSmall = best == before ? capacity : tooSmall;
    }
    for (int seed = ATTEMPTS; looked < all && !best.proved(); seed++) {
      best = attempt(best, lowerBound, lowerBound, share, patience, seed);
    }
    return best;
  }

  /** Intervals that are looked at where every block is placed once. */
  private long pass(FirstFit.Placement start) {
    standing.clear();
    long pass = 0;
    for (int block : order) {
      pass += standing.meet(block) + 1;
      standing.add(block, start.offsets()[block]);
    }
    return pass;
  }

  /**
   * @return what was there before where it does not succeed
   */
  private FirstFit.Placement attempt(
      FirstFit.Placement best,
      long lowerBound,
      long capacity,
      long share,
      long patience,
      int seed) {
    random = new SplittableRandom(seed);
    Rule rule = Rule.values()[(seed + 1) % Rule.values().length];
    if (!fit(capacity, rule, seed % 2 == 1, looked + share, patience)) {
      return best;
    }
    long[] offsets = new long[blocks.size()];
    long top = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = standing.base(i);
      top = Math.max(top, offsets[i] + blocks.get(i).bytes());
    }
    return top < best.arenaBytes() ? new FirstFit.Placement(offsets, top, top <= lowerBound) : best;
  }

  /**
   * @param downwards the first block, mostly an input whose rows die from the lowest on, lies at
   *     the top and the others come towards it from below; otherwise each lies by lot where it can
   */
  private boolean fit(long capacity, Rule rule, boolean downwards, long until, long patience) {
    standing.clear();
    looked++; // so that attempts end, whatever they come to
    Arrays.fill(penalty, 1);
    boolean first = downwards;
    Deque<Integer> waiting = new ArrayDeque<>();
    for (int block : order) {
      waiting.addLast(block);
    }
    int fewest = waiting.size();
    long further = looked;
    while (!waiting.isEmpty() && looked < until && looked - further < patience) {
      if (waiting.size() < fewest) {
        fewest = waiting.size();
        further = looked;
      }
      int block = waiting.pollFirst();
      int unit = FirstFit.alignment(blocks.get(block), alignment);
      long highest = capacity - blocks.get(block).bytes();
      if (highest < 0) {
        return false;
      }
      int found = standing.meet(block);
      looked += found + 1;
      highest = highest / unit * unit;
      long base = first ? highest : cheapest(found, highest, unit, rule, downwards);
      first = false;
      boolean ejected = false;
      for (int i = 0; i < found; i++) {
        int other = standing.met(i);
        if (standing.above(i) < base && base < standing.below(i) && standing.isPlaced(other)) {
          standing.remove(other);
          waiting.addFirst(other);
          ejected = true;
        }
      }
      penalty[block] += ejected ? 1 : 0;
      standing.add(block, base);
    }
    return waiting.isEmpty();
  }

  /**
   * The base at which a block throws out least; one of them by lot, and not always quite the
   * cheapest.
   *
   * @param found intervals that the last question gave
   * @param lowestFree whether of several free ones the lowest is taken
   */
  private long cheapest(int found, long highest, int unit, Rule rule, boolean lowestFree) {
    int count = candidates(found, highest, unit);
    long cost = 0;
    int begun = 0;
    int ended = 0;
    long lowest = Long.MAX_VALUE;
    long best = 0;
    int ties = 0;
    for (int i = 0; i < count; i++) {
      long base = bases[i];
      if (i > 0 && base == bases[i - 1]) {
        continue;
      }
      while (begun < found && Standing.key(begins[begun]) <= base) {
        cost += cost(standing.met(Standing.index(begins[begun++])), rule);
      }
      while (ended < found && Standing.key(ends[ended]) <= base) {
        cost -= cost(standing.met(Standing.index(ends[ended++])), rule);
      }
      if (cost == 0 && lowestFree) {
        return base;
      }
      long noisy = cost * (1000 + random.nextInt(500));
      if (noisy < lowest) {
        lowest = noisy;
        best = base;
        ties = 1;
      } else if (noisy == lowest && random.nextInt(++ties) == 0) {
        best = base;
      }
    }
    return best;
  }

  /** Sorts the intervals; lists the bases where a block would touch something or an end. */
  private int candidates(int found, long highest, int unit) {
    if (begins.length < found) {
      begins = new long[2 * found];
      ends = new long[2 * found];
      bases = new long[4 * found + 2];
    }
    int count = 0;
    bases[count++] = 0;
    bases[count++] = highest;
    for (int i = 0; i < found; i++) {
      begins[i] = Standing.pack(Math.max(standing.above(i) + 1, 0), i);
      ends[i] = Standing.pack(standing.below(i), i);
      long over = FirstFit.aligned(standing.below(i), unit);
      if (over <= highest) {
        bases[count++] = over;
      }
      long under = Math.floorDiv(standing.above(i), unit) * unit;
      if (0 <= under && under <= highest) {
        bases[count++] = under;
      }
    }
    Arrays.sort(begins, 0, found);
    Arrays.sort(ends, 0, found);
    Arrays.sort(bases, 0, count);
    return count;
  }

  private long cost(int block, Rule rule) {
    return penalty[block]
        * switch (rule) {
          case ALIKE -> 1;
          case BYTES -> 1 + (long) Math.sqrt(blocks.get(block).bytes());
          case RECTANGLES -> blocks.get(block).rectangles().size();
        };
  }
}
