package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Store;

/**
 * Who reads a store, and which of its rows calls from a position on still ask for: what several
 * calls read in parts, one after another (bands of an image, say), goes band by band.
 */
final class RowReaders {
  /** By store: positions of the calls that read it, ascending, each once. */
  private final List<List<Integer>> readers = new ArrayList<>();

  /** By store and reader: the lowest row that it or a later one reads. */
  private final int[][] lowest;

  /** By store and reader: one more than the last row that it or a later one reads. */
  private final int[][] end;

  private final BitSet partial = new BitSet();

  RowReaders(List<Store> stores, List<Call> calls) {
    List<List<RowRead>> reads = new ArrayList<>();
    stores.forEach(
        store -> {
          readers.add(new ArrayList<>());
          reads.add(new ArrayList<>());
        });
    for (int position = 0; position < calls.size(); position++) {
      for (RowRead read : calls.get(position).reads()) {
        readers.get(read.store()).add(position);
        reads.get(read.store()).add(read);
      }
    }
    lowest = new int[stores.size()][];
    end = new int[stores.size()][];
    for (int store = 0; store < lowest.length; store++) {
      settle(store, reads.get(store), stores.get(store).rows());
    }
    readers.replaceAll(list -> list.stream().distinct().toList());
  }

  private void settle(int store, List<RowRead> reads, int rows) {
    List<Integer> positions = readers.get(store);
    int[] distinct = positions.stream().mapToInt(Integer::intValue).distinct().toArray();
    lowest[store] = new int[distinct.length];
    end[store] = new int[distinct.length];
    Arrays.fill(lowest[store], Integer.MAX_VALUE);
    boolean shared = distinct.length > 1;
    for (int i = 0; i < positions.size(); i++) {
      int reader = Arrays.binarySearch(distinct, positions.get(i));
      // A layer over its whole output holds on to all of an operand that nobody else reads.
      int from = shared ? reads.get(i).lowest(0) : 0;
      int to = shared ? reads.get(i).highest() + 1 : rows;
      lowest[store][reader] = Math.min(lowest[store][reader], from);
      end[store][reader] = Math.max(end[store][reader], to);
      if (shared && reads.get(i).isPartial()) {
        partial.set(positions.get(i));
      }
    }
    for (int i = distinct.length - 2; i >= 0; i--) {
      lowest[store][i] = Math.min(lowest[store][i], lowest[store][i + 1]);
      end[store][i] = Math.max(end[store][i], end[store][i + 1]);
    }
  }

  List<Integer> of(int store) {
    return readers.get(store);
  }

  /** Whether a call reads some rows only of a store that others read as well. */
  boolean readsParts(int position) {
    return partial.get(position);
  }

  int lowest(int store, int position) {
    int reader = from(store, position);
    return reader < 0 ? Integer.MAX_VALUE : lowest[store][reader];
  }

  int end(int store, int position) {
    int reader = from(store, position);
    return reader < 0 ? 0 : end[store][reader];
  }

  /** Index of the first reader at or behind a position; -1 for none. */
  private int from(int store, int position) {
    List<Integer> all = readers.get(store);
    int count = all.size();
    if (count == 0 || all.get(count - 1) < position) {
      return -1;
    }
    int reader = 0;
    while (all.get(reader) < position) {
      reader++;
    }
    return reader;
  }
}
