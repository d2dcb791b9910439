package thimble.sim.plan;

import java.io.ByteArrayOutputStream;
import java.util.List;
import thimble.ir.ElementType;
import thimble.ir.GraphIndex;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.planner.Contents;
import thimble.planner.Plan;
import thimble.planner.RowAddress;

/** The rows of a plan's values in an arena: where they lie, and whether they are there. */
final class PlacedRows {
  private final Plan plan;
  private final GraphIndex index;
  private final Contents contents;
  private final Arena arena;

  PlacedRows(Plan plan, Arena arena) {
    this.plan = plan;
    this.index = plan.graph().index();
    this.contents = new Contents(plan.graph());
    this.arena = arena;
  }

  Plan plan() {
    return plan;
  }

  GraphIndex index() {
    return index;
  }

  Arena arena() {
    return arena;
  }

  /** The bytes of one row in the arena. */
  record Span(ElementType element, long from, long to) {
    boolean meets(Span other) {
      return from < other.to && other.from < to;
    }
  }

  Span span(String id, int row, String who) {
    TensorType type = index.type(id);
    RowAddress address = plan.addresses().get(id);
    if (address == null) {
      throw new Violation(who + ": %" + id + " has no address");
    }
    long from = address.byteOf(row);
    long to = from + type.rowBytes();
    if (from < 0 || to > plan.arenaBytes() || from % type.element().bytes() != 0) {
      throw new Violation(
          "%s: row %d of %%%s lies at bytes %d..%d of an arena of %d bytes, element size %d"
              .formatted(who, row, id, from, to - 1, plan.arenaBytes(), type.element().bytes()));
    }
    return new Span(type.element(), from, to);
  }

  List<Contents.Piece> pieces(String id, int row) {
    long rowBytes = index.type(id).rowBytes();
    return contents.of(id, row * rowBytes, (row + 1) * rowBytes);
  }

  void own(String id, int row, Span span) {
    arena.own(span.from(), pieces(id, row));
  }

  void requireOwned(String id, int row, Span span, String who) {
    arena
        .whatIsWrong(span.from(), pieces(id, row))
        .ifPresent(
            problem -> {
              throw new Violation(who + " reads row " + row + " of %" + id + ": " + problem);
            });
  }

  TensorData read(Value value, String who) {
    TensorType type = value.type();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(type.bytes());
    for (int row = 0; row < type.rows() && type.rowBytes() > 0; row++) {
      bytes.writeBytes(read(value.id(), row, who).toLittleEndian());
    }
    return TensorData.fromLittleEndian(type.element(), bytes.toByteArray());
  }

  /** One row, which must be there. */
  TensorData read(String id, int row, String who) {
    Span span = span(id, row, who);
    requireOwned(id, row, span, who);
    return arena.peek(span.element(), span.from(), span.to());
  }

  /** Fills a value from outside. */
  void fill(Value value, TensorData data) {
    for (int row = 0; row < value.type().rows() && value.type().rowBytes() > 0; row++) {
      fill(value, row, data);
    }
  }

  /**
   * Fills one row of a value from outside.
   *
   * @param data of the whole value
   */
  void fill(Value value, int row, TensorData data) {
    TensorType type = value.type();
    Span span = span(value.id(), row, "input");
    TensorData part = TensorData.allocate(type.element(), type.rowElements());
    System.arraycopy(data.array(), row * type.rowElements(), part.array(), 0, type.rowElements());
    arena.store(part, span.from());
    own(value.id(), row, span);
  }

  /** Whether every byte of a value is where it should be. */
  boolean isThere(Value value) {
    for (int row = 0; row < value.type().rows() && value.type().rowBytes() > 0; row++) {
      Span span = span(value.id(), row, "view");
      if (arena.whatIsWrong(span.from(), pieces(value.id(), row)).isPresent()) {
        return false;
      }
    }
    return true;
  }

  /** All bytes from a value's first row to its last. */
  Span extent(Value value) {
    TensorType type = value.type();
    if (type.bytes() == 0) {
      return new Span(type.element(), 0, 0);
    }
    long from = span(value.id(), 0, "layer").from();
    return new Span(type.element(), from, span(value.id(), type.rows() - 1, "layer").to());
  }
}
