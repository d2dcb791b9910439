package thimble.planner;

import java.util.Arrays;
import java.util.List;

/**
 * Where the rows of a value lie in the arena. Every form answers the same question, so that runner,
 * proof and emitted code need not know the schedule.
 */
public sealed interface RowAddress {
  /** First byte of a row, counted from the beginning of the arena. */
  long byteOf(int row);

  /** The whole tensor, row after row. */
  record Linear(long offset, int rowBytes) implements RowAddress {
    @Override
    public long byteOf(int row) {
      return offset + (long) row * rowBytes;
    }
  }

  /** So many slots, one after another, that rows take in turn. */
  record Ring(long offset, int rowBytes, int slots) implements RowAddress {
    @Override
    public long byteOf(int row) {
      return offset + (long) (row % slots) * rowBytes;
    }
  }

  /** Every row where there was room. */
  record Table(List<Long> offsets) implements RowAddress {
    public Table {
      offsets = List.copyOf(offsets);
    }

    @Override
    public long byteOf(int row) {
      return offsets.get(row);
    }
  }

  /** The shortest form for rows at given places. */
  static RowAddress of(long[] offsets, int rowBytes) {
    if (offsets.length == 0) {
      return new Linear(0, rowBytes);
    }
    for (int slots = 1; slots <= offsets.length; slots++) {
      RowAddress ring =
          slots == offsets.length
              ? new Linear(offsets[0], rowBytes)
              : new Ring(offsets[0], rowBytes, slots);
      boolean fits = true;
      for (int row = 0; row < offsets.length && fits; row++) {
        fits = ring.byteOf(row) == offsets[row];
      }
      if (fits) {
        return ring;
      }
    }
    return new Table(Arrays.stream(offsets).boxed().toList());
  }
}
