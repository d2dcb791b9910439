package thimble.codegen.c;

import thimble.planner.RowAddress;

/**
 * The C text that finds a row: {@link RowAddress} written out, in elements of the value's type from
 * where the value's pointer points.
 *
 * @param rowElements distance of neighbouring rows, or of slots
 * @param slots that rows take in turn; 0 where every row has its own place
 * @param table the array that says where rows lie, counted from the arena's first byte; or empty
 * @param address the same in numbers
 * @param elementBytes size of an element
 */
record RowIndex(int rowElements, int slots, String table, RowAddress address, int elementBytes) {

  /** Rows one after another. */
  static RowIndex linear(int rowElements) {
    return new RowIndex(rowElements, 0, "", new RowAddress.Linear(0, rowElements), 1);
  }

  /**
   * @param table name of the array of places, for an address that needs one
   */
  static RowIndex of(RowAddress address, int rowElements, int elementBytes, String table) {
    if (address instanceof RowAddress.Ring ring) {
      return new RowIndex(rowElements, ring.slots(), "", address, elementBytes);
    }
    String name = address instanceof RowAddress.Table ? table : "";
    return new RowIndex(rowElements, 0, name, address, elementBytes);
  }

  boolean isLinear() {
    return address instanceof RowAddress.Linear;
  }

  /**
   * The index of a row's first element.
   *
   * @param row a name, a product, or something in parentheses
   */
  String of(String row) {
    if (!table.isEmpty()) {
      return table + "[" + row + "]";
    }
    if (slots == 1) {
      return "0";
    }
    String slot = slots == 0 ? row : row + " % " + slots;
    return rowElements == 1 ? slot : slot + " * " + rowElements;
  }

  /** The index of the first element of a row that is known. */
  long at(int row) {
    return (address.byteOf(row) - base()) / elementBytes;
  }

  /** The first byte of the arena that the value's pointer points to. */
  long base() {
    if (address instanceof RowAddress.Linear linear) {
      return linear.offset();
    }
    return address instanceof RowAddress.Ring ring ? ring.offset() : 0;
  }
}
