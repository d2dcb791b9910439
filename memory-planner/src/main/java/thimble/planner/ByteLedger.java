package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who owns which bytes of the arena at one moment of a symbolic run, since when, and who read them
 * last; and, over the whole run, how many bytes held something that was still to be read.
 */
final class ByteLedger {
  /** By first byte; entries do not overlap. */
  private final TreeMap<Long, Entry> entries = new TreeMap<>();

  /** Live bytes by step, as changes; index 0 is step -1. */
  private final long[] change;

  /** The same of the watched values alone. */
  private final long[] watchedChange;

  private final Set<String> watched;

  /**
   * @param watched values whose live bytes are counted apart as well
   */
  ByteLedger(int steps, Set<String> watched) {
    change = new long[steps + 3];
    watchedChange = new long[steps + 3];
    this.watched = watched;
  }

  /** Bytes up to {@code end} that hold the bytes of {@code origin} from {@code originFrom} on. */
  private record Entry(long end, String origin, long originFrom, int written, int read) {
    Entry part(long begin, long from, long to) {
      return new Entry(to, origin, originFrom + from - begin, written, read);
    }
  }

  void write(long from, long to, String origin, long originFrom, int step) {
    if (from >= to) {
      return;
    }
    isolate(from, to);
    Map<Long, Entry> covered = entries.subMap(from, to);
    covered.forEach((begin, entry) -> retire(begin, entry, step));
    covered.clear();
    entries.put(from, new Entry(to, origin, originFrom, step, step));
  }

  /**
   * Notes that bytes are read.
   *
   * @return what is wrong with them, if they are not what is expected
   */
  Optional<String> read(long from, long to, String origin, long originFrom, int step) {
    isolate(from, to);
    long at = from;
    List<Map.Entry<Long, Entry>> covered = new ArrayList<>(entries.subMap(from, to).entrySet());
    Optional<String> problem = Optional.empty();
    for (Map.Entry<Long, Entry> next : covered) {
      Entry entry = next.getValue();
      if (next.getKey() > at && problem.isEmpty()) {
        problem = Optional.of("bytes " + at + ".." + (next.getKey() - 1) + " were never written");
      }
      boolean right =
          entry.origin.equals(origin) && entry.originFrom == originFrom + next.getKey() - from;
      if (!right && problem.isEmpty()) {
        problem = Optional.of(found(next.getKey(), entry));
      }
      entries.put(
          next.getKey(), new Entry(entry.end, entry.origin, entry.originFrom, entry.written, step));
      at = entry.end;
    }
    if (at < to && problem.isEmpty()) {
      problem = Optional.of("bytes " + at + ".." + (to - 1) + " were never written");
    }
    return problem;
  }

  /** Keeps bytes live whatever they hold. */
  void touch(long from, long to, int step) {
    isolate(from, to);
    entries
        .subMap(from, to)
        .replaceAll(
            (begin, entry) ->
                new Entry(entry.end, entry.origin, entry.originFrom, entry.written, step));
  }

  /** Working memory destroys what it lies on, and leaves nothing behind. */
  void spoil(long from, long to, int step) {
    write(from, to, "working memory", 0, step);
    isolate(from, to);
    entries.subMap(from, to).clear();
  }

  private static String found(long begin, Entry entry) {
    return "bytes "
        + begin
        + ".."
        + (entry.end - 1)
        + " hold bytes of %"
        + entry.origin
        + " from "
        + entry.originFrom
        + " on, written "
        + (entry.written < 0 ? "before the run" : "at step " + entry.written);
  }

  /** Makes entries begin and end at both ends of a range. */
  private void isolate(long from, long to) {
    split(from);
    split(to);
  }

  private void split(long at) {
    Map.Entry<Long, Entry> below = entries.lowerEntry(at);
    if (below != null && below.getValue().end > at) {
      Entry entry = below.getValue();
      entries.put(below.getKey(), entry.part(below.getKey(), below.getKey(), at));
      entries.put(at, entry.part(below.getKey(), at, entry.end));
    }
  }

  /** Bytes read in the very step that overwrites them count once, as the new ones. */
  private void retire(long begin, Entry entry, int overwritten) {
    int last = Math.min(entry.read, overwritten - 1);
    if (last >= entry.written) {
      change[entry.written + 1] += entry.end - begin;
      change[last + 2] -= entry.end - begin;
      if (watched.contains(entry.origin)) {
        watchedChange[entry.written + 1] += entry.end - begin;
        watchedChange[last + 2] -= entry.end - begin;
      }
    }
  }

  /** Live bytes by step, index 0 for step -1; ends the run. */
  long[] liveBytes() {
    entries.forEach((begin, entry) -> retire(begin, entry, Integer.MAX_VALUE));
    entries.clear();
    return sums(change);
  }

  /** The most bytes of watched values live at a time; after {@link #liveBytes}. */
  long mostWatched() {
    return Arrays.stream(sums(watchedChange)).max().orElse(0);
  }

  private static long[] sums(long[] changes) {
    long[] live = new long[changes.length - 1];
    long bytes = 0;
    for (int i = 0; i < live.length; i++) {
      bytes += changes[i];
      live[i] = bytes;
    }
    return live;
  }
}
