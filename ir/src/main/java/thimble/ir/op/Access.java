package thimble.ir.op;

import java.util.List;

/** How an operator's kernel goes over its tensors. */
public sealed interface Access {
  /** One call reads all inputs and writes all outputs. */
  record Whole() implements Access {}

  /**
   * One call computes one row of each output, or a run of rows.
   *
   * @param windows for each input the rows that one output row needs
   * @param mergeable whether one call may compute any number of consecutive rows: every window is
   *     {@link RowWindow#same} or {@link RowWindow#all}, and the kernel takes its extent as {@link
   *     Argument.PerRow}. A layer outside a stream is then a single call on one long row
   */
  record ByRows(List<RowWindow> windows, boolean mergeable) implements Access {
    public ByRows {
      windows = List.copyOf(windows);
      if (mergeable && !windows.stream().allMatch(window -> window.isSame() || window.isAll())) {
        throw new IllegalArgumentException("only operators that read the same rows can merge rows");
      }
    }
  }

  static Access whole() {
    return new Whole();
  }

  static Access rows(RowWindow... windows) {
    return new ByRows(List.of(windows), false);
  }

  static Access mergeableRows(RowWindow... windows) {
    return new ByRows(List.of(windows), true);
  }
}
