package thimble.planner;

import thimble.ir.op.RowWindow;
import thimble.planner.RowModel.Store;

/**
 * What a call reads of one store: which of its rows each output row needs, and which no output row
 * from there on will ask for again.
 */
final class RowRead {
  private final int store;
  private final RowWindow window;
  private final int shift;
  private final int rows;
  private final boolean piece;

  /** By output row: the lowest row that it or any later one needs; above all rows for none. */
  private final int[] lowest;

  private final int highest;

  /**
   * @param window of rows of the value that is read; {@link RowWindow#all} for all of them
   * @param shift the row of the store at which row 0 of the value lies: negative where the store is
   *     a later part of the value, positive where the value is a later part of the store
   * @param parts how many stores the value consists of
   * @param outputRows rows of the call's result
   */
  RowRead(int number, Store store, RowWindow window, int shift, int parts, int outputRows) {
    this.store = number;
    this.window = window;
    this.shift = shift;
    this.rows = store.rows();
    this.piece = window.isAll() && (rows > 1 || parts > 1);
    int most = -1;
    if (window.isAll()) {
      lowest = new int[0];
      most = rows - 1;
    } else {
      lowest = new int[outputRows + 1];
      lowest[outputRows] = Integer.MAX_VALUE;
      for (int row = outputRows - 1; row >= 0; row--) {
        lowest[row] = lowest[row + 1];
        for (int tap = 0; tap < window.taps(); tap++) {
          int needed = row(row, tap);
          if (needed >= 0) {
            lowest[row] = Math.min(lowest[row], needed);
            most = Math.max(most, needed);
          }
        }
      }
    }
    highest = most;
  }

  int store() {
    return store;
  }

  /** Whether any output row may ask for any row. */
  boolean isAll() {
    return window.isAll();
  }

  /** Whether several rows are read at once. */
  boolean isPiece() {
    return piece;
  }

  int taps() {
    return window.taps();
  }

  /** The row of the store that a tap of an output row reads; -1 for none of this store. */
  int row(int outputRow, int tap) {
    int needed = window.row(outputRow, tap);
    return needed < 0 ? -1 : rowOf(needed);
  }

  /** The row of the store where a row of the value lies; -1 for none of this store. */
  int rowOf(int valueRow) {
    int row = valueRow + shift;
    return row < 0 || row >= rows ? -1 : row;
  }

  /** The first row of the store that lies at or behind a row of the value. */
  int rowFrom(int valueRow) {
    return Math.max(0, valueRow + shift);
  }

  /** Whether some rows of the store are never asked for. */
  boolean isPartial() {
    return lowest(0) > 0 || highest < rows - 1;
  }

  /** The lowest row that output rows from one on ask for; above all rows where they need none. */
  int lowest(int fromOutputRow) {
    return isAll() ? 0 : lowest[Math.min(fromOutputRow, lowest.length - 1)];
  }

  /** The last row that is ever asked for; -1 for none. */
  int highest() {
    return highest;
  }
}
