package thimble.targets.hls;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@link SourceMap} in words: three loops and, innermost, the words of a block, for which lane by
 * lane is listed where it comes from.
 *
 * @param outer word that each step of the outermost loop adds, NOWHERE for padding; likewise {@code
 *     middle} and {@code inner}
 * @param words [fold][lane] word that a lane comes from, on top of the loops'; NOWHERE for padding
 * @param from [fold][lane] lane of that word
 */
record MoveLayout(
    int sourceWords, int lanes, int[] outer, int[] middle, int[] inner, int[] words, int[] from) {
  /** Elements of a block at most: its lanes are constants of the hardware. */
  private static final int LARGEST_BLOCK = 4096;

  private static final int LOOPS = 3;
  private static final int NOWHERE = SourceMap.NOWHERE;

  /** The numbers of lanes for which a map has a layout, ascending. */
  static List<Integer> lanes(SourceMap map, int most) {
    int[] block = block(map.axes());
    List<Integer> lanes = new ArrayList<>();
    for (int candidate : Divisors.of(block.length)) {
      if (candidate <= most && map.sourceCount() % candidate == 0 && isAligned(map, candidate)) {
        lanes.add(candidate);
      }
    }
    return lanes;
  }

  static MoveLayout of(SourceMap map, int lanes) {
    int[] block = block(map.axes());
    List<int[]> loops = new ArrayList<>(loops(map.axes()));
    while (loops.size() > LOOPS) {
      int[] first = SourceMap.listed(loops.subList(0, 2));
      loops.subList(0, 2).clear();
      loops.add(0, first);
    }
    while (loops.size() < LOOPS) {
      loops.add(new int[] {0});
    }
    int least = Integer.MAX_VALUE;
    for (int element : block) {
      least = element == NOWHERE ? least : Math.min(least, element / lanes);
    }
    int[] words = new int[block.length];
    int[] from = new int[block.length];
    for (int i = 0; i < block.length; i++) {
      words[i] = block[i] == NOWHERE ? NOWHERE : block[i] / lanes - least;
      from[i] = block[i] == NOWHERE ? NOWHERE : block[i] % lanes;
    }
    return new MoveLayout(
        map.sourceCount() / lanes,
        lanes,
        inWords(loops.get(0), lanes, least),
        inWords(loops.get(1), lanes, 0),
        inWords(loops.get(2), lanes, 0),
        words,
        from);
  }

  int folds() {
    return words.length / lanes;
  }

  /** Whether every word is one of the source's as it is, or padding. */
  boolean keepsWords() {
    for (int i = 0; i < words.length; i++) {
      boolean padding = words[i] == NOWHERE;
      if (words[i] != words[i - i % lanes] || !padding && from[i] != i % lanes) {
        return false;
      }
    }
    return true;
  }

  /** Words of the source from the first to the last that one turn of the outermost loop reads. */
  int reach() {
    return 1 + largest(middle) + largest(inner) + largest(words);
  }

  private static int largest(int[] terms) {
    int largest = 0;
    for (int term : terms) {
      largest = Math.max(largest, term);
    }
    return largest;
  }

  private static int[] inWords(int[] terms, int lanes, int more) {
    int[] words = new int[terms.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = terms[i] == NOWHERE ? NOWHERE : terms[i] / lanes + more;
    }
    return words;
  }

  private static boolean isAligned(SourceMap map, int lanes) {
    for (int[] axis : loops(map.axes())) {
      for (int term : axis) {
        if (term != NOWHERE && term % lanes != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * How many of the last axes make a block: the last one, or, where that jumps about, as many as
   * together read neighbours in another order.
   */
  private static int blockAxes(List<int[]> axes) {
    int[] last = axes.get(axes.size() - 1);
    if (last.length > 1 && last[1] - last[0] == 1 && last.length <= LARGEST_BLOCK) {
      return 1;
    }
    for (int count = 1; count <= axes.size(); count++) {
      int[] block = SourceMap.listed(axes.subList(axes.size() - count, axes.size()));
      if (block.length > LARGEST_BLOCK) {
        break;
      }
      if (isPermutation(block)) {
        return count;
      }
    }
    return last.length > LARGEST_BLOCK ? 0 : 1;
  }

  private static boolean isPermutation(int[] block) {
    boolean[] seen = new boolean[block.length];
    for (int element : block) {
      if (element < 0 || element >= block.length || seen[element]) {
        return false;
      }
      seen[element] = true;
    }
    return true;
  }

  /** The axes of the loops, the outermost one with what all elements have in common. */
  private static List<int[]> loops(List<int[]> axes) {
    List<int[]> loops =
        new ArrayList<>(
            axes.subList(0, axes.size() - blockAxes(axes)).stream().map(int[]::clone).toList());
    if (blockAxes(axes) > 0 && !loops.isEmpty()) {
      int common = least(loops.get(0));
      shift(loops.get(0), -common);
    }
    return loops;
  }

  private static int[] block(List<int[]> axes) {
    int count = blockAxes(axes);
    if (count == 0) {
      return new int[] {0};
    }
    int[] block = SourceMap.listed(axes.subList(axes.size() - count, axes.size()));
    if (count < axes.size()) {
      shift(block, least(axes.get(0)));
    }
    return block;
  }

  private static int least(int[] terms) {
    int least = Integer.MAX_VALUE;
    for (int term : terms) {
      least = term == NOWHERE ? least : Math.min(least, term);
    }
    return least == Integer.MAX_VALUE ? 0 : least;
  }

  private static void shift(int[] terms, int by) {
    for (int i = 0; i < terms.length; i++) {
      terms[i] = terms[i] == NOWHERE ? NOWHERE : terms[i] + by;
    }
  }
}
