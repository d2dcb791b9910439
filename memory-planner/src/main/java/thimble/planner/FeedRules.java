package thimble.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.op.Accumulation;
import thimble.ir.op.Signature;

/** What holds of a row fed to an accumulation in a symbolic run. */
final class FeedRules {
  private final SymbolicArena arena;
  private final Plan plan;
  private final Graph graph;
  private final GraphIndex index;

  FeedRules(SymbolicArena arena) {
    this.arena = arena;
    this.plan = arena.plan();
    this.graph = arena.graph();
    this.index = arena.index();
  }

  /** Gives a row to an accumulation: its state lives from the first of its rows to the last. */
  void feed(int step, Step.Feed feed) {
    Node node = graph.nodes().get(feed.node());
    Signature signature = index.signature(node);
    String name = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    Optional<Accumulation> accumulation = node.op().accumulation(signature);
    if (accumulation.isEmpty()) {
      arena.violation(name + " is fed rows but does not accumulate");
      return;
    }
    int rows = accumulation.get().inputRows();
    int image = feed.inputRow() / rows;
    int within = feed.inputRow() % rows;
    String source = node.inputs().get(accumulation.get().input());
    if (feed.inputRow() < 0 || feed.inputRow() >= index.type(source).rows()) {
      arena.violation(name + " is fed row " + feed.inputRow() + ", which does not exist");
      return;
    }
    List<ByteRange> operand = new ArrayList<>();
    if (!index.isConstant(source)) {
      arena.read(source, feed.inputRow(), feed.inputRow() + 1, step, name);
      operand.addAll(arena.ranges(source, feed.inputRow(), feed.inputRow() + 1));
    }
    boolean last = within == rows - 1;
    List<ByteRange> result = last ? arena.ranges(node.output().id(), image, image + 1) : List.of();
    if (ByteRange.meet(operand, result)) {
      arena.violation(name + " writes %" + node.output().id() + " over the row it is fed");
    }
    int kept = feed.inputRow() % accumulation.get().stateRows();
    boolean ends = kept == accumulation.get().stateRows() - 1;
    state(name, feed, node, accumulation.get(), kept, ends, operand, result, step);
    if (last) {
      arena.write(node.output().id(), image, image + 1, step);
    }
  }

  private void state(
      String name,
      Step.Feed feed,
      Node node,
      Accumulation accumulation,
      int within,
      boolean last,
      List<ByteRange> operand,
      List<ByteRange> result,
      int step) {
    long bytes = accumulation.kernel().scratchBytes();
    if (bytes == 0) {
      return;
    }
    Long at = plan.scratch().get(feed.node());
    if (at == null || at < 0 || at + bytes > plan.arenaBytes() || at % 8 != 0) {
      arena.violation(name + " has no room for " + bytes + " bytes of state");
      return;
    }
    List<ByteRange> state = List.of(new ByteRange(at, at + bytes, 0));
    if (ByteRange.meet(state, operand) || ByteRange.meet(state, result)) {
      arena.violation(name + " keeps its state on its operand or result");
    }
    // What a state holds are the rows fed so far: one that missed a row is another.
    String origin = node.output().id() + ".state after row ";
    if (within > 0) {
      arena
          .readState(at, at + bytes, origin + (feed.inputRow() - 1), step)
          .ifPresent(problem -> arena.violation(name + " does not find its state: " + problem));
    }
    if (!last) {
      arena.writeState(at, at + bytes, origin + feed.inputRow(), step);
    } else if (within == 0) {
      arena.spoil(at, at + bytes, step);
    }
  }
}
