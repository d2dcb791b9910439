package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import thimble.ir.Carry;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Concat;
import thimble.ir.op.Op;
import thimble.ir.op.Recurrence;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slice;

/**
 * Writes down a graph over new frames. A value of which older rows are needed too gets a state and
 * a concatenation that holds both, one behind the other; its readers read parts of that.
 *
 * <pre>
 *   x.kept [1, 4, ...] ──┐
 *   x      [1, 2, ...] ──┴─ concat ─ x.rows [1, 6, ...] ─ slice ─ readers
 * </pre>
 *
 * A recurrent layer begins with states that are carried from what it ended with.
 */
final class SequenceWriter {
  private final Graph batch;
  private final GraphIndex index;
  private final Flow flow;
  private final Map<String, Integer> delays;

  /** By value that has time: rows that are kept from before. */
  private final Map<String, Integer> kept = new LinkedHashMap<>();

  /** Values whose readers see padding in front of the first row. */
  private final Set<String> fronts = new LinkedHashSet<>();

  /** By node's output and operand. */
  private final Map<String, Map<Integer, Read>> reads = new LinkedHashMap<>();

  private final List<Port> inputs = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  /** By id: the value in the new graph. */
  private final Map<String, Value> written = new LinkedHashMap<>();

  /** By value with a state: the value that holds both, along an axis that counts rows. */
  private final Map<String, String> rowsOf = new LinkedHashMap<>();

  /** What an operand sees: so many rows, behind them so many newer ones that it leaves out. */
  private record Read(String id, int unread, int rows) {}

  SequenceWriter(Graph batch, Flow flow, Map<String, Integer> delays) {
    this.batch = batch;
    this.index = batch.index();
    this.flow = flow;
    this.delays = delays;
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
    kept.merge(id, unread + rows - flow.newRows(id), Math::max);
    if (flow.slide(node).filter(slide -> slide.leads().get(operand) < 0).isPresent()) {
      fronts.add(id);
    }
  }

  Graph write() {
    batch.constants().forEach(constant -> written.put(constant.value().id(), constant.value()));
    for (Port port : batch.inputs()) {
      String id = port.value().id();
      inputs.add(flow.track(id).isPresent() ? framePort(port, renewed(port.value())) : port);
      written.put(id, inputs.get(inputs.size() - 1).value());
    }
    batch.arguments().forEach(port -> keep(port.value().id()));
    batch.nodes().forEach(this::node);
    List<Port> results = new ArrayList<>();
    for (Port port : batch.outputs()) {
      results.add(framePort(port, written.get(port.value().id())));
    }
    results.addAll(outputs);
    return new Graph(batch.name(), inputs, batch.constants(), nodes, results);
  }

  /** A value with its new rows alone. */
  private Value renewed(Value value) {
    Track track = flow.track(value.id()).orElseThrow();
    return new Value(
        value.id(), Slide.withRows(value.type(), track.axis(), flow.newRows(value.id())));
  }

  private void node(Node node) {
    Map<Integer, Read> seen = reads.getOrDefault(node.output().id(), Map.of());
    List<String> operands = new ArrayList<>(node.inputs());
    seen.forEach((operand, read) -> operands.set(operand, seen(read)));
    Optional<Slide> slide = flow.slide(node);
    if (slide.isEmpty()) {
      Op op = flow.isCut(node) && seen.containsKey(0) ? fromZero(node) : node.op();
      nodes.add(new Node(op, operands, node.outputs(), node.origin()));
      node.outputs().forEach(output -> written.put(output.id(), output));
      return;
    }
    if (node.op().recurrence().isPresent()) {
      recurrent(node, operands, node.op().recurrence().get());
      return;
    }
    Value output = renewed(node.output());
    int rows = flow.newRows(output.id());
    Op op = slide.get().middle(node.op(), index.signature(node), rows);
    List<TensorType> types = operands.stream().map(id -> written.get(id).type()).toList();
    if (!op.infer(types).get(0).shape().equals(output.type().shape())) {
      throw new IllegalStateException(output + " becomes " + op.infer(types));
    }
    nodes.add(new Node(op, operands, List.of(output), node.origin()));
    written.put(output.id(), output);
    keep(output.id());
  }

  /** The slice of a window of which it only gets the rows that it takes. */
  private Op fromZero(Node node) {
    Slice slice = (Slice) node.op();
    List<Integer> starts = new ArrayList<>(slice.starts());
    starts.set(flow.track(node.inputs().get(0)).orElseThrow().axis(), 0);
    return new Slice(starts, slice.sizes(), slice.steps());
  }

  /** Begins where the run before ended. */
  private void recurrent(Node node, List<String> operands, Recurrence recurrence) {
    List<Value> results = new ArrayList<>(node.outputs());
    results.set(0, renewed(node.output()));
    List<Node> ends = new ArrayList<>();
    String sequence = node.output().id();
    int hold = delays.get(sequence) / flow.newRows(sequence);
    for (int state = 0; state < recurrence.first().size(); state++) {
      int operand = recurrence.first().get(state);
      Value end = results.get(recurrence.last(state));
      Optional<String> first = first(node, operands.get(operand));
      List<Integer> twice = new ArrayList<>(end.type().shape());
      twice.set(0, 2 * twice.get(0));
      Value kept = new Value(fresh(end.id() + ".kept"), end.type());
      Value all = new Value(fresh(end.id() + ".rows"), end.type().withShape(twice));
      inputs.add(Port.state(kept, new Carry(all.id(), first, hold)));
      outputs.add(Port.plain(all, all.id()));
      ends.add(new Node(new Concat(0), List.of(kept.id(), end.id()), List.of(all), Origin.NONE));
      operands.set(operand, kept.id());
    }
    nodes.add(new Node(node.op(), operands, results, node.origin()));
    nodes.addAll(ends);
    results.forEach(value -> written.put(value.id(), value));
    results.stream().map(Value::id).filter(id -> flow.track(id).isPresent()).forEach(this::keep);
  }

  /** The constant that a recurrent layer begins with; none where that is zero. */
  private Optional<String> first(Node node, String id) {
    TensorData data =
        index
            .constant(id)
            .map(Constant::data)
            .orElseThrow(
                () ->
                    Refusals.of(
                        node,
                        "its first state is no constant but handed in or computed: a stream"
                            + " begins once, with what is known by then"));
    for (byte each : data.toLittleEndian()) {
      if (each != 0) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** A value's state, and both in one piece. */
  private void keep(String id) {
    int rows = kept.getOrDefault(id, 0);
    if (rows <= 0) {
      return;
    }
    Value value = inRows(id);
    int axis = rowsAxis(id);
    int newRows = flow.newRows(id);
    Value state = new Value(fresh(id + ".kept"), Slide.withRows(value.type(), axis, rows));
    Value all = new Value(fresh(id + ".rows"), Slide.withRows(value.type(), axis, rows + newRows));
    // What is computed of a time before the sequence must not stand where padding is.
    int hold = fronts.contains(id) ? Math.max(0, delays.get(id) / newRows) : 0;
    inputs.add(Port.state(state, new Carry(all.id(), Optional.empty(), hold)));
    nodes.add(
        new Node(new Concat(axis), List.of(state.id(), value.id()), List.of(all), Origin.NONE));
    outputs.add(Port.plain(all, all.id()));
    written.put(state.id(), state);
    written.put(all.id(), all);
    rowsOf.put(id, all.id());
  }

  private boolean countsRows(String id) {
    return flow.track(id).orElseThrow().axis() < index.type(id).rowAxes();
  }

  /** The axis of time where it counts rows. */
  private int rowsAxis(String id) {
    return countsRows(id) ? flow.track(id).orElseThrow().axis() : 1;
  }

  /** A value with time as an axis that counts rows: what is kept of it lies in one piece. */
  private Value inRows(String id) {
    Value value = written.get(id);
    if (countsRows(id)) {
      return value;
    }
    int axis = flow.track(id).orElseThrow().axis();
    TensorType type = value.type();
    List<Integer> shape = new ArrayList<>(List.of(1, type.extent(axis)));
    shape.add(type.product(axis + 1, type.rank()));
    return reshaped(value, fresh(id + ".inRows"), shape);
  }

  private Value reshaped(Value value, String id, List<Integer> shape) {
    Value result = new Value(id, value.type().withShape(shape));
    nodes.add(new Node(new Reshape(shape), List.of(value.id()), List.of(result), Origin.NONE));
    written.put(id, result);
    return result;
  }

  private String seen(Read read) {
    String id = read.id();
    boolean ring = rowsOf.containsKey(id);
    Value all = written.get(rowsOf.getOrDefault(id, id));
    int axis = ring ? rowsAxis(id) : flow.track(id).orElseThrow().axis();
    int there = all.type().extent(axis);
    int from = there - read.unread() - read.rows();
    Value part = from == 0 && read.unread() == 0 ? all : part(read, all, axis, from);
    if (!ring || countsRows(id)) {
      return part.id();
    }
    String whole = id + ".seen" + from + "to" + (from + read.rows());
    if (!written.containsKey(whole)) {
      TensorType type = written.get(id).type();
      int own = flow.track(id).orElseThrow().axis();
      reshaped(part, whole, Slide.withRows(type, own, read.rows()).shape());
    }
    return whole;
  }

  private Value part(Read read, Value all, int axis, int from) {
    String id = read.id() + ".from" + from + "to" + (from + read.rows());
    if (!written.containsKey(id)) {
      Value part = new Value(id, Slide.withRows(all.type(), axis, read.rows()));
      List<Integer> starts = new ArrayList<>(Collections.nCopies(all.type().rank(), 0));
      starts.set(axis, from);
      List<Integer> steps = Collections.nCopies(all.type().rank(), 1);
      Slice slice = new Slice(starts, part.type().shape(), steps);
      nodes.add(new Node(slice, List.of(all.id()), List.of(part), Origin.NONE));
      written.put(id, part);
    }
    return written.get(id);
  }

  private String fresh(String wish) {
    String id = wish;
    for (int i = 2; index.defines(id) || written.containsKey(id); i++) {
      id = wish + i;
    }
    return id;
  }

  /** A port whose tensor has other numbers of rows than in the model. */
  private Port framePort(Port port, Value value) {
    Optional<Track> track = flow.track(port.value().id());
    if (track.isEmpty() || value.equals(port.value())) {
      return port;
    }
    OptionalInt axis = PortAxes.model(port, track.get().axis());
    if (axis.isEmpty()) {
      return new Port(
          value, port.modelName(), value.type().shape(), List.of(), port.floatInModel());
    }
    List<Integer> shape = new ArrayList<>(port.modelShape());
    shape.set(axis.getAsInt(), value.type().extent(track.get().axis()));
    return new Port(value, port.modelName(), shape, port.permutation(), port.floatInModel());
  }
}
