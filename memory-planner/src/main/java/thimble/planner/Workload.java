package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The scheduling problem behind a graph, names and views taken away: calls that read and write
 * items of so many bytes. An item lives from the call that writes it (or from before the run) to
 * the last call that reads it (or to the end).
 *
 * @param scratch bytes of working memory, by call
 * @param bytes by item
 * @param producer the call that writes an item; -1 where it is there from the beginning
 * @param kept by item: needed at the end
 * @param reads items that a call reads, each once
 * @param writes items that a call writes
 * @param readers calls that read an item
 * @param overlays by call: ways in which its first output may take over memory of an input
 * @param predecessors by call: the calls that must come before it, ascending, each once; at least
 *     those that write what it reads
 */
record Workload(
    long[] scratch,
    long[] bytes,
    int[] producer,
    boolean[] kept,
    int[][] reads,
    int[][] writes,
    int[][] readers,
    List<List<Overlay>> overlays,
    int[][] predecessors) {

  /**
   * @param items what must die at this call
   * @param saved bytes that need not be there twice
   */
  record Overlay(int[] items, long saved) {}

  /**
   * From items to the calls that read and write them.
   *
   * @param predecessors what must come first
   */
  static Workload of(
      long[] scratch,
      long[] bytes,
      int[] producer,
      boolean[] kept,
      int[][] readers,
      List<List<Overlay>> overlays,
      int[][] predecessors) {
    int calls = scratch.length;
    return new Workload(
        scratch,
        bytes,
        producer,
        kept,
        invert(calls, readers),
        invert(calls, singles(producer)),
        readers,
        overlays,
        predecessors);
  }

  private static int[][] singles(int[] producer) {
    int[][] lists = new int[producer.length][];
    for (int item = 0; item < lists.length; item++) {
      lists[item] = producer[item] < 0 ? new int[0] : new int[] {producer[item]};
    }
    return lists;
  }

  /** For each call the items in whose list it stands, ascending. */
  private static int[][] invert(int calls, int[][] lists) {
    int[] sizes = new int[calls];
    for (int[] list : lists) {
      for (int call : list) {
        sizes[call]++;
      }
    }
    int[][] inverse = new int[calls][];
    for (int call = 0; call < calls; call++) {
      inverse[call] = new int[sizes[call]];
    }
    int[] filled = new int[calls];
    for (int item = 0; item < lists.length; item++) {
      for (int call : lists[item]) {
        inverse[call][filled[call]++] = item;
      }
    }
    return inverse;
  }

  int calls() {
    return scratch.length;
  }

  int items() {
    return bytes.length;
  }

  /** The converse of {@link #predecessors}. */
  static int[][] successors(int[][] predecessors) {
    return invert(predecessors.length, predecessors);
  }

  /** An upper limit of the work of one walk over all calls. */
  long size() {
    long size = calls() + items();
    for (int[] list : reads) {
      size += list.length;
    }
    return size;
  }

  /**
   * Some of the calls as a problem of their own, to be solved between what ran before and what runs
   * after.
   *
   * @param members the calls, ascending
   * @param before by call: whether it has run before these
   */
  Workload piece(int[] members, boolean[] before) {
    int[] local = new int[calls()];
    Arrays.fill(local, -1);
    for (int i = 0; i < members.length; i++) {
      local[members[i]] = i;
    }
    TreeSet<Integer> touched = new TreeSet<>();
    for (int call : members) {
      for (int item : reads[call]) {
        touched.add(item);
      }
      for (int item : writes[call]) {
        touched.add(item);
      }
    }
    int[] items = touched.stream().mapToInt(Integer::intValue).toArray();
    return restricted(members, items, local, before);
  }

  private Workload restricted(int[] members, int[] items, int[] local, boolean[] before) {
    Map<Integer, Integer> itemNumber = new HashMap<>();
    long[] newBytes = new long[items.length];
    int[] newProducer = new int[items.length];
    boolean[] newKept = new boolean[items.length];
    int[][] newReaders = new int[items.length][];
    for (int i = 0; i < items.length; i++) {
      int item = items[i];
      itemNumber.put(item, i);
      newBytes[i] = bytes[item];
      newProducer[i] = producer[item] < 0 ? -1 : local[producer[item]];
      newKept[i] = kept[item];
      int[] inside = new int[readers[item].length];
      int count = 0;
      for (int reader : readers[item]) {
        if (local[reader] >= 0) {
          inside[count++] = local[reader];
        } else if (!before[reader]) {
          newKept[i] = true;
        }
      }
      newReaders[i] = Arrays.copyOf(inside, count);
    }
    long[] newScratch = new long[members.length];
    List<List<Overlay>> newOverlays = new ArrayList<>();
    for (int i = 0; i < members.length; i++) {
      newScratch[i] = scratch[members[i]];
      List<Overlay> renamed = new ArrayList<>();
      for (Overlay overlay : overlays.get(members[i])) {
        int[] renumbered = new int[overlay.items().length];
        for (int k = 0; k < renumbered.length; k++) {
          renumbered[k] = itemNumber.get(overlay.items()[k]);
        }
        renamed.add(new Overlay(renumbered, overlay.saved()));
      }
      newOverlays.add(renamed);
    }
    int[][] newPredecessors = new int[members.length][];
    for (int i = 0; i < members.length; i++) {
      newPredecessors[i] =
          Arrays.stream(predecessors[members[i]])
              .map(call -> local[call])
              .filter(call -> call >= 0)
              .toArray();
    }
    return of(newScratch, newBytes, newProducer, newKept, newReaders, newOverlays, newPredecessors);
  }
}
