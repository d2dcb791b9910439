package thimble.planner;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Code;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.ir.Value;
import thimble.ir.op.Access;
import thimble.ir.op.Accumulation;
import thimble.ir.op.Argument;
import thimble.ir.op.KernelCall;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;

/**
 * Proves a plan by a symbolic run: shares nothing with the planner but the plan itself. Holds:
 *
 * <ul>
 *   <li>every value's address is within the arena and a multiple of its element size;
 *   <li>graph inputs lie apart from each other;
 *   <li>every row that a step reads (by {@link RowWindow}) holds, at that moment, exactly the bytes
 *       its producer wrote: so producers run first, and nothing was overwritten too early;
 *   <li>within a step, results meet operands only where {@link thimble.targets.Kernel#overwritable}
 *       or an alias allows; results of one step lie apart; working memory lies apart from both,
 *       within the arena and aligned;
 *   <li>a node without a step is a view of bytes that are there (follows from the reads);
 *   <li>every output of the graph is there at the end, and nothing that is needed lay on a byte
 *       that something else was written to (follows from the reads);
 *   <li>the memory figures are those of the run.
 * </ul>
 */
public final class PlanVerifier {
  private static final int MOST_VIOLATIONS = 20;

  private final Plan plan;
  private final Graph graph;
  private final GraphIndex index;
  private final Contents contents;
  private final ByteLedger ledger;
  private final List<String> violations = new ArrayList<>();
  private final long[] scratchByStep;
  private final List<Step> flat;
  private long mostScratch;

  private PlanVerifier(Plan plan) {
    this.plan = plan;
    this.graph = plan.graph();
    this.index = graph.index();
    this.contents = new Contents(graph);
    this.flat = plan.flat();
    this.ledger = new ByteLedger(flat.size());
    this.scratchByStep = new long[flat.size()];
  }

  /** What is wrong with a plan, in words; empty for a plan that is proved. */
  public static List<String> check(Plan plan) {
    PlanVerifier verifier = new PlanVerifier(plan);
    try {
      verifier.run();
    } catch (Unplaced stop) {
      verifier.violations.add(stop.getMessage());
    }
    return List.copyOf(verifier.violations);
  }

  /** The memory figures of a plan, from the same symbolic run. */
  static Plan.Memory measure(Plan plan) {
    PlanVerifier verifier = new PlanVerifier(plan);
    verifier.walk();
    long[] live = verifier.live();
    int highest = Profile.highest(live);
    return new Plan.Memory(
        live[highest],
        plan.arenaBytes(),
        verifier.mostScratch,
        verifier.inputBytes(),
        live[highest],
        plan.memory().layerByLayer(),
        highest - 1,
        plan.memory().provedOptimal());
  }

  /** Ends in T0403 where a plan is not proved. */
  public static void prove(Plan plan) {
    List<String> violations = check(plan);
    if (!violations.isEmpty()) {
      throw new ThimbleException(
          violations.stream()
              .map(
                  violation ->
                      new Diagnostic(
                          Code.T0403,
                          "the plan of " + plan.graph().name() + " is wrong",
                          "",
                          violation,
                          "report this with the model"))
              .toList());
    }
  }

  /** Nothing more can be said about a plan that does not place its values. */
  private static final class Unplaced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unplaced(String message) {
      super(message, null, false, false);
    }
  }

  private void run() {
    checkAddresses();
    walk();
    if (violations.isEmpty()) {
      checkFigures();
    }
  }

  private void walk() {
    fillInputs();
    int step = 0;
    for (Step top : plan.steps()) {
      boolean streamed = top instanceof Step.RowStream;
      List<Step> inside = top instanceof Step.RowStream stream ? stream.steps() : List.of(top);
      for (Step each : inside) {
        if (!isOpen()) {
          return;
        }
        if (each instanceof Step.Call call) {
          call(step, call, streamed);
        } else if (each instanceof Step.Feed feed) {
          feed(step, feed);
        } else {
          violation("step " + step + " is a stream within a stream");
        }
        step++;
      }
    }
    int end = flat.size();
    for (Port port : graph.outputs()) {
      TensorType type = port.value().type();
      read(port.value().id(), 0, type.rows(), end, "after the run output %" + port.value().id());
    }
  }

  private boolean isOpen() {
    return violations.size() < MOST_VIOLATIONS;
  }

  private void violation(String text) {
    if (isOpen()) {
      violations.add(text);
    }
  }

  private RowAddress address(String id) {
    RowAddress address = plan.addresses().get(id);
    if (address == null) {
      throw new Unplaced("%" + id + " has no address");
    }
    return address;
  }

  private void checkAddresses() {
    List<Value> values = new ArrayList<>();
    graph.inputs().forEach(port -> values.add(port.value()));
    graph.nodes().forEach(node -> values.addAll(node.outputs()));
    for (Value value : values) {
      TensorType type = value.type();
      RowAddress address = address(value.id());
      for (int row = 0; row < type.rows() && type.rowBytes() > 0; row++) {
        long at = address.byteOf(row);
        if (at < 0 || at + type.rowBytes() > plan.arenaBytes()) {
          violation(
              "row %d of %%%s lies at bytes %d..%d of an arena of %d"
                  .formatted(row, value.id(), at, at + type.rowBytes() - 1, plan.arenaBytes()));
          break;
        }
        if (at % type.element().bytes() != 0) {
          violation(
              "row %d of %s begins at byte %d, no multiple of its element size"
                  .formatted(row, value, at));
          break;
        }
      }
    }
    for (Port port : graph.outputs()) {
      address(port.value().id());
    }
  }

  private void fillInputs() {
    List<Range> filled = new ArrayList<>();
    for (Port port : graph.inputs()) {
      TensorType type = port.value().type();
      for (Range range : ranges(port.value().id(), 0, type.rows())) {
        for (Range other : filled) {
          if (range.meets(other)) {
            violation("input %" + port.value().id() + " lies on another input: " + range);
          }
        }
      }
      filled.addAll(ranges(port.value().id(), 0, type.rows()));
      write(port.value().id(), 0, type.rows(), -1);
    }
  }

  /** Consecutive bytes of the arena that hold consecutive bytes of a value. */
  private record Range(long from, long to, long valueFrom) {
    boolean meets(Range other) {
      return from < other.to && other.from < to;
    }

    @Override
    public String toString() {
      return "bytes " + from + ".." + (to - 1);
    }
  }

  private List<Range> ranges(String id, int firstRow, int endRow) {
    RowAddress address = address(id);
    long rowBytes = index.type(id).rowBytes();
    List<Range> ranges = new ArrayList<>();
    if (rowBytes == 0) {
      return ranges;
    }
    for (int row = firstRow; row < endRow; row++) {
      long at = address.byteOf(row);
      Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last.to == at) {
        ranges.set(ranges.size() - 1, new Range(last.from, at + rowBytes, last.valueFrom));
      } else {
        ranges.add(new Range(at, at + rowBytes, row * rowBytes));
      }
    }
    return ranges;
  }

  private void write(String id, int firstRow, int endRow, int step) {
    for (Range range : ranges(id, firstRow, endRow)) {
      long end = range.valueFrom + range.to - range.from;
      for (Contents.Piece piece : contents.of(id, range.valueFrom, end)) {
        ledger.write(
            range.from + piece.from(),
            range.from + piece.to(),
            piece.origin(),
            piece.originFrom(),
            step);
      }
    }
  }

  private void read(String id, int firstRow, int endRow, int step, String reader) {
    for (Range range : ranges(id, firstRow, endRow)) {
      long end = range.valueFrom + range.to - range.from;
      for (Contents.Piece piece : contents.of(id, range.valueFrom, end)) {
        Optional<String> problem =
            ledger.read(
                range.from + piece.from(),
                range.from + piece.to(),
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

  private void call(int step, Step.Call call, boolean streamed) {
    if (call.node() < 0 || call.node() >= graph.nodes().size()) {
      violation("step " + step + " runs node " + call.node() + ", which does not exist");
      return;
    }
    Node node = graph.nodes().get(call.node());
    Signature signature = index.signature(node);
    String name = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    boolean whole = call.firstRow() == 0 && call.rowCount() == signature.output().rows();
    if (call.firstRow() < 0 || call.firstRow() + call.rowCount() > signature.output().rows()) {
      violation(name + " computes rows that do not exist");
      return;
    }
    Access access = plan.kernels().get(call.node()).access();
    if (!whole && !(access instanceof Access.ByRows)) {
      violation(name + " computes some rows of an operator that computes all at once");
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
    scratch(name, call.node(), node, step);
    for (Value output : node.outputs()) {
      int end = whole ? output.type().rows() : call.firstRow() + call.rowCount();
      write(output.id(), call.firstRow(), end, step);
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
      if (one && !index.isConstant(id) && rangesOf(id, read.get(i)).size() > 1) {
        violation(name + " reads the rows of %" + id + " as one piece, but they lie apart");
      }
    }
    for (Value output : node.outputs()) {
      int end = whole ? output.type().rows() : call.firstRow() + call.rowCount();
      if (!rowByRow && ranges(output.id(), call.firstRow(), end).size() > 1) {
        violation(
            name + " writes the rows of %" + output.id() + " as one piece, but they lie apart");
      }
    }
  }

  /** Reads the rows that are needed; the others of a whole layer's operand count as live too. */
  private void readRows(String name, String id, BitSet rows, boolean whole, int step) {
    for (int row = rows.nextSetBit(0); row >= 0; ) {
      int end = rows.nextClearBit(row);
      read(id, row, end, step, name);
      row = rows.nextSetBit(end);
    }
    if (whole) {
      for (Range range : ranges(id, 0, index.type(id).rows())) {
        ledger.touch(range.from, range.to, step);
      }
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
          violation(
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

  private void scratch(String name, int nodeIndex, Node node, int step) {
    KernelCall kernel = plan.kernels().get(nodeIndex).call();
    long bytes = kernel.scratchBytes();
    if (bytes == 0) {
      return;
    }
    Long at = plan.scratch().get(nodeIndex);
    if (at == null || at < 0 || at + bytes > plan.arenaBytes()) {
      violation(name + " has no room for " + bytes + " bytes of working memory");
      return;
    }
    for (Argument argument : kernel.arguments()) {
      if (argument instanceof Argument.Scratch piece && at % piece.element().bytes() != 0) {
        violation(name + " has working memory at byte " + at + ", not aligned for " + piece);
      }
    }
    Range range = new Range(at, at + bytes, 0);
    List<String> around = new ArrayList<>(node.inputs());
    around.removeIf(index::isConstant);
    node.outputs().forEach(output -> around.add(output.id()));
    for (String id : around) {
      for (Range other : ranges(id, 0, index.type(id).rows())) {
        if (range.meets(other)) {
          violation(name + " has working memory on %" + id + ": " + range);
        }
      }
    }
    scratchByStep[step] = bytes;
    ledger.spoil(at, at + bytes, step);
  }

  /** Gives a row to an accumulation: its state lives from an image's first row to its last. */
  private void feed(int step, Step.Feed feed) {
    Node node = graph.nodes().get(feed.node());
    Signature signature = index.signature(node);
    String name = "step " + step + " (" + node.op().name() + " %" + node.output().id() + ")";
    Optional<Accumulation> accumulation = node.op().accumulation(signature);
    if (accumulation.isEmpty()) {
      violation(name + " is fed rows but does not accumulate");
      return;
    }
    int rows = accumulation.get().inputRows();
    int image = feed.inputRow() / rows;
    int within = feed.inputRow() % rows;
    String source = node.inputs().get(accumulation.get().input());
    if (feed.inputRow() < 0 || feed.inputRow() >= index.type(source).rows()) {
      violation(name + " is fed row " + feed.inputRow() + ", which does not exist");
      return;
    }
    List<Range> operand = new ArrayList<>();
    if (!index.isConstant(source)) {
      read(source, feed.inputRow(), feed.inputRow() + 1, step, name);
      operand.addAll(ranges(source, feed.inputRow(), feed.inputRow() + 1));
    }
    boolean last = within == rows - 1;
    List<Range> result = last ? ranges(node.output().id(), image, image + 1) : List.of();
    if (meet(operand, result)) {
      violation(name + " writes %" + node.output().id() + " over the row it is fed");
    }
    state(name, feed, node, accumulation.get(), within, last, operand, result, step);
    if (last) {
      write(node.output().id(), image, image + 1, step);
    }
  }

  private void state(
      String name,
      Step.Feed feed,
      Node node,
      Accumulation accumulation,
      int within,
      boolean last,
      List<Range> operand,
      List<Range> result,
      int step) {
    long bytes = accumulation.kernel().scratchBytes();
    if (bytes == 0) {
      return;
    }
    Long at = plan.scratch().get(feed.node());
    if (at == null || at < 0 || at + bytes > plan.arenaBytes() || at % 8 != 0) {
      violation(name + " has no room for " + bytes + " bytes of state");
      return;
    }
    List<Range> state = List.of(new Range(at, at + bytes, 0));
    if (meet(state, operand) || meet(state, result)) {
      violation(name + " keeps its state on its operand or result");
    }
    mostScratch = Math.max(mostScratch, bytes);
    // What a state holds are the rows fed so far: one that missed a row is another.
    String origin = node.output().id() + ".state after row ";
    if (within > 0) {
      ledger
          .read(at, at + bytes, origin + (feed.inputRow() - 1), 0, step)
          .ifPresent(problem -> violation(name + " does not find its state: " + problem));
    }
    if (!last) {
      ledger.write(at, at + bytes, origin + feed.inputRow(), 0, step);
    } else if (within == 0) {
      scratchByStep[step] = bytes;
      ledger.spoil(at, at + bytes, step);
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
      List<Range> results = ranges(result.id(), call.firstRow(), end);
      for (int input = 0; input < node.inputs().size(); input++) {
        String id = node.inputs().get(input);
        if (index.isConstant(id) || read.get(input).isEmpty() || results.isEmpty()) {
          continue;
        }
        List<Range> operand = rangesOf(id, read.get(input));
        boolean inPlace =
            output == 0 && overwritable.contains(input) && beginTogether(operand, results);
        if (!inPlace && !agreeWhereTheyMeet(result.id(), results, id, operand)) {
          violation(name + " writes %" + result.id() + " over its operand %" + id);
        }
      }
      for (int other = 0; other < output; other++) {
        if (meet(results, ranges(node.outputs().get(other).id(), call.firstRow(), end))) {
          violation(name + " writes two results to the same bytes");
        }
      }
    }
  }

  private static boolean beginTogether(List<Range> operand, List<Range> results) {
    return !operand.isEmpty() && operand.get(0).from == results.get(0).from;
  }

  private List<Range> rangesOf(String id, BitSet rows) {
    List<Range> found = new ArrayList<>();
    for (int row = rows.nextSetBit(0); row >= 0; ) {
      int end = rows.nextClearBit(row);
      found.addAll(ranges(id, row, end));
      row = rows.nextSetBit(end);
    }
    return found;
  }

  private boolean agreeWhereTheyMeet(
      String one, List<Range> some, String other, List<Range> others) {
    for (Range a : some) {
      for (Range b : others) {
        long from = Math.max(a.from, b.from);
        long bytes = Math.min(a.to, b.to) - from;
        long inA = a.valueFrom + from - a.from;
        long inB = b.valueFrom + from - b.from;
        if (bytes > 0
            && !contents.of(one, inA, inA + bytes).equals(contents.of(other, inB, inB + bytes))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean meet(List<Range> some, List<Range> others) {
    return some.stream().anyMatch(range -> others.stream().anyMatch(range::meets));
  }

  /** Live bytes by step, index 0 for step -1; ends the run. */
  private long[] live() {
    long[] live = ledger.liveBytes();
    for (int step = 0; step < scratchByStep.length; step++) {
      live[step + 1] += scratchByStep[step];
      mostScratch = Math.max(mostScratch, scratchByStep[step]);
    }
    return live;
  }

  private long inputBytes() {
    long input = 0;
    for (Port port : graph.inputs()) {
      input += port.value().type().bytes();
    }
    return input;
  }

  private void checkFigures() {
    long[] live = live();
    long peak = live[Profile.highest(live)];
    Plan.Memory memory = plan.memory();
    figure("peak", memory.peak(), peak);
    figure("arena", memory.arena(), plan.arenaBytes());
    figure("scratch", memory.scratch(), mostScratch);
    figure("input", memory.input(), inputBytes());
    if (memory.lowerBound() > plan.arenaBytes()) {
      violation("the lower bound " + memory.lowerBound() + " is above the arena");
    }
    int peakStep = memory.peakStep();
    if (peakStep < -1 || peakStep + 1 >= live.length || live[peakStep + 1] != peak) {
      violation("the peak is not reached at step " + peakStep);
    }
  }

  private void figure(String name, long claimed, long found) {
    if (claimed != found) {
      violation("memory figure " + name + " is " + claimed + ", the run gives " + found);
    }
  }
}
