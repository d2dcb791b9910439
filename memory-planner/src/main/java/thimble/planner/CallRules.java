package thimble.planner;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Value;
import thimble.ir.op.Access;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;

/**
 * What holds of a call in a symbolic run: it finds the rows that its operator declares, as one
 * piece where its kernel sees one, and its results and working memory lie where they do no harm.
 */
final class CallRules {
  private final SymbolicArena arena;
  private final Plan plan;
  private final Graph graph;
  private final GraphIndex index;

  CallRules(SymbolicArena arena) {
    this.arena = arena;
    this.plan = arena.plan();
    this.graph = arena.graph();
    this.index = arena.index();
  }

  /**
   * @param streamed whether the call stands inside of a stream
   */
  void call(int step, Step.Call call, boolean streamed) {
    if (call.node() < 0 || call.node() >= graph.nodes().size()) {
      arena.violation("step " + step + " runs node " + call.node() + ", which does not exist");
      return;
    }
    Node node = graph.nodes().get(call.node());
    Signature signature = index.signature(node);
    String name = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    boolean whole = call.firstRow() == 0 && call.rowCount() == signature.output().rows();
    if (call.firstRow() < 0 || call.firstRow() + call.rowCount() > signature.output().rows()) {
      arena.violation(name + " computes rows that do not exist");
      return;
    }
    Access access = plan.kernels().get(call.node()).access();
    if (!whole && !(access instanceof Access.ByRows)) {
      arena.violation(name + " computes some rows of an operator that computes all at once");
      return;
    }
    List<BitSet> read = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      read.add(rowsRead(access, i, signature, call));
    }
    checkPieces(name, node, access, read, call, whole);
    checkMeeting(name, node, plan.kernels().get(call.node()).overwritable(), read, call, whole);
    for (int i = 0; i < node.inputs().size(); i++) {
      String id = node.inputs().get(i);
      if (!index.isConstant(id)) {
        readRows(name, id, read.get(i), whole && !streamed, step);
      }
    }
    scratch(name, call.node(), node, read, step);
    for (Value output : node.outputs()) {
      int end = whole ? output.type().rows() : call.firstRow() + call.rowCount();
      arena.write(output.id(), call.firstRow(), end, step);
    }
  }

  /**
   * A kernel that is told only where a tensor begins must find all of its rows one after another.
   */
  private void checkPieces(
      String name, Node node, Access access, List<BitSet> read, Step.Call call, boolean whole) {
    boolean rowByRow =
        access instanceof Access.ByRows rows && !(rows.mergeable() && call.rowCount() > 1);
    for (int i = 0; i < read.size(); i++) {
      String id = node.inputs().get(i);
      boolean one = !rowByRow || ((Access.ByRows) access).windows().get(i).isAll();
      if (one && !index.isConstant(id) && arena.ranges(id, read.get(i)).size() > 1) {
        arena.violation(name + " reads the rows of %" + id + " as one piece, but they lie apart");
      }
    }
    for (Value output : node.outputs()) {
      int end = whole ? output.type().rows() : call.firstRow() + call.rowCount();
      if (!rowByRow && arena.ranges(output.id(), call.firstRow(), end).size() > 1) {
        arena.violation(
            name + " writes the rows of %" + output.id() + " as one piece, but they lie apart");
      }
    }
  }

  /** Reads the rows that are needed; the others of a whole layer's operand count as live too. */
  private void readRows(String name, String id, BitSet rows, boolean whole, int step) {
    for (int row = rows.nextSetBit(0); row >= 0; ) {
      int end = rows.nextClearBit(row);
      arena.read(id, row, end, step, name);
      row = rows.nextSetBit(end);
    }
    if (whole) {
      arena.touch(id, step);
    }
  }

  private BitSet rowsRead(Access access, int input, Signature signature, Step.Call call) {
    int rows = signature.input(input).rows();
    BitSet read = new BitSet(rows);
    if (!(access instanceof Access.ByRows byRows) || byRows.windows().get(input).isAll()) {
      read.set(0, rows);
      return read;
    }
    RowWindow window = byRows.windows().get(input);
    for (int row = call.firstRow(); row < call.firstRow() + call.rowCount(); row++) {
      for (int tap = 0; tap < window.taps(); tap++) {
        int needed = window.row(row, tap);
        if (needed >= rows) {
          arena.violation(
              "%s row %d asks for row %d of an input of %d rows"
                  .formatted(graph.nodes().get(call.node()).op().name(), row, needed, rows));
          return read;
        }
        if (needed >= 0) {
          read.set(needed);
        }
      }
    }
    return read;
  }

  /** Working memory may lie on rows of an operand that this call does not read. */
  private void scratch(String name, int nodeIndex, Node node, List<BitSet> read, int step) {
    KernelCall kernel = plan.kernels().get(nodeIndex).call();
    long bytes = kernel.scratchBytes();
    if (bytes == 0) {
      return;
    }
    Long at = plan.scratch().get(nodeIndex);
    if (at == null || at < 0 || at + bytes > plan.arenaBytes()) {
      arena.violation(name + " has no room for " + bytes + " bytes of working memory");
      return;
    }
    for (Argument argument : kernel.arguments()) {
      if (argument instanceof Argument.Scratch piece && at % piece.element().bytes() != 0) {
        arena.violation(name + " has working memory at byte " + at + ", not aligned for " + piece);
      }
    }
    ByteRange range = new ByteRange(at, at + bytes, 0);
    for (int i = 0; i < node.inputs().size(); i++) {
      String id = node.inputs().get(i);
      if (!index.isConstant(id)) {
        checkApart(name, range, id, arena.ranges(id, read.get(i)));
      }
    }
    for (Value output : node.outputs()) {
      checkApart(name, range, output.id(), arena.ranges(output.id(), 0, output.type().rows()));
    }
    arena.spoil(at, at + bytes, step);
  }

  private void checkApart(String name, ByteRange scratch, String id, List<ByteRange> others) {
    for (ByteRange other : others) {
      if (scratch.meets(other)) {
        arena.violation(name + " has working memory on %" + id + ": " + scratch);
      }
    }
  }

  /**
   * A result may lie on an operand where the operator allows it to be overwritten from the same
   * byte on, or where it writes what is there already (the kernel of a concatenation that runs
   * although some of its inputs lie in place). Only the rows of this call count.
   */
  private void checkMeeting(
      String name,
      Node node,
      Set<Integer> overwritable,
      List<BitSet> read,
      Step.Call call,
      boolean whole) {
    for (int output = 0; output < node.outputs().size(); output++) {
      Value result = node.outputs().get(output);
      int end = whole ? result.type().rows() : call.firstRow() + call.rowCount();
      List<ByteRange> results = arena.ranges(result.id(), call.firstRow(), end);
      for (int input = 0; input < node.inputs().size(); input++) {
        String id = node.inputs().get(input);
        if (index.isConstant(id) || read.get(input).isEmpty() || results.isEmpty()) {
          continue;
        }
        List<ByteRange> operand = arena.ranges(id, read.get(input));
        boolean inPlace =
            output == 0 && overwritable.contains(input) && beginTogether(operand, results);
        if (!inPlace && !agreeWhereTheyMeet(result.id(), results, id, operand)) {
          arena.violation(name + " writes %" + result.id() + " over its operand %" + id);
        }
      }
      for (int other = 0; other < output; other++) {
        if (ByteRange.meet(
            results, arena.ranges(node.outputs().get(other).id(), call.firstRow(), end))) {
          arena.violation(name + " writes two results to the same bytes");
        }
      }
    }
  }

  private static boolean beginTogether(List<ByteRange> operand, List<ByteRange> results) {
    return !operand.isEmpty() && operand.get(0).from() == results.get(0).from();
  }

  private boolean agreeWhereTheyMeet(
      String one, List<ByteRange> some, String other, List<ByteRange> others) {
    for (ByteRange a : some) {
      for (ByteRange b : others) {
        long from = Math.max(a.from(), b.from());
        long bytes = Math.min(a.to(), b.to()) - from;
        long inA = a.valueFrom() + from - a.from();
        long inB = b.valueFrom() + from - b.from();
        if (bytes > 0
            && !arena
                .contents()
                .of(one, inA, inA + bytes)
                .equals(arena.contents().of(other, inB, inB + bytes))) {
          return false;
        }
      }
    }
    return true;
  }
}
