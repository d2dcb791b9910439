package thimble.planner;

import java.util.List;

/**
 * What is placed as one: rectangles of bytes by steps, fixed relative to each other.
 *
 * @param alignment the element size its base must be a multiple of
 * @param bytes from its base to the highest end of a rectangle
 * @param firstStep of all rectangles
 * @param lastStep of all rectangles
 * @param rectangles no two meet
 * @param owner what it is, for those who ask for it: the cluster's number, or minus 1 minus the
 *     call whose working memory it is
 */
record Block(
    int alignment, long bytes, int firstStep, int lastStep, List<Rectangle> rectangles, int owner) {
  /**
   * @param low first byte from the block's base
   * @param high end from the block's base
   * @param first first step
   * @param last last step
   * @param origin number of the value that was written there; -1 for working memory
   */
  record Rectangle(long low, long high, int first, int last, int origin) {}

  Block {
    rectangles = List.copyOf(rectangles);
  }

  static Block of(int alignment, long bytes, List<Rectangle> rectangles, int owner) {
    int first = rectangles.stream().mapToInt(Rectangle::first).min().orElseThrow();
    int last = rectangles.stream().mapToInt(Rectangle::last).max().orElseThrow();
    return new Block(alignment, bytes, first, last, rectangles, owner);
  }

  /** Bytes times steps. */
  long area() {
    long area = 0;
    for (Rectangle r : rectangles) {
      area += (r.high() - r.low()) * (r.last() - r.first() + 1);
    }
    return area;
  }

  static Block scratch(int call, int step, long bytes, int alignment) {
    return of(alignment, bytes, List.of(new Rectangle(0, bytes, step, step, -1)), -1 - call);
  }

  boolean isScratch() {
    return owner < 0;
  }

  int scratchCall() {
    return -1 - owner;
  }
}
