package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Concat;
import thimble.ir.op.Op;
import thimble.ir.op.Slice;

/**
 * Writes down a graph over new frames. A value of which older rows are needed too gets a state and
 * a concatenation that holds both, one behind the other; its readers read parts of that.
 *
 * <pre>
 *   x.kept [1, 4, ...] ──┐
 *   x      [1, 2, ...] ──┴─ concat ─ x.rows [1, 6, ...] ─ slice ─ readers
 * </pre>
 */
final class SequenceWriter {
  private static final int TIME = Slide.TIME;

  private final Graph batch;
  private final GraphIndex index;
  private final int frames;

  /** By value that has time: rows that are new in each run. */
  private final Map<String, Integer> newRows = new LinkedHashMap<>();

  /** By value that has time: rows that are kept from before. */
  private final Map<String, Integer> kept = new LinkedHashMap<>();

  /** By node's output and operand. */
  private final Map<String, Map<Integer, Read>> reads = new LinkedHashMap<>();

  private final List<Port> inputs = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  /** By id: the value in the new graph. */
  private final Map<String, Value> written = new LinkedHashMap<>();

  /** By value with a state: the value that holds both. */
  private final Map<String, String> rowsOf = new LinkedHashMap<>();

  /** What an operand sees: so many rows, behind them so many newer ones that it leaves out. */
  private record Read(String id, int unread, int rows) {}

  SequenceWriter(Graph batch, int frames) {
    this.batch = batch;
    this.index = batch.index();
    this.frames = frames;
  }

  /** Declares a value that has time. */
  void value(String id, int rows) {
    newRows.put(id, rows);
    kept.put(id, 0);
  }

  /**
   * Declares what an operand sees of a value that has time.
   *
   * @param unread newest rows that it does not see yet
   */
  void read(Node node, int operand, int unread, int rows) {
    String id = node.inputs().get(operand);
    reads
        .computeIfAbsent(node.output().id(), key -> new TreeMap<>())
        .put(operand, new Read(id, unread, rows));
    kept.merge(id, unread + rows - newRows.get(id), Math::max);
  }

  Graph write(Port input, Map<String, Slide> slides) {
    Value x = input.value();
    TensorType type = Slide.withRows(x.type(), frames);
    inputs.add(framePort(input, new Value(x.id(), type)));
    written.put(x.id(), inputs.get(0).value());
    batch.constants().forEach(constant -> written.put(constant.value().id(), constant.value()));
    keep(x.id());
    for (Node node : batch.nodes()) {
      node(node, slides.get(node.output().id()));
    }
    List<Port> results = new ArrayList<>();
    for (Port port : batch.outputs()) {
      results.add(framePort(port, written.get(port.value().id())));
    }
    results.addAll(outputs);
    return new Graph(batch.name(), inputs, batch.constants(), nodes, results);
  }

  private void node(Node node, Slide slide) {
    Map<Integer, Read> seen = reads.getOrDefault(node.output().id(), Map.of());
    List<String> operands = new ArrayList<>(node.inputs());
    boolean[] time = new boolean[operands.size()];
    seen.forEach(
        (operand, read) -> {
          operands.set(operand, seen(read));
          time[operand] = true;
        });
    if (slide == null) {
      nodes.add(node.withInputs(operands));
      node.outputs().forEach(output -> written.put(output.id(), output));
      return;
    }
    Value output = node.output();
    int rows = newRows.get(output.id());
    Op op = slide.middle(node.op(), index.signature(node), time, rows);
    List<TensorType> types = operands.stream().map(id -> written.get(id).type()).toList();
    TensorType result = output.type().withShape(op.infer(types).get(0).shape());
    Value renewed = new Value(output.id(), result);
    if (result.extent(TIME) != rows) {
      throw new IllegalStateException(output + " has " + result + ", not " + rows + " rows");
    }
    nodes.add(new Node(op, operands, List.of(renewed), node.origin()));
    written.put(output.id(), renewed);
    keep(output.id());
  }

  /** A value's state, and both in one piece. */
  private void keep(String id) {
    int rows = kept.get(id);
    if (rows == 0) {
      return;
    }
    Value value = written.get(id);
    Value state = new Value(fresh(id + ".kept"), Slide.withRows(value.type(), rows));
    Value all =
        new Value(
            fresh(id + ".rows"), Slide.withRows(value.type(), rows + value.type().extent(TIME)));
    inputs.add(Port.state(state, all.id()));
    nodes.add(new Node(new Concat(TIME), List.of(state.id(), id), List.of(all), Origin.NONE));
    outputs.add(Port.plain(all, all.id()));
    written.put(state.id(), state);
    written.put(all.id(), all);
    rowsOf.put(id, all.id());
  }

  private String seen(Read read) {
    Value all = written.get(rowsOf.getOrDefault(read.id(), read.id()));
    int there = all.type().extent(TIME);
    int from = there - read.unread() - read.rows();
    if (from == 0 && read.unread() == 0) {
      return all.id();
    }
    String id = read.id() + ".from" + from + "to" + (from + read.rows());
    if (!written.containsKey(id)) {
      Value part = new Value(id, Slide.withRows(all.type(), read.rows()));
      List<Integer> starts = new ArrayList<>(Collections.nCopies(all.type().rank(), 0));
      List<Integer> steps = Collections.nCopies(all.type().rank(), 1);
      starts.set(TIME, from);
      Slice slice = new Slice(starts, part.type().shape(), steps);
      nodes.add(new Node(slice, List.of(all.id()), List.of(part), Origin.NONE));
      written.put(id, part);
    }
    return id;
  }

  private String fresh(String wish) {
    String id = wish;
    for (int i = 2; index.defines(id) || written.containsKey(id); i++) {
      id = wish + i;
    }
    return id;
  }

  /** A port whose tensor has other numbers of rows than in the model. */
  private static Port framePort(Port port, Value value) {
    int before = port.value().type().rank() >= 2 ? port.value().type().extent(TIME) : 0;
    if (value.equals(port.value())) {
      return port;
    }
    List<Integer> shape = new ArrayList<>(port.modelShape());
    int axis = modelAxis(port, before);
    if (axis < 0) {
      return new Port(
          value, port.modelName(), value.type().shape(), List.of(), port.floatInModel());
    }
    shape.set(axis, value.type().extent(TIME));
    return new Port(value, port.modelName(), shape, port.permutation(), port.floatInModel());
  }

  /** The axis of the model's tensor that is time; -1 where that cannot be told. */
  private static int modelAxis(Port port, int extent) {
    List<Integer> permutation = port.permutation();
    if (permutation.isEmpty()) {
      return port.modelShape().equals(port.value().type().shape()) ? TIME : -1;
    }
    if (permutation.size() == port.value().type().rank()) {
      return permutation.get(TIME);
    }
    return port.modelShape().stream().filter(each -> each == extent).count() == 1
        ? port.modelShape().indexOf(extent)
        : -1;
  }
}
