package thimble.sim.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Code;
import thimble.ir.Constant;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.op.Access;
import thimble.ir.op.Accumulation;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.ir.run.KernelRunner;
import thimble.planner.Contents;
import thimble.planner.Plan;
import thimble.planner.RowAddress;
import thimble.planner.Step;

/**
 * Executes a plan with the reference kernels in an arena where every byte has an owner and what a
 * kernel may not read is poison. Results in place are truly computed in place; between tensors of
 * different element types, row by row.
 *
 * <p>Caught are: reading rows that are not there (overwritten, or not yet computed), reading or
 * writing outside the rows that the operator declares, changing an operand, working memory on
 * something that is needed, leaving the arena.
 */
public final class ArenaRun {
  private final Plan plan;
  private final Graph graph;
  private final GraphIndex index;
  private final Contents contents;
  private final Arena arena;
  private final Map<String, TensorData> recorded = new LinkedHashMap<>();
  private final Set<String> unrecordedViews = new LinkedHashSet<>();
  private final boolean record;

  private ArenaRun(Plan plan, boolean record) {
    this.plan = plan;
    this.graph = plan.graph();
    this.index = graph.index();
    this.contents = new Contents(graph);
    this.arena = new Arena(plan.arenaBytes());
    this.record = record;
  }

  /**
   * @param outputs of the graph, in order; empty where a violation stopped the run
   * @param values every value by id as it was when it was computed, if asked for
   * @param violation the first thing that went wrong, in words
   * @param highWaterBytes one past the highest byte of the arena that was used
   */
  public record Result(
      List<TensorData> outputs,
      Map<String, TensorData> values,
      Optional<String> violation,
      long highWaterBytes) {}

  /** A run that must succeed: a violation ends in T0403. */
  public static Result run(Plan plan, List<TensorData> inputs) {
    return required(new ArenaRun(plan, false).run(inputs));
  }

  /** As {@link #run}, and keeps a copy of every value for comparison layer by layer. */
  public static Result record(Plan plan, List<TensorData> inputs) {
    return required(new ArenaRun(plan, true).run(inputs));
  }

  /** A run of a plan that may be wrong. */
  public static Result attempt(Plan plan, List<TensorData> inputs) {
    return new ArenaRun(plan, false).run(inputs);
  }

  private static Result required(Result result) {
    if (result.violation().isPresent()) {
      throw new ThimbleException(
          Code.T0403,
          "the plan went wrong in the arena",
          "",
          result.violation().get(),
          "report this with the model");
    }
    return result;
  }

  private static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message, null, false, false);
    }
  }

  private Result run(List<TensorData> inputs) {
    List<TensorData> outputs = new ArrayList<>();
    Optional<String> violation = Optional.empty();
    try {
      fill(inputs);
      List<Step> flat = plan.flat();
      for (int step = 0; step < flat.size(); step++) {
        if (flat.get(step) instanceof Step.Call call) {
          run(step, call);
        } else if (flat.get(step) instanceof Step.Feed feed) {
          feed(step, feed);
        }
      }
      for (Port port : graph.outputs()) {
        outputs.add(read(port.value(), "after the run, output %" + port.value().id()));
      }
    } catch (Violation found) {
      outputs.clear();
      violation = Optional.of(found.getMessage());
    }
    return new Result(
        List.copyOf(outputs), Collections.unmodifiableMap(recorded), violation, arena.highWater());
  }

  private void fill(List<TensorData> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      Value value = graph.inputs().get(i).value();
      TensorType type = value.type();
      byte[] bytes = inputs.get(i).toLittleEndian();
      for (int row = 0; row < type.rows() && bytes.length > 0; row++) {
        Span span = span(value.id(), row, "input");
        byte[] part =
            java.util.Arrays.copyOfRange(bytes, row * type.rowBytes(), (row + 1) * type.rowBytes());
        arena.store(TensorData.fromLittleEndian(type.element(), part), span.from());
        own(value.id(), row, span);
      }
      if (record) {
        recorded.put(value.id(), inputs.get(i));
      }
    }
    if (record) {
      for (Constant constant : graph.constants()) {
        recorded.put(constant.value().id(), constant.data());
      }
      graph.nodes().forEach(node -> node.outputs().forEach(v -> unrecordedViews.add(v.id())));
      recordViews();
    }
  }

  /** The bytes of one row in the arena. */
  private record Span(ElementType element, long from, long to) {
    boolean meets(Span other) {
      return from < other.to && other.from < to;
    }
  }

  private Span span(String id, int row, String who) {
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

  private List<Contents.Piece> pieces(String id, int row) {
    long rowBytes = index.type(id).rowBytes();
    return contents.of(id, row * rowBytes, (row + 1) * rowBytes);
  }

  private void own(String id, int row, Span span) {
    arena.own(span.from(), pieces(id, row));
  }

  private void requireOwned(String id, int row, Span span, String who) {
    arena
        .whatIsWrong(span.from(), pieces(id, row))
        .ifPresent(
            problem -> {
              throw new Violation(who + " reads row " + row + " of %" + id + ": " + problem);
            });
  }

  private TensorData read(Value value, String who) {
    TensorType type = value.type();
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream(type.bytes());
    for (int row = 0; row < type.rows() && type.rowBytes() > 0; row++) {
      Span span = span(value.id(), row, who);
      requireOwned(value.id(), row, span, who);
      bytes.writeBytes(arena.peek(type.element(), span.from(), span.to()).toLittleEndian());
    }
    return TensorData.fromLittleEndian(type.element(), bytes.toByteArray());
  }

  private void run(int step, Step.Call call) {
    Node node = graph.nodes().get(call.node());
    Signature signature = index.signature(node);
    String who = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    Access access = node.op().access(signature);
    boolean whole = call.firstRow() == 0 && call.rowCount() == signature.output().rows();
    boolean byRow =
        access instanceof Access.ByRows rows
            && (!rows.mergeable() || meetsOtherType(node, signature));
    if (byRow) {
      for (int row = call.firstRow(); row < call.firstRow() + call.rowCount(); row++) {
        new Invocation(node, signature, access, call.node(), row, 1, false, who).run();
      }
    } else {
      new Invocation(
              node, signature, access, call.node(), call.firstRow(), call.rowCount(), whole, who)
          .run();
    }
    long stray = arena.firstStrayByte();
    if (stray >= 0) {
      throw new Violation(who + " writes outside its results, at byte " + stray);
    }
    if (record) {
      for (Value output : node.outputs()) {
        int end = whole ? output.type().rows() : call.firstRow() + call.rowCount();
        recordRows(output, call.firstRow(), end, who);
      }
      recordViews();
    }
  }

  private void feed(int step, Step.Feed feed) {
    Node node = graph.nodes().get(feed.node());
    String who = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    FedRow fed = new FedRow(node, index.signature(node), feed, who);
    fed.run();
    long stray = arena.firstStrayByte();
    if (stray >= 0) {
      throw new Violation(who + " writes outside its results, at byte " + stray);
    }
    if (record && fed.isLast()) {
      recordRows(node.output(), fed.image(), fed.image() + 1, who);
      recordViews();
    }
  }

  /** Rows of a streamed value are gone before the value is whole: each is kept as it appears. */
  private void recordRows(Value value, int firstRow, int endRow, String who) {
    TensorType type = value.type();
    unrecordedViews.remove(value.id());
    TensorData all =
        recorded.computeIfAbsent(
            value.id(), id -> TensorData.allocate(type.element(), type.count()));
    for (int row = firstRow; row < endRow && type.rowBytes() > 0; row++) {
      Span span = span(value.id(), row, who);
      requireOwned(value.id(), row, span, who);
      TensorData part = arena.peek(type.element(), span.from(), span.to());
      System.arraycopy(part.array(), 0, all.array(), row * type.rowElements(), type.rowElements());
    }
  }

  /** Whether a result overwrites an operand of another element type. */
  private boolean meetsOtherType(Node node, Signature signature) {
    for (Value output : node.outputs()) {
      for (String input : node.inputs()) {
        TensorType type = index.type(input);
        if (!index.isConstant(input)
            && type.element() != output.type().element()
            && type.bytes() > 0
            && output.type().bytes() > 0) {
          Span last = span(input, type.rows() - 1, "operand");
          Span end = span(output.id(), output.type().rows() - 1, "result");
          Span ours = new Span(type.element(), span(input, 0, "operand").from(), last.to());
          Span theirs = new Span(type.element(), span(output.id(), 0, "result").from(), end.to());
          if (ours.meets(theirs)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Views are there as soon as all their bytes are. */
  private void recordViews() {
    unrecordedViews.removeIf(
        id -> {
          Value value = index.value(id);
          for (int row = 0; row < value.type().rows() && value.type().rowBytes() > 0; row++) {
            Span span = span(id, row, "view");
            if (arena.whatIsWrong(span.from(), pieces(id, row)).isPresent()) {
              return false;
            }
          }
          recorded.put(id, read(value, "view"));
          return true;
        });
  }

  /**
   * One row given to an accumulation, whose state stays in the arena from an image's first row to
   * its last.
   */
  private final class FedRow implements KernelRunner.Binding {
    private final Node node;
    private final Signature signature;
    private final Accumulation accumulation;
    private final int nodeIndex;
    private final int inputRow;
    private final String who;

    FedRow(Node node, Signature signature, Step.Feed feed, String who) {
      this.node = node;
      this.signature = signature;
      this.accumulation =
          node.op()
              .accumulation(signature)
              .orElseThrow(() -> new Violation(who + " is fed a row but does not accumulate"));
      this.nodeIndex = feed.node();
      this.inputRow = feed.inputRow();
      this.who = who;
    }

    int image() {
      return inputRow / accumulation.inputRows();
    }

    boolean isLast() {
      return inputRow() == accumulation.inputRows() - 1;
    }

    void run() {
      Span operand = span(source(), inputRow, who);
      requireOwned(source(), inputRow, operand, who);
      Span result = span(node.output().id(), image(), who);
      List<Span> states = new ArrayList<>();
      int piece = 0;
      for (Argument argument : accumulation.kernel().arguments()) {
        if (argument instanceof Argument.Scratch scratch) {
          states.add(state(scratch, piece++));
        }
      }
      arena.lend(operand.element(), operand.from(), operand.to());
      KernelRunner.run(accumulation.kernel(), this);
      if (!arena.isUnchanged(operand.element(), operand.from(), operand.to())) {
        throw new Violation(who + " changes its operand");
      }
      arena.hide(operand.element(), operand.from(), operand.to());
      for (int i = 0; i < states.size(); i++) {
        Span state = states.get(i);
        arena.takeBack(state.element(), state.from(), state.to());
        arena.own(state.from(), statePieces(i, state, inputRow));
        arena.hide(state.element(), state.from(), state.to());
        if (isLast()) {
          arena.poison(state.from(), state.to());
        }
      }
      if (isLast()) {
        arena.takeBack(result.element(), result.from(), result.to());
        own(node.output().id(), image(), result);
        arena.hide(result.element(), result.from(), result.to());
      }
    }

    private String source() {
      return node.inputs().get(accumulation.input());
    }

    private Span state(Argument.Scratch scratch, int piece) {
      long from = scratchByte(scratch);
      Span span =
          new Span(
              scratch.element(), from, from + (long) scratch.count() * scratch.element().bytes());
      if (from < 0 || span.to() > plan.arenaBytes() || from % scratch.element().bytes() != 0) {
        throw new Violation(who + " has its state at byte " + from);
      }
      if (inputRow() == 0) {
        arena.poison(span.from(), span.to());
      } else {
        arena
            .whatIsWrong(span.from(), statePieces(piece, span, inputRow - 1))
            .ifPresent(
                problem -> {
                  throw new Violation(who + " does not find its state: " + problem);
                });
      }
      arena.lend(span.element(), span.from(), span.to());
      return span;
    }

    /** A state is known by the last row it was fed: one that missed a row is another. */
    private List<Contents.Piece> statePieces(int piece, Span span, int lastRow) {
      String name = node.output().id() + ".state" + piece + " after row " + lastRow;
      return List.of(new Contents.Piece(0, span.to() - span.from(), name, 0));
    }

    private long scratchByte(Argument.Scratch wanted) {
      Long at = plan.scratch().get(nodeIndex);
      if (at == null) {
        throw new Violation(who + " has no room for its state");
      }
      for (Argument argument : accumulation.kernel().arguments()) {
        if (argument.equals(wanted)) {
          break;
        }
        if (argument instanceof Argument.Scratch scratch) {
          at += (scratch.count() * (long) scratch.element().bytes() + 7) / 8 * 8;
        }
      }
      return at;
    }

    @Override
    public Object inputArray(int input) {
      return arena.array(signature.input(input).element());
    }

    @Override
    public int inputAt(int input) {
      Span span = span(source(), inputRow, who);
      return Math.toIntExact(span.from() / span.element().bytes());
    }

    @Override
    public int[] inputRows(int input) {
      throw new IllegalStateException("an accumulation takes one row");
    }

    @Override
    public Object outputArray(int output) {
      return arena.array(signature.output(output).element());
    }

    @Override
    public int outputAt(int output) {
      Span span = span(node.outputs().get(output).id(), image(), who);
      return Math.toIntExact(span.from() / span.element().bytes());
    }

    @Override
    public Object scratchArray(Argument.Scratch scratch) {
      return arena.array(scratch.element());
    }

    @Override
    public int scratchAt(Argument.Scratch scratch) {
      return Math.toIntExact(scratchByte(scratch) / scratch.element().bytes());
    }

    @Override
    public int rowCount() {
      return 1;
    }

    @Override
    public int outputRow() {
      return image();
    }

    @Override
    public int inputRow() {
      return inputRow % accumulation.inputRows();
    }
  }

  /** One call of a kernel: some rows of a node. */
  private final class Invocation implements KernelRunner.Binding {
    private final Node node;
    private final Signature signature;
    private final List<RowWindow> windows;

    /** The reference kernel: computes. */
    private final KernelCall kernel;

    /** The planned kernel: says what working memory is reserved, and therefore lost. */
    private final KernelCall planned;

    private final int nodeIndex;
    private final int firstRow;
    private final int rowCount;

    /** All rows of all operands and results, whatever their number. */
    private final boolean whole;

    private final String who;

    Invocation(
        Node node,
        Signature signature,
        Access access,
        int nodeIndex,
        int firstRow,
        int rowCount,
        boolean whole,
        String who) {
      this.node = node;
      this.signature = signature;
      this.windows = access instanceof Access.ByRows rows ? rows.windows() : List.of();
      this.kernel = node.op().kernel(signature);
      this.planned = plan.kernels().get(nodeIndex).call();
      this.nodeIndex = nodeIndex;
      this.firstRow = firstRow;
      this.rowCount = rowCount;
      this.whole = whole;
      this.who = who;
    }

    void run() {
      List<Span> results = results();
      List<Span> scratch = scratchSpans();
      for (Span piece : scratch) {
        if (results.stream().anyMatch(piece::meets)) {
          throw new Violation(who + " has its working memory on its results");
        }
        arena.poison(piece.from(), piece.to());
      }
      List<Span> lent = operands();
      lent.forEach(span -> arena.lend(span.element(), span.from(), span.to()));
      try {
        KernelRunner.run(kernel, this);
      } catch (IllegalStateException e) {
        throw new Violation(who + " failed: " + e.getMessage() + ", " + e.getCause());
      }
      for (Span span : lent) {
        if (results.stream().noneMatch(span::meets)
            && !arena.isUnchanged(span.element(), span.from(), span.to())) {
          throw new Violation(who + " changes its operand at byte " + span.from());
        }
      }
      takeResults();
      lent.forEach(span -> arena.hide(span.element(), span.from(), span.to()));
      results.forEach(span -> arena.hide(span.element(), span.from(), span.to()));
      scratch.forEach(span -> arena.hide(span.element(), span.from(), span.to()));
    }

    private List<Span> operands() {
      List<Span> spans = new ArrayList<>();
      for (int input = 0; input < node.inputs().size(); input++) {
        String id = node.inputs().get(input);
        if (!index.isConstant(id) && index.type(id).rowBytes() > 0) {
          for (int row : rowsOf(input)) {
            Span span = span(id, row, who);
            requireOwned(id, row, span, who);
            spans.add(span);
          }
        }
      }
      return spans;
    }

    private Set<Integer> rowsOf(int input) {
      Set<Integer> rows = new LinkedHashSet<>();
      if (windows.isEmpty() || windows.get(input).isAll()) {
        for (int row = 0; row < signature.input(input).rows(); row++) {
          rows.add(row);
        }
        return rows;
      }
      for (int row = firstRow; row < firstRow + rowCount; row++) {
        for (int tap = 0; tap < windows.get(input).taps(); tap++) {
          int needed = windows.get(input).row(row, tap);
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

    private List<Span> results() {
      List<Span> spans = new ArrayList<>();
      for (Value output : node.outputs()) {
        for (int row = firstRow; row < endRow(output) && output.type().rowBytes() > 0; row++) {
          spans.add(span(output.id(), row, who));
        }
      }
      return spans;
    }

    private void takeResults() {
      for (Value output : node.outputs()) {
        for (int row = firstRow; row < endRow(output) && output.type().rowBytes() > 0; row++) {
          Span span = span(output.id(), row, who);
          arena.takeBack(span.element(), span.from(), span.to());
          own(output.id(), row, span);
        }
      }
    }

    private List<Argument.Scratch> scratchPieces() {
      List<Argument.Scratch> pieces = new ArrayList<>();
      for (Argument argument : planned.arguments()) {
        if (argument instanceof Argument.Scratch piece) {
          pieces.add(piece);
        }
      }
      return pieces;
    }

    private List<Span> scratchSpans() {
      List<Span> spans = new ArrayList<>();
      for (Argument.Scratch piece : scratchPieces()) {
        long from = scratchByte(piece);
        long to = from + (long) piece.count() * piece.element().bytes();
        if (from < 0 || to > plan.arenaBytes() || from % piece.element().bytes() != 0) {
          throw new Violation(who + " has its working memory at byte " + from);
        }
        spans.add(new Span(piece.element(), from, to));
      }
      return spans;
    }

    private long scratchByte(Argument.Scratch wanted) {
      Long at = plan.scratch().get(nodeIndex);
      if (at == null) {
        throw new Violation(who + " has no working memory");
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
      String id = node.inputs().get(input);
      return index
          .constant(id)
          .map(constant -> constant.data().array())
          .orElseGet(() -> arena.array(signature.input(input).element()));
    }

    /** The element at which a row of an input begins. */
    private int elementAt(int input, int row) {
      String id = node.inputs().get(input);
      TensorType type = signature.input(input);
      if (index.isConstant(id)) {
        return row * type.rowElements();
      }
      return type.rowBytes() == 0
          ? 0
          : Math.toIntExact(span(id, row, who).from() / type.element().bytes());
    }

    @Override
    public int inputAt(int input) {
      if (signature.input(input).rows() == 0) {
        return 0;
      }
      boolean all = windows.isEmpty() || windows.get(input).isAll();
      int row = all ? 0 : windows.get(input).row(firstRow, 0);
      return elementAt(input, row);
    }

    @Override
    public int[] inputRows(int input) {
      RowWindow window = windows.get(input);
      int[] rows = new int[window.taps()];
      for (int tap = 0; tap < rows.length; tap++) {
        int row = window.row(firstRow, tap);
        rows[tap] = row < 0 ? -1 : elementAt(input, row);
      }
      return rows;
    }

    @Override
    public Object outputArray(int output) {
      return arena.array(signature.output(output).element());
    }

    @Override
    public int outputAt(int output) {
      TensorType type = signature.output(output);
      String id = node.outputs().get(output).id();
      return type.bytes() == 0
          ? 0
          : Math.toIntExact(span(id, firstRow, who).from() / type.element().bytes());
    }

    /**
     * The reference kernel's working memory is not in the arena where another kernel is planned.
     */
    @Override
    public Object scratchArray(Argument.Scratch piece) {
      return planned.equals(kernel)
          ? arena.array(piece.element())
          : TensorData.allocate(piece.element(), piece.count()).array();
    }

    @Override
    public int scratchAt(Argument.Scratch piece) {
      if (!planned.equals(kernel)) {
        return 0;
      }
      return Math.toIntExact(scratchByte(piece) / piece.element().bytes());
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
}
