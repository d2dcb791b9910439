package thimble.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.Value;

/** What holds at the edges of a symbolic run: inputs that come, outputs that go. */
final class PortRules {
  private final SymbolicArena arena;
  private final Plan plan;
  private final Graph graph;
  private final Set<Integer> received;
  private final Set<Integer> delivered;

  /** By source, for inputs: which of the inputs with its data is due, and its next row. */
  private final Map<String, Due> due = new TreeMap<>();

  /** By output the next row to deliver. */
  private final Map<Integer, Integer> nextOut = new TreeMap<>();

  private static final class Due {
    private final List<Integer> inputs = new ArrayList<>();
    private int pass;
    private int row;
  }

  PortRules(SymbolicArena arena) {
    this.arena = arena;
    this.plan = arena.plan();
    this.graph = arena.graph();
    this.received = plan.received();
    this.delivered = plan.delivered();
    for (int input : received) {
      if (input >= 0 && input < graph.inputs().size()) {
        Port port = graph.inputs().get(input);
        due.computeIfAbsent(source(port), id -> new Due()).inputs.add(input);
      }
    }
  }

  private static String source(Port port) {
    return port.again().orElse(port.value().id());
  }

  /** Every value lies in the arena, at a multiple of its element size. */
  void checkAddresses() {
    List<Value> values = new ArrayList<>();
    graph.inputs().forEach(port -> values.add(port.value()));
    graph.nodes().forEach(node -> values.addAll(node.outputs()));
    for (Value value : values) {
      TensorType type = value.type();
      RowAddress address = arena.address(value.id());
      for (int row = 0; row < type.rows() && type.rowBytes() > 0; row++) {
        long at = address.byteOf(row);
        if (at < 0 || at + type.rowBytes() > plan.arenaBytes()) {
          arena.violation(
              "row %d of %%%s lies at bytes %d..%d of an arena of %d"
                  .formatted(row, value.id(), at, at + type.rowBytes() - 1, plan.arenaBytes()));
          break;
        }
        if (at % type.element().bytes() != 0) {
          arena.violation(
              "row %d of %s begins at byte %d, no multiple of its element size"
                  .formatted(row, value, at));
          break;
        }
      }
    }
    for (Port port : graph.outputs()) {
      arena.address(port.value().id());
    }
  }

  /** Inputs that are not received are there before the run, apart from each other. */
  void fillInputs() {
    List<ByteRange> filled = new ArrayList<>();
    for (int input = 0; input < graph.inputs().size(); input++) {
      if (received.contains(input)) {
        continue;
      }
      Value value = graph.inputs().get(input).value();
      List<ByteRange> ranges = arena.ranges(value.id(), 0, value.type().rows());
      for (ByteRange range : ranges) {
        for (ByteRange other : filled) {
          if (range.meets(other)) {
            arena.violation("input %" + value.id() + " lies on another input: " + range);
          }
        }
      }
      filled.addAll(ranges);
      arena.write(value.id(), 0, value.type().rows(), -1);
    }
  }

  /** A row comes in: the one that is due. */
  void receive(int step, Step.Receive receive) {
    if (receive.input() < 0 || receive.input() >= graph.inputs().size()) {
      arena.violation("step " + step + " receives an input that does not exist");
      return;
    }
    Port port = graph.inputs().get(receive.input());
    Due next = due.get(source(port));
    boolean isDue =
        next.pass < next.inputs.size()
            && next.inputs.get(next.pass) == receive.input()
            && next.row == receive.row();
    if (!isDue) {
      arena.violation(
          "step %d receives row %d of %%%s, which is not due"
              .formatted(step, receive.row(), port.value().id()));
      return;
    }
    next.row++;
    if (next.row == port.value().type().rows()) {
      next.row = 0;
      next.pass++;
    }
    arena.write(port.value().id(), receive.row(), receive.row() + 1, step);
  }

  /** A row goes out: the next one, and it is there. */
  void deliver(int step, Step.Deliver deliver) {
    if (deliver.output() < 0 || deliver.output() >= graph.outputs().size()) {
      arena.violation("step " + step + " delivers an output that does not exist");
      return;
    }
    Value value = graph.outputs().get(deliver.output()).value();
    int row = nextOut.getOrDefault(deliver.output(), 0);
    if (deliver.row() != row || row >= value.type().rows()) {
      arena.violation(
          "step %d delivers row %d of %%%s, which is not due"
              .formatted(step, deliver.row(), value.id()));
      return;
    }
    nextOut.put(deliver.output(), row + 1);
    arena.read(value.id(), row, row + 1, step, "step " + step + " (delivery)");
  }

  /** All rows came, all rows went, and the outputs that stand are there. */
  void finish(int end) {
    due.forEach(
        (source, next) -> {
          if (next.pass < next.inputs.size()) {
            arena.violation("not every row of %" + source + " is received");
          }
        });
    for (int output = 0; output < graph.outputs().size(); output++) {
      Value value = graph.outputs().get(output).value();
      TensorType type = value.type();
      if (!delivered.contains(output)) {
        arena.read(value.id(), 0, type.rows(), end, "after the run output %" + value.id());
      } else if (nextOut.getOrDefault(output, 0) < type.rows()) {
        arena.violation("not every row of %" + value.id() + " is delivered");
      }
    }
  }

  /** A state is the beginning of what it is carried from: rows move up, between runs. */
  void checkStates() {
    for (Port port : graph.states()) {
      Value state = port.value();
      String from = port.carried().get();
      for (int row = 0; row < state.type().rows() && state.type().rowBytes() > 0; row++) {
        if (arena.address(state.id()).byteOf(row) != arena.address(from).byteOf(row)) {
          arena.violation("row " + row + " of %" + state.id() + " is not that of %" + from);
          break;
        }
      }
      if (arena.ranges(from, 0, arena.index().type(from).rows()).size() > 1) {
        arena.violation("the rows of %" + from + " lie apart");
      }
    }
  }

  /** Bytes of the arguments that are there before the run. */
  long filledBytes() {
    long bytes = 0;
    for (int input = 0; input < graph.inputs().size(); input++) {
      Port port = graph.inputs().get(input);
      boolean filled = !received.contains(input) && port.carried().isEmpty();
      bytes += filled ? port.value().type().bytes() : 0;
    }
    return bytes;
  }
}
