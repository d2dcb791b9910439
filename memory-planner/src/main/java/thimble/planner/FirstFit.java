package thimble.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Places blocks one after another, each at the lowest offset where none of its rectangles meets one
 * that stands already. Which comes first decides how well they fit: several orders are tried, then
 * the best is varied by moving forward the blocks that stick out at the top, until the lower bound
 * is reached or the effort spent.
 */
final class FirstFit {
  private static final int MOST_ROUNDS = 300;

  private final List<Block> blocks;
  private final int alignment;

  /** Rectangles of all blocks. */
  private final int rectangles;

  private FirstFit(List<Block> blocks, int alignment) {
    this.blocks = blocks;
    this.alignment = alignment;
    this.rectangles = blocks.stream().mapToInt(block -> block.rectangles().size()).sum();
  }

  /**
   * @param offsets of each block
   * @param arenaBytes highest end of a block
   * @param proved whether no smaller arena exists
   */
  record Placement(long[] offsets, long arenaBytes, boolean proved) {}

  /**
   * @param effort pairs of rectangles that may be compared to vary the orders
   */
  static Placement place(List<Block> blocks, int alignment, long lowerBound, long effort) {
    return new FirstFit(blocks, alignment).search(lowerBound, effort);
  }

  private Placement search(long lowerBound, long effort) {
    Placement best = null;
    int[] bestOrder = new int[0];
    for (Comparator<Integer> comparator : comparators()) {
      int[] order = sorted(comparator);
      Placement placement = inOrder(order, lowerBound);
      if (best == null || placement.arenaBytes() < best.arenaBytes()) {
        best = placement;
        bestOrder = order;
      }
      if (best.proved()) {
        return best;
      }
    }
    return vary(bestOrder, best, lowerBound, effort);
  }

  private List<Comparator<Integer>> comparators() {
    Comparator<Integer> bySize = Comparator.comparingLong(i -> -blocks.get(i).bytes());
    Comparator<Integer> byDuration =
        Comparator.comparingInt(i -> blocks.get(i).firstStep() - blocks.get(i).lastStep());
    long[] crowd = crowd();
    return List.of(
        bySize.thenComparing(byDuration),
        Comparator.<Integer>comparingLong(i -> -crowd[i]).thenComparing(bySize),
        Comparator.comparingLong(i -> -blocks.get(i).area()),
        byDuration.thenComparing(bySize),
        Comparator.<Integer>comparingInt(i -> blocks.get(i).firstStep()).thenComparing(bySize),
        Comparator.<Integer>comparingInt(i -> -blocks.get(i).lastStep()).thenComparing(bySize));
  }

  /** For each block how many bytes are live at the fullest step of its life. */
  private long[] crowd() {
    long[] live = Profile.live(blocks);
    long[] crowd = new long[blocks.size()];
    for (int i = 0; i < crowd.length; i++) {
      Block block = blocks.get(i);
      for (int step = block.firstStep(); step <= block.lastStep(); step++) {
        crowd[i] = Math.max(crowd[i], live[step + 1]);
      }
    }
    return crowd;
  }

  private int[] sorted(Comparator<Integer> comparator) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      order.add(i);
    }
    order.sort(comparator.thenComparing(Comparator.naturalOrder()));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private Placement vary(int[] start, Placement begin, long lowerBound, long effort) {
    long pairs = (long) rectangles * rectangles / 2 + 100;
    long rounds = Math.min(MOST_ROUNDS, effort / pairs);
    SplittableRandom random = new SplittableRandom(7);
    int[] order = start;
    Placement current = begin;
    Placement best = begin;
    for (long round = 0; round < rounds && !best.proved(); round++) {
      int[] next = order.clone();
      moveForward(next, topmost(next, current), random);
      Placement placement = inOrder(next, lowerBound);
      if (placement.arenaBytes() <= current.arenaBytes()) {
        order = next;
        current = placement;
      }
      best = current.arenaBytes() < best.arenaBytes() ? current : best;
    }
    return best;
  }

  private int topmost(int[] order, Placement placement) {
    for (int i = 0; i < order.length; i++) {
      if (placement.offsets()[order[i]] + blocks.get(order[i]).bytes() == placement.arenaBytes()) {
        return i;
      }
    }
    throw new IllegalStateException("an arena that nothing fills");
  }

  private static void moveForward(int[] order, int from, SplittableRandom random) {
    int index = from == 0 || random.nextInt(4) == 0 ? random.nextInt(order.length) : from;
    int to = random.nextInt(index + 1);
    int block = order[index];
    System.arraycopy(order, to, order, to + 1, index - to);
    order[to] = block;
  }

  private Placement inOrder(int[] order, long lowerBound) {
    long[] offsets = new long[blocks.size()];
    Standing standing = new Standing(rectangles);
    long top = 0;
    for (int i : order) {
      Block block = blocks.get(i);
      offsets[i] = standing.lowest(block, alignment(block, alignment));
      standing.add(block, offsets[i]);
      top = Math.max(top, offsets[i] + block.bytes());
    }
    return new Placement(offsets, top, top <= lowerBound);
  }

  /** The rectangles that have their place. */
  private static final class Standing {
    private final long[] low;
    private final long[] high;
    private final int[] first;
    private final int[] last;
    private int count;

    Standing(int capacity) {
      low = new long[capacity];
      high = new long[capacity];
      first = new int[capacity];
      last = new int[capacity];
    }

    void add(Block block, long offset) {
      for (Block.Rectangle r : block.rectangles()) {
        low[count] = offset + r.low();
        high[count] = offset + r.high();
        first[count] = r.first();
        last[count] = r.last();
        count++;
      }
    }

    long lowest(Block block, int alignment) {
      List<long[]> forbidden = new ArrayList<>();
      for (Block.Rectangle ours : block.rectangles()) {
        for (int i = 0; i < count; i++) {
          // They meet where the base lies strictly between these two.
          long above = high[i] - ours.low();
          if (ours.first() <= last[i] && first[i] <= ours.last() && above > 0) {
            forbidden.add(new long[] {low[i] - ours.high(), above});
          }
        }
      }
      forbidden.sort(Comparator.comparingLong(interval -> interval[0]));
      long base = 0;
      for (long[] interval : forbidden) {
        if (base <= interval[0]) {
          break;
        }
        if (base < interval[1]) {
          base = aligned(interval[1], alignment);
        }
      }
      return base;
    }
  }

  static int alignment(Block block, int wished) {
    return Math.max(block.alignment(), wished);
  }

  static long aligned(long offset, int alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }
}
