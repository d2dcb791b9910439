package thimble.planner;

import java.util.List;

/** Live bytes step by step. */
final class Profile {
  private Profile() {}

  /** Live bytes; index 0 is step -1, before the run. As long as the last step needs. */
  static long[] live(List<Block> blocks) {
    int steps = blocks.stream().mapToInt(Block::lastStep).max().orElse(-1);
    long[] change = new long[steps + 3];
    for (Block block : blocks) {
      for (Block.Rectangle r : block.rectangles()) {
        change[r.first() + 1] += r.high() - r.low();
        change[r.last() + 2] -= r.high() - r.low();
      }
    }
    long[] live = new long[steps + 2];
    long bytes = 0;
    for (int i = 0; i < live.length; i++) {
      bytes += change[i];
      live[i] = bytes;
    }
    return live;
  }

  /** For each block how many bytes are live at the fullest step at which it holds something. */
  static long[] crowd(List<Block> blocks) {
    long[] live = live(blocks);
    long[] crowd = new long[blocks.size()];
    for (int i = 0; i < crowd.length; i++) {
      for (Block.Rectangle r : blocks.get(i).rectangles()) {
        for (int step = r.first(); step <= r.last(); step++) {
          crowd[i] = Math.max(crowd[i], live[step + 1]);
        }
      }
    }
    return crowd;
  }

  /** The first index at which a profile is highest. */
  static int highest(long[] live) {
    int highest = 0;
    for (int i = 1; i < live.length; i++) {
      highest = live[i] > live[highest] ? i : highest;
    }
    return highest;
  }
}
