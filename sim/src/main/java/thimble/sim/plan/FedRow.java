package thimble.sim.plan;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Node;
import thimble.ir.op.Accumulation;
import thimble.ir.op.Argument;
import thimble.ir.op.Signature;
import thimble.ir.run.KernelRunner;
import thimble.planner.Contents;
import thimble.planner.Step;

/**
 * One row given to an accumulation, in the arena. Its state stays there from an image's first row
 * to its last, and belongs to it like a value.
 */
final class FedRow implements KernelRunner.Binding {
  private final PlacedRows placed;
  private final Arena arena;
  private final Node node;
  private final Signature signature;
  private final Accumulation accumulation;
  private final Step.Feed feed;
  private final String who;

  FedRow(PlacedRows placed, Step.Feed feed, String who) {
    this.placed = placed;
    this.arena = placed.arena();
    this.node = placed.plan().graph().nodes().get(feed.node());
    this.signature = placed.index().signature(node);
    this.accumulation =
        node.op()
            .accumulation(signature)
            .orElseThrow(() -> new Violation(who + " is fed a row but does not accumulate"));
    this.feed = feed;
    this.who = who;
  }

  int image() {
    return feed.inputRow() / accumulation.inputRows();
  }

  /** Whether an output row is written. */
  boolean isLast() {
    return feed.inputRow() % accumulation.inputRows() == accumulation.inputRows() - 1;
  }

  /** Whether the state is needed no more. */
  private boolean ends() {
    return inputRow() == accumulation.stateRows() - 1;
  }

  void run() {
    PlacedRows.Span operand = placed.span(source(), feed.inputRow(), who);
    placed.requireOwned(source(), feed.inputRow(), operand, who);
    List<PlacedRows.Span> states = lendStates();
    if (meetsState(operand) || isLast() && meetsState(result())) {
      throw new Violation(who + " has its state on its operand or result");
    }
    arena.lend(operand.element(), operand.from(), operand.to());
    KernelRunner.run(accumulation.kernel(), this);
    if (!arena.isUnchanged(operand.element(), operand.from(), operand.to())) {
      throw new Violation(who + " changes its operand");
    }
    arena.hide(operand.element(), operand.from(), operand.to());
    for (int i = 0; i < states.size(); i++) {
      PlacedRows.Span state = states.get(i);
      arena.takeBack(state.element(), state.from(), state.to());
      arena.own(state.from(), statePieces(i, state, feed.inputRow()));
      arena.hide(state.element(), state.from(), state.to());
      if (ends()) {
        arena.poison(state.from(), state.to());
      }
    }
    if (isLast()) {
      PlacedRows.Span result = result();
      arena.takeBack(result.element(), result.from(), result.to());
      placed.own(node.output().id(), image(), result);
      arena.hide(result.element(), result.from(), result.to());
    }
  }

  private PlacedRows.Span result() {
    return placed.span(node.output().id(), image(), who);
  }

  /** All that is reserved for the state counts. */
  private boolean meetsState(PlacedRows.Span span) {
    long at = placed.plan().scratch().getOrDefault(feed.node(), 0L);
    return span.from() < at + accumulation.kernel().scratchBytes() && at < span.to();
  }

  private List<PlacedRows.Span> lendStates() {
    List<PlacedRows.Span> states = new ArrayList<>();
    for (Argument argument : accumulation.kernel().arguments()) {
      if (argument instanceof Argument.Scratch scratch) {
        states.add(lendState(scratch, states.size()));
      }
    }
    return states;
  }

  private PlacedRows.Span lendState(Argument.Scratch scratch, int piece) {
    long from = scratchByte(scratch);
    long to = from + (long) scratch.count() * scratch.element().bytes();
    if (from < 0 || to > placed.plan().arenaBytes() || from % scratch.element().bytes() != 0) {
      throw new Violation(who + " has its state at byte " + from);
    }
    PlacedRows.Span span = new PlacedRows.Span(scratch.element(), from, to);
    if (inputRow() == 0) {
      arena.poison(from, to);
    } else {
      arena
          .whatIsWrong(from, statePieces(piece, span, feed.inputRow() - 1))
          .ifPresent(
              problem -> {
                throw new Violation(who + " does not find its state: " + problem);
              });
    }
    arena.lend(span.element(), from, to);
    return span;
  }

  /** A state is known by the last row it was fed: one that missed a row is another. */
  private List<Contents.Piece> statePieces(int piece, PlacedRows.Span span, int lastRow) {
    String name = node.output().id() + ".state" + piece + " after row " + lastRow;
    return List.of(new Contents.Piece(0, span.to() - span.from(), name, 0));
  }

  private long scratchByte(Argument.Scratch wanted) {
    Long at = placed.plan().scratch().get(feed.node());
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

  private String source() {
    return node.inputs().get(accumulation.input());
  }

  private int element(PlacedRows.Span span) {
    return Math.toIntExact(span.from() / span.element().bytes());
  }

  @Override
  public Object inputArray(int input) {
    return placed
        .index()
        .constant(node.inputs().get(input))
        .map(constant -> constant.data().stored().array())
        .orElseGet(() -> arena.array(signature.input(input).element()));
  }

  @Override
  public int inputAt(int input) {
    if (input != accumulation.input()) {
      return 0;
    }
    return element(placed.span(source(), feed.inputRow(), who));
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
    return element(placed.span(node.outputs().get(output).id(), image(), who));
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
    return feed.inputRow() % accumulation.stateRows();
  }
}
