package thimble.targets.cortexm;

import java.util.ArrayList;
import java.util.List;

/**
 * Model of the template {@code cortexm/pool}: the largest or the mean of a window's cells, four
 * channels at a time.
 *
 * @param mean else the largest
 * @param rows of the window
 * @param columns of the window
 * @param unrolled whether windows that lie in the image entirely are code without a loop
 */
public record PoolModel(boolean mean, int rows, int columns, boolean unrolled) {
  /** Cells of a window whose code is written out. */
  private static final int MOST_UNROLLED = 16;

  static PoolModel of(boolean mean, int rows, int columns) {
    return new PoolModel(mean, rows, columns, rows * columns <= MOST_UNROLLED);
  }

  /**
   * A cell of a window.
   *
   * @param first whether it is the first of all
   */
  public record Cell(int row, int column, boolean first) {}

  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        cells.add(new Cell(row, column, row + column == 0));
      }
    }
    return cells;
  }

  public int cellCount() {
    return rows * columns;
  }

  public int lastColumn() {
    return columns - 1;
  }

  String label() {
    return (mean ? "mean" : "max") + "_pool" + rows + "x" + columns;
  }
}
