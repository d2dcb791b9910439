package thimble.planner;

import java.util.Arrays;

/**
 * Calls that must stay together in one stage: the parts of a region, each of which runs to its end
 * before the next one begins. The last part of a region may run on into what reads it: then its
 * slab of the result need not be kept.
 */
final class Segments {
  private final int[] nearest;
  private final int[] furthest;
  private final int longest;

  private Segments(int[] nearest, int[] furthest, int longest) {
    this.nearest = nearest;
    this.furthest = furthest;
    this.longest = longest;
  }

  /** Any calls may form a stage. */
  static Segments none(int calls) {
    int[] part = new int[calls];
    Arrays.fill(part, -1);
    return of(part, new boolean[0]);
  }

  /**
   * @param part by position the part that a call belongs to, -1 for none; the calls of a part stand
   *     one after another
   * @param ends by part whether it is the last one of its region
   */
  static Segments of(int[] part, boolean[] ends) {
    int count = part.length;
    int[] nearest = new int[count];
    int[] furthest = new int[count];
    int longest = 0;
    for (int position = count - 1; position >= 0; position--) {
      boolean inside = part[position] >= 0;
      boolean begins = inside && (position == 0 || part[position - 1] != part[position]);
      int end = position;
      while (inside && end + 1 < count && part[end + 1] == part[position]) {
        end++;
      }
      nearest[position] = !inside || begins ? end : count;
      furthest[position] = !inside || ends[part[position]] ? nextPart(part, end) : end;
      longest = Math.max(longest, end - position + 1);
    }
    return new Segments(nearest, furthest, longest);
  }

  /** The last position before the next part begins. */
  private static int nextPart(int[] part, int end) {
    int last = end;
    while (last + 1 < part.length && part[last + 1] < 0) {
      last++;
    }
    return last;
  }

  /** Whether calls {@code first} to {@code last} may form a stage. */
  boolean allow(int first, int last) {
    return nearest[first] <= last && last <= furthest[first];
  }

  /** Calls of the longest part. */
  int longest() {
    return longest;
  }
}
