package thimble.sim.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.ir.run.KernelRunner;

/** One call of a kernel on some rows of a layer, in the arena. */
final class Invocation implements KernelRunner.Binding {
  private final PlacedRows placed;
  private final Arena arena;
  private final Layer layer;
  private final int firstRow;
  private final int rowCount;

  /** All rows of all operands and results, whatever their number. */
  private final boolean whole;

  /**
   * A step's node, and what is the same for all its rows.
   *
   * @param kernel the reference kernel: computes
   * @param planned the planned kernel: says what working memory is reserved, and therefore lost
   * @param who the step, for messages
   */
  record Layer(
      int nodeIndex,
      Node node,
      Signature signature,
      Access access,
      KernelCall kernel,
      KernelCall planned,
      String who) {
    static Layer of(PlacedRows placed, int nodeIndex, String who) {
      Node node = placed.plan().graph().nodes().get(nodeIndex);
      Signature signature = placed.index().signature(node);
      return new Layer(
          nodeIndex,
          node,
          signature,
          node.op().access(signature),
          node.op().kernel(signature),
          placed.plan().kernels().get(nodeIndex).call(),
          who);
    }

    /** For each input; empty where a call reads everything. */
    List<RowWindow> windows() {
      return access instanceof Access.ByRows rows ? rows.windows() : List.of();
    }
  }

  Invocation(PlacedRows placed, Layer layer, int firstRow, int rowCount, boolean whole) {
    this.placed = placed;
    this.arena = placed.arena();
    this.layer = layer;
    this.firstRow = firstRow;
    this.rowCount = rowCount;
    this.whole = whole;
  }

  void run() {
    List<PlacedRows.Span> results = results();
    List<PlacedRows.Span> scratch = scratchSpans();
    for (PlacedRows.Span piece : scratch) {
      if (results.stream().anyMatch(piece::meets)) {
        throw new Violation(layer.who() + " has its working memory on its results");
      }
      arena.poison(piece.from(), piece.to());
    }
    List<PlacedRows.Span> lent = operands();
    lent.forEach(span -> arena.lend(span.element(), span.from(), span.to()));
    try {
      KernelRunner.run(layer.kernel(), this);
    } catch (IllegalStateException e) {
      throw new Violation(layer.who() + " failed: " + e.getMessage() + ", " + e.getCause());
    }
    for (PlacedRows.Span span : lent) {
      if (results.stream().noneMatch(span::meets)
          && !arena.isUnchanged(span.element(), span.from(), span.to())) {
        throw new Violation(layer.who() + " changes its operand at byte " + span.from());
      }
    }
    takeResults();
    lent.forEach(span -> arena.hide(span.element(), span.from(), span.to()));
    results.forEach(span -> arena.hide(span.element(), span.from(), span.to()));
    scratch.forEach(span -> arena.hide(span.element(), span.from(), span.to()));
  }

  private List<PlacedRows.Span> operands() {
    List<PlacedRows.Span> spans = new ArrayList<>();
    for (int input = 0; input < layer.node().inputs().size(); input++) {
      String id = layer.node().inputs().get(input);
      if (!placed.index().isConstant(id) && placed.index().type(id).rowBytes() > 0) {
        for (int row : rowsOf(input)) {
          PlacedRows.Span span = placed.span(id, row, layer.who());
          placed.requireOwned(id, row, span, layer.who());
          spans.add(span);
        }
      }
    }
    return spans;
  }

  private Set<Integer> rowsOf(int input) {
    Set<Integer> rows = new LinkedHashSet<>();
    if (layer.windows().isEmpty() || layer.windows().get(input).isAll()) {
      for (int row = 0; row < layer.signature().input(input).rows(); row++) {
        rows.add(row);
      }
      return rows;
    }
    for (int row = firstRow; row < firstRow + rowCount; row++) {
      for (int tap = 0; tap < layer.windows().get(input).taps(); tap++) {
        int needed = layer.windows().get(input).row(row, tap);
        if (needed >= 0) {
          rows.add(needed);
        }
      }
    }
    return rows;
  }

  private int endRow(Value output) {
    return whole ? output.type().rows() : firstRow + rowCount;
  }

  private List<PlacedRows.Span> results() {
    List<PlacedRows.Span> spans = new ArrayList<>();
    for (Value output : layer.node().outputs()) {
      for (int row = firstRow; row < endRow(output) && output.type().rowBytes() > 0; row++) {
        spans.add(placed.span(output.id(), row, layer.who()));
      }
    }
    return spans;
  }

  private void takeResults() {
    for (Value output : layer.node().outputs()) {
      for (int row = firstRow; row < endRow(output) && output.type().rowBytes() > 0; row++) {
        PlacedRows.Span span = placed.span(output.id(), row, layer.who());
        arena.takeBack(span.element(), span.from(), span.to());
        placed.own(output.id(), row, span);
      }
    }
  }

  private List<Argument.Scratch> scratchPieces() {
    List<Argument.Scratch> pieces = new ArrayList<>();
    for (Argument argument : layer.planned().arguments()) {
      if (argument instanceof Argument.Scratch piece) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  private List<PlacedRows.Span> scratchSpans() {
    List<PlacedRows.Span> spans = new ArrayList<>();
    Long at = placed.plan().scratch().get(layer.nodeIndex());
    if (at != null && at + layer.planned().scratchBytes() > placed.plan().arenaBytes()) {
      throw new Violation(layer.who() + " has less working memory than it reserves");
    }
    for (Argument.Scratch piece : scratchPieces()) {
      long from = scratchByte(piece);
      long to = from + (long) piece.count() * piece.element().bytes();
      if (from < 0 || to > placed.plan().arenaBytes() || from % piece.element().bytes() != 0) {
        throw new Violation(layer.who() + " has its working memory at byte " + from);
      }
      spans.add(new PlacedRows.Span(piece.element(), from, to));
    }
    return spans;
  }

  private long scratchByte(Argument.Scratch wanted) {
    Long at = placed.plan().scratch().get(layer.nodeIndex());
    if (at == null) {
      throw new Violation(layer.who() + " has no working memory");
    }
    for (Argument.Scratch piece : scratchPieces()) {
      if (piece.equals(wanted)) {
        break;
      }
      at += (piece.count() * (long) piece.element().bytes() + 7) / 8 * 8;
    }
    return at;
  }

  @Override
  public Object inputArray(int input) {
    String id = layer.node().inputs().get(input);
    return placed
        .index()
        .constant(id)
        .map(constant -> constant.data().stored().array())
        .orElseGet(() -> arena.array(layer.signature().input(input).element()));
  }

  /** The element at which a row of an input begins. */
  private int elementAt(int input, int row) {
    String id = layer.node().inputs().get(input);
    TensorType type = layer.signature().input(input);
    if (placed.index().isConstant(id)) {
      return row * type.rowElements();
    }
    return type.rowBytes() == 0
        ? 0
        : Math.toIntExact(placed.span(id, row, layer.who()).from() / type.element().bytes());
  }

  @Override
  public int inputAt(int input) {
    if (layer.signature().input(input).rows() == 0) {
      return 0;
    }
    boolean all = layer.windows().isEmpty() || layer.windows().get(input).isAll();
    int row = all ? 0 : layer.windows().get(input).row(firstRow, 0);
    return elementAt(input, row);
  }

  @Override
  public int[] inputRows(int input) {
    RowWindow window = layer.windows().get(input);
    int[] rows = new int[window.taps()];
    for (int tap = 0; tap < rows.length; tap++) {
      int row = window.row(firstRow, tap);
      rows[tap] = row < 0 ? -1 : elementAt(input, row);
    }
    return rows;
  }

  @Override
  public Object outputArray(int output) {
    return arena.array(layer.signature().output(output).element());
  }

  @Override
  public int outputAt(int output) {
    TensorType type = layer.signature().output(output);
    String id = layer.node().outputs().get(output).id();
    return type.bytes() == 0
        ? 0
        : Math.toIntExact(placed.span(id, firstRow, layer.who()).from() / type.element().bytes());
  }

  /** The reference kernel's working memory is not in the arena where another kernel is planned. */
  @Override
  public Object scratchArray(Argument.Scratch piece) {
    return layer.planned().equals(layer.kernel())
        ? arena.array(piece.element())
        : TensorData.allocate(piece.element(), piece.count()).array();
  }

  @Override
  public int scratchAt(Argument.Scratch piece) {
    return layer.planned().equals(layer.kernel())
        ? Math.toIntExact(scratchByte(piece) / piece.element().bytes())
        : 0;
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public int outputRow() {
    return firstRow;
  }
}
