package thimble.codegen.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import thimble.codegen.report.ArenaPicture.Piece;

/**
 * Makes few pieces of many, so that a page with thousands of rows opens at once. Rows that lie
 * together and live together become one piece; where that is not enough, rows that take turns in
 * the same bytes do, first those that follow each other closely:
 *
 * <pre>
 *   row 0  ====          row 0  ====
 *   row 1  ====    -->   row 1  ====       and    row 0 ==  row 3 ==  row 6 ==   -->   =========
 * </pre>
 */
final class PieceMerging {
  /** Bars that a browser draws without thinking. */
  static final int MOST_PIECES = 2400;

  private static final Comparator<Piece> BY_PLACE =
      Comparator.comparingInt(Piece::tensor)
          .thenComparingLong(Piece::offset)
          .thenComparingLong(Piece::bytes)
          .thenComparingInt(Piece::firstStep);

  private static final Comparator<Piece> BY_LIFE =
      Comparator.comparingInt(Piece::tensor)
          .thenComparingInt(Piece::firstStep)
          .thenComparingInt(Piece::lastStep)
          .thenComparingLong(Piece::offset);

  private PieceMerging() {}

  /** At most {@link #MOST_PIECES} where that can be had without drawing dead bytes as live. */
  static List<Piece> merge(List<Piece> pieces) {
    List<Piece> merged = stacked(pieces);
    int steps = merged.stream().mapToInt(Piece::lastStep).max().orElse(0) + 1;
    for (int gap = 1; merged.size() > MOST_PIECES && gap <= steps; gap *= 2) {
      merged = stacked(chained(merged, gap));
    }
    return merged;
  }

  /** What is live at a step, by address. */
  static List<Piece> at(List<Piece> pieces, int step) {
    List<Piece> live = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.firstStep() <= step && step <= piece.lastStep()) {
        live.add(
            new Piece(
                piece.tensor(),
                piece.offset(),
                piece.bytes(),
                step,
                step,
                piece.firstRow(),
                piece.rows(),
                piece.lastRow()));
      }
    }
    List<Piece> merged = stacked(live);
    merged.sort(Comparator.comparingLong(Piece::offset).thenComparingInt(Piece::tensor));
    return merged;
  }

  /** One piece of neighbours with the same life whose rows follow each other. */
  private static List<Piece> stacked(List<Piece> pieces) {
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.sort(BY_LIFE);
    List<Piece> merged = new ArrayList<>();
    for (Piece next : sorted) {
      Piece last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      boolean together =
          last != null
              && last.tensor() == next.tensor()
              && last.firstStep() == next.firstStep()
              && last.lastStep() == next.lastStep()
              && last.end() == next.offset()
              && last.isRun()
              && next.isRun()
              && (next.firstRow() < 0
                  ? last.firstRow() < 0
                  : next.firstRow() == last.lastRow() + 1);
      if (together) {
        merged.set(
            merged.size() - 1,
            new Piece(
                last.tensor(),
                last.offset(),
                last.bytes() + next.bytes(),
                last.firstStep(),
                last.lastStep(),
                last.firstRow(),
                last.rows() + next.rows(),
                next.lastRow()));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  /**
   * One piece of those that take turns in the same bytes.
   *
   * @param gap steps that the bytes may lie idle between two of them
   */
  private static List<Piece> chained(List<Piece> pieces, int gap) {
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.sort(BY_PLACE);
    List<Piece> merged = new ArrayList<>();
    for (Piece next : sorted) {
      Piece last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      boolean together =
          last != null
              && last.tensor() == next.tensor()
              && last.offset() == next.offset()
              && last.bytes() == next.bytes()
              && next.firstStep() - last.lastStep() <= gap;
      if (together) {
        merged.set(
            merged.size() - 1,
            new Piece(
                last.tensor(),
                last.offset(),
                last.bytes(),
                last.firstStep(),
                Math.max(last.lastStep(), next.lastStep()),
                Math.min(last.firstRow(), next.firstRow()),
                last.rows() + next.rows(),
                Math.max(last.lastRow(), next.lastRow())));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }
}
