package thimble.planner;

/**
 * The smallest piece of a group (see {@link Storage}) that is written and dies as one: groups are
 * cut wherever a value begins or ends.
 *
 * @param low first byte within the group
 * @param high end within the group
 * @param origin number of the value that is written there first
 * @param producer call (index in {@link Workload}) that writes it, -1 for graph inputs
 * @param readers calls that read it, ascending, each once
 * @param kept part of a graph output: never dies
 */
record Atom(int group, long low, long high, int origin, int producer, int[] readers, boolean kept) {
  long bytes() {
    return high - low;
  }

  boolean isWithin(long from, long to) {
    return from <= low && high <= to;
  }
}
