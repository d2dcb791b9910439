package thimble.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places blocks one after another, each at the lowest offset where none of its rectangles meets one
 * that stands already. Which comes first decides how well they fit: several orders are tried. Where
 * none of them reaches the lower bound {@link Ejections} goes on.
 */
final class FirstFit {
  private final List<Block> blocks;
  private final int alignment;
  private final Standing standing;

  private FirstFit(List<Block> blocks, int alignment) {
    this.blocks = blocks;
    this.alignment = alignment;
    this.standing = new Standing(blocks);
  }

  /**
   * @param offsets of each block
   * @param arenaBytes highest end of a block
   * @param proved whether no smaller arena exists
   */
  record Placement(long[] offsets, long arenaBytes, boolean proved) {}

  /**
   * @param effort as {@link Ejections#improve} counts it
   */
  static Placement place(List<Block> blocks, int alignment, long lowerBound, long effort) {
    Placement first = new FirstFit(blocks, alignment).search(lowerBound);
    return Ejections.improve(blocks, alignment, first, lowerBound, effort);
  }

  private Placement search(long lowerBound) {
    Placement best = null;
    for (Comparator<Integer> comparator : comparators()) {
      Placement placement = inOrder(sorted(comparator), lowerBound);
      if (best == null || placement.arenaBytes() < best.arenaBytes()) {
        best = placement;
      }
      if (best.proved()) {
        return best;
      }
    }
    return best;
  }

  private List<Comparator<Integer>> comparators() {
    Comparator<Integer> bySize = Comparator.comparingLong(i -> -blocks.get(i).bytes());
    Comparator<Integer> byDuration =
        Comparator.comparingInt(i -> blocks.get(i).firstStep() - blocks.get(i).lastStep());
    long[] crowd = Profile.crowd(blocks);
    return List.of(
        bySize.thenComparing(byDuration),
        Comparator.<Integer>comparingLong(i -> -crowd[i]).thenComparing(bySize),
        Comparator.comparingLong(i -> -blocks.get(i).area()),
        byDuration.thenComparing(bySize),
        Comparator.<Integer>comparingInt(i -> blocks.get(i).firstStep()).thenComparing(bySize),
        Comparator.<Integer>comparingInt(i -> -blocks.get(i).lastStep()).thenComparing(bySize));
  }

  private int[] sorted(Comparator<Integer> comparator) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      order.add(i);
    }
    order.sort(comparator.thenComparing(Comparator.naturalOrder()));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private Placement inOrder(int[] order, long lowerBound) {
    long[] offsets = new long[blocks.size()];
    standing.clear();
    long top = 0;
    for (int i : order) {
      Block block = blocks.get(i);
      offsets[i] = standing.lowest(i, alignment(block, alignment));
      standing.add(i, offsets[i]);
      top = Math.max(top, offsets[i] + block.bytes());
    }
    return new Placement(offsets, top, top <= lowerBound);
  }

  static int alignment(Block block, int wished) {
    return Math.max(block.alignment(), wished);
  }

  static long aligned(long offset, int alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }
}
