package thimble.planner;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;

/**
 * The state of a symbolic run of a plan: what every byte of the arena holds, and what was found
 * wrong so far.
 */
final class SymbolicArena {
  private static final int MOST_VIOLATIONS = 20;

  private final Plan plan;
  private final Graph graph;
  private final GraphIndex index;
  private final Contents contents;
  private final ByteLedger ledger;
  private final List<String> violations = new ArrayList<>();
  private final long[] scratchByStep;
  private long mostScratch;

  /**
   * @param watched values whose live bytes are counted apart
   */
  SymbolicArena(Plan plan, Set<String> watched) {
    this.plan = plan;
    this.graph = plan.graph();
    this.index = graph.index();
    this.contents = new Contents(graph);
    int steps = plan.flat().size();
    this.ledger = new ByteLedger(steps, watched);
    this.scratchByStep = new long[steps];
  }

  /** Nothing more can be said about a plan that does not place its values. */
  static final class Unplaced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unplaced(String message) {
      super(message, null, false, false);
    }
  }

  Plan plan() {
    return plan;
  }

  Graph graph() {
    return graph;
  }

  GraphIndex index() {
    return index;
  }

  Contents contents() {
    return contents;
  }

  List<String> violations() {
    return violations;
  }

  /** Whether further violations would still be noted. */
  boolean isOpen() {
    return violations.size() < MOST_VIOLATIONS;
  }

  void violation(String text) {
    if (isOpen()) {
      violations.add(text);
    }
  }

  RowAddress address(String id) {
    RowAddress address = plan.addresses().get(id);
    if (address == null) {
      throw new Unplaced("%" + id + " has no address");
    }
    return address;
  }

  /** Where some rows of a value lie, neighbours in one piece. */
  List<ByteRange> ranges(String id, int firstRow, int endRow) {
    RowAddress address = address(id);
    long rowBytes = index.type(id).rowBytes();
    List<ByteRange> ranges = new ArrayList<>();
    if (rowBytes == 0) {
      return ranges;
    }
    for (int row = firstRow; row < endRow; row++) {
      long at = address.byteOf(row);
      ByteRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last.to() == at) {
        ranges.set(ranges.size() - 1, new ByteRange(last.from(), at + rowBytes, last.valueFrom()));
      } else {
        ranges.add(new ByteRange(at, at + rowBytes, row * rowBytes));
      }
    }
    return ranges;
  }

  List<ByteRange> ranges(String id, BitSet rows) {
    List<ByteRange> found = new ArrayList<>();
    for (int row = rows.nextSetBit(0); row >= 0; ) {
      int end = rows.nextClearBit(row);
      found.addAll(ranges(id, row, end));
      row = rows.nextSetBit(end);
    }
    return found;
  }

  void write(String id, int firstRow, int endRow, int step) {
    for (ByteRange range : ranges(id, firstRow, endRow)) {
      long end = range.valueFrom() + range.to() - range.from();
      for (Contents.Piece piece : contents.of(id, range.valueFrom(), end)) {
        ledger.write(
            range.from() + piece.from(),
            range.from() + piece.to(),
            piece.origin(),
            piece.originFrom(),
            step);
      }
    }
  }

  /** Rows that must be there, byte for byte as their producer wrote them. */
  void read(String id, int firstRow, int endRow, int step, String reader) {
    for (ByteRange range : ranges(id, firstRow, endRow)) {
      long end = range.valueFrom() + range.to() - range.from();
      for (Contents.Piece piece : contents.of(id, range.valueFrom(), end)) {
        Optional<String> problem =
            ledger.read(
                range.from() + piece.from(),
                range.from() + piece.to(),
                piece.origin(),
                piece.originFrom(),
                step);
        if (problem.isPresent()) {
          violation(
              "%s does not find %%%s (rows %d..%d): %s"
                  .formatted(reader, id, firstRow, endRow - 1, problem.get()));
          return;
        }
      }
    }
  }

  /** Keeps a value's bytes live, whatever they hold. */
  void touch(String id, int step) {
    for (ByteRange range : ranges(id, 0, index.type(id).rows())) {
      ledger.touch(range.from(), range.to(), step);
    }
  }

  /** Working memory of one step. */
  void spoil(long from, long to, int step) {
    scratchByStep[step] = to - from;
    ledger.spoil(from, to, step);
  }

  /** What an accumulation keeps. */
  void writeState(long from, long to, String name, int step) {
    mostScratch = Math.max(mostScratch, to - from);
    ledger.write(from, to, name, 0, step);
  }

  /** What is wrong with an accumulation's state, if it is not the one of that name. */
  Optional<String> readState(long from, long to, String name, int step) {
    mostScratch = Math.max(mostScratch, to - from);
    return ledger.read(from, to, name, 0, step);
  }

  /**
   * The figures of a run.
   *
   * @param live bytes by step, index 0 for before the run
   * @param watched the most bytes of watched values at a time
   */
  record Figures(long[] live, long watched, long mostScratch) {}

  /** Ends the run. */
  Figures figures() {
    long[] live = ledger.liveBytes();
    for (int step = 0; step < scratchByStep.length; step++) {
      live[step + 1] += scratchByStep[step];
      mostScratch = Math.max(mostScratch, scratchByStep[step]);
    }
    return new Figures(live, ledger.mostWatched(), mostScratch);
  }
}
