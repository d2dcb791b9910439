package thimble.planner;

import java.util.List;

/**
 * Consecutive bytes of the arena that hold consecutive bytes of a value.
 *
 * @param from first byte in the arena
 * @param to one past the last
 * @param valueFrom the value's byte that lies at {@code from}
 */
record ByteRange(long from, long to, long valueFrom) {
  boolean meets(ByteRange other) {
    return from < other.to && other.from < to;
  }

  static boolean meet(List<ByteRange> some, List<ByteRange> others) {
    return some.stream().anyMatch(range -> others.stream().anyMatch(range::meets));
  }

  @Override
  public String toString() {
    return "bytes " + from + ".." + (to - 1);
  }
}
