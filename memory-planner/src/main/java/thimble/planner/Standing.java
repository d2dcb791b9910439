package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Blocks that have their place, found by time: each rectangle is listed under every span of steps
 * that it touches, so that a question about some steps meets only what lives around them.
 *
 * <p>A block is cut into rectangles that are as high as can be and last as long as its outline
 * stays: a tensor whose rows die one by one is, to a row that lives for a few steps, a few
 * rectangles and not as many as it has rows.
 *
 * <pre>
 *   bytes          as it was given      as it is kept
 *     ^              ____________         ____________
 *     |             |____________|       |  |  |  |   |
 *     |             |_________|          |  |  |__|
 *     |             |______|             |  |__|
 *     |             |___|                |__|
 *     +--> steps
 * </pre>
 */
final class Standing {
  /** Spans that the steps are cut into, at most. */
  private static final int MOST_SPANS = 1024;

  /** By block: the number of its first rectangle; one more at the end. */
  private final int[] begin;

  private final int[] owner;
  private final long[] low;
  private final long[] high;
  private final int[] first;
  private final int[] last;

  /** Steps before the first one, so that step -1 has an index. */
  private final int shift;

  private final int spanSteps;
  private final int[][] spans;
  private final int[] listed;
  private final long[] base;
  private final boolean[] placed;

  /** What the last question found: between these bases, both excluded, the two meet. */
  private long[] above = new long[64];

  private long[] below = new long[64];
  private int[] met = new int[64];
  private int count;

  Standing(List<Block> blocks) {
    List<List<Block.Rectangle>> shapes = blocks.stream().map(Standing::slices).toList();
    int rectangles = shapes.stream().mapToInt(List::size).sum();
    begin = new int[blocks.size() + 1];
    owner = new int[rectangles];
    low = new long[rectangles];
    high = new long[rectangles];
    first = new int[rectangles];
    last = new int[rectangles];
    int earliest = 0;
    int latest = 0;
    for (int block = 0, i = 0; block < blocks.size(); block++) {
      for (Block.Rectangle r : shapes.get(block)) {
        owner[i] = block;
        low[i] = r.low();
        high[i] = r.high();
        first[i] = r.first();
        last[i++] = r.last();
        earliest = Math.min(earliest, r.first());
        latest = Math.max(latest, r.last());
      }
      begin[block + 1] = i;
    }
    shift = -earliest;
    spanSteps = (latest + shift) / MOST_SPANS + 1;
    spans = new int[span(latest) + 1][8];
    listed = new int[spans.length];
    base = new long[blocks.size()];
    placed = new boolean[blocks.size()];
  }

  /** The same outline, cut by time. */
  private static List<Block.Rectangle> slices(Block block) {
    if (block.rectangles().size() == 1) {
      return block.rectangles();
    }
    // What ends or begins at each step; the rectangles that are there, by their lowest byte.
    TreeMap<Integer, List<Block.Rectangle>> changes = new TreeMap<>();
    for (Block.Rectangle r : block.rectangles()) {
      changes.computeIfAbsent(r.first(), key -> new ArrayList<>()).add(r);
      changes.computeIfAbsent(r.last() + 1, key -> new ArrayList<>()).add(r);
    }
    TreeMap<Long, Long> there = new TreeMap<>();
    List<Block.Rectangle> slices = new ArrayList<>();
    int since = 0;
    for (var change : changes.entrySet()) {
      int step = change.getKey();
      addOutline(there, since, step - 1, slices);
      for (Block.Rectangle r : change.getValue()) {
        if (r.last() + 1 == step) {
          there.remove(r.low());
        }
      }
      for (Block.Rectangle r : change.getValue()) {
        if (r.first() == step) {
          there.put(r.low(), r.high());
        }
      }
      since = step;
    }
    return slices;
  }

  private static void addOutline(
      TreeMap<Long, Long> there, int first, int last, List<Block.Rectangle> slices) {
    long low = -1;
    long high = -1;
    for (var piece : there.entrySet()) {
      if (piece.getKey() > high) {
        if (low >= 0) {
          slices.add(new Block.Rectangle(low, high, first, last, 0));
        }
        low = piece.getKey();
      }
      high = Math.max(high, piece.getValue());
    }
    if (low >= 0) {
      slices.add(new Block.Rectangle(low, high, first, last, 0));
    }
  }

  private int span(int step) {
    return (step + shift) / spanSteps;
  }

  boolean isPlaced(int block) {
    return placed[block];
  }

  long base(int block) {
    return base[block];
  }

  void clear() {
    Arrays.fill(listed, 0);
    Arrays.fill(placed, false);
  }

  void add(int block, long offset) {
    base[block] = offset;
    placed[block] = true;
    for (int i = begin[block]; i < begin[block + 1]; i++) {
      for (int span = span(first[i]); span <= span(last[i]); span++) {
        if (listed[span] == spans[span].length) {
          spans[span] = Arrays.copyOf(spans[span], 2 * listed[span]);
        }
        spans[span][listed[span]++] = i;
      }
    }
  }

  void remove(int block) {
    placed[block] = false;
    for (int i = begin[block]; i < begin[block + 1]; i++) {
      for (int span = span(first[i]); span <= span(last[i]); span++) {
        int[] list = spans[span];
        int at = 0;
        while (list[at] != i) {
          at++;
        }
        list[at] = list[--listed[span]];
      }
    }
  }

  /**
   * Finds what a block would meet, and at which bases.
   *
   * @return how many intervals there are
   */
  int meet(int block) {
    count = 0;
    for (int ours = begin[block]; ours < begin[block + 1]; ours++) {
      int from = first[ours];
      int to = last[ours];
      for (int span = span(from); span <= span(to); span++) {
        int[] list = spans[span];
        for (int k = 0; k < listed[span]; k++) {
          int theirs = list[k];
          // A pair is seen in several spans, and counted in the first.
          if (from <= last[theirs]
              && first[theirs] <= to
              && span(Math.max(from, first[theirs])) == span) {
            long offset = base[owner[theirs]];
            note(
                offset + low[theirs] - high[ours],
                offset + high[theirs] - low[ours],
                owner[theirs]);
          }
        }
      }
    }
    return count;
  }

  private void note(long lowest, long highest, int block) {
    if (highest <= 0) {
      return;
    }
    if (count == met.length) {
      above = Arrays.copyOf(above, 2 * count);
      below = Arrays.copyOf(below, 2 * count);
      met = Arrays.copyOf(met, 2 * count);
    }
    above[count] = lowest;
    below[count] = highest;
    met[count++] = block;
  }

  /** A base above this one ... */
  long above(int interval) {
    return above[interval];
  }

  /** ... and below this one meets ... */
  long below(int interval) {
    return below[interval];
  }

  /** ... this block. */
  int met(int interval) {
    return met[interval];
  }

  /** Lowest base of a block, a multiple of the alignment, where it meets nothing. */
  long lowest(int block, int alignment) {
    int found = meet(block);
    long[] sorted = new long[found];
    for (int i = 0; i < found; i++) {
      sorted[i] = pack(Math.max(above[i] + 1, 0), i);
    }
    Arrays.sort(sorted);
    long lowest = 0;
    for (long packed : sorted) {
      int i = index(packed);
      if (lowest <= above[i]) {
        break;
      }
      if (lowest < below[i]) {
        lowest = FirstFit.aligned(below[i], alignment);
      }
    }
    return lowest;
  }

  /** A byte of the arena, to sort by, and the number of an interval. */
  static long pack(long key, int index) {
    return key << 24 | index;
  }

  static long key(long packed) {
    return packed >> 24;
  }

  static int index(long packed) {
    return (int) (packed & 0xffffff);
  }
}
