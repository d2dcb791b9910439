package thimble.planner;

/**
 * Where the rows of a value lie in the arena.
 *
 * <p>Row streams will add forms whose rows reuse memory; every form answers the same question, so
 * that runner, proof and emitted code need not know the schedule.
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
}
