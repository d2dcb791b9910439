package thimble.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Access;
import thimble.ir.op.Accumulation;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.targets.Kernel;

/**
 * A graph as the row scheduler sees it: calls in an order, and <em>stores</em>, each a number of
 * rows that one call produces and others read. A store is a value with its views, where all of them
 * see the same rows; a value that shares its bytes in other ways (parts of a concatenation, slices)
 * is cut into stores of one row each, its atoms. An input that comes by rows is one more producer,
 * an output that goes by rows one more reader.
 */
final class RowModel {
  /**
   * @param producer position of the call that writes it, -1 where it is filled before the run
   * @param kept needed after the run
   * @param group of {@code Storage}
   * @param base first byte within the group
   * @param rowwise whether rows may be placed and forgotten one by one
   */
  record Store(
      int rows, int rowBytes, int producer, boolean kept, int group, long base, boolean rowwise) {
    long bytes() {
      return (long) rows * rowBytes;
    }
  }

  /** How a call is computed. */
  enum Mode {
    /** Row by row, any number at a time. */
    ROWS,
    /** From input rows as they come. */
    ACCUMULATE,
    /** All at once. */
    WHOLE,
    /** An input's rows, as the caller hands them in: reads nothing. */
    RECEIVE,
    /** An output's rows, handed to the caller: writes nothing. */
    DELIVER
  }

  /**
   * What a call reads of one store.
   *
   * @param window which rows an output row needs; {@link RowWindow#all} for all of them
   */
  record Read(int store, RowWindow window) {}

  /**
   * @param node index in the graph; of the input that is received, of the output that is delivered
   * @param rows output rows; rows that come or go
   * @param writes stores that it writes
   * @param takeovers stores whose row may become the output row of the same number, when it dies
   *     there
   * @param scratch bytes of working memory of the ordinary kernel
   * @param state bytes that accumulation keeps, 0 without
   * @param inputRows rows of one image that are fed, 0 without
   */
  record Call(
      int node,
      Mode mode,
      int rows,
      List<Read> reads,
      List<Integer> writes,
      List<Integer> takeovers,
      long scratch,
      int scratchAlignment,
      long state,
      int inputRows) {}

  private final Demand demand;
  private final Storage storage;
  private final List<Store> stores = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  /** By store: positions of the calls that read it, ascending, each once. */
  private final List<List<Integer>> readers = new ArrayList<>();

  private final Map<Integer, List<Integer>> storesOfGroup = new LinkedHashMap<>();
  private final RowOrder order;
  private final int[] before;

  RowModel(Demand demand, int[] order, PlanOptions options) {
    this.demand = demand;
    this.storage = demand.storage();
    RowGroups groups = new RowGroups(demand);
    this.order = new RowOrder(demand, groups, order, options);
    makeStores(groups, options.outputRows());
    for (int position = 0; position < this.order.entries().size(); position++) {
      RowOrder.Entry entry = this.order.entries().get(position);
      calls.add(
          switch (entry.kind()) {
            case CALL -> call(demand.nodeOfCall(entry.index()), entry.index(), position);
            case RECEIVE -> receive(entry.index(), position);
            case DELIVER -> deliver(entry.index());
          });
    }
    before = IntStream.range(0, calls.size()).map(this.order::before).toArray();
    for (int position = 0; position < calls.size(); position++) {
      for (Read read : calls.get(position).reads()) {
        List<Integer> list = readers.get(read.store());
        if (list.isEmpty() || list.get(list.size() - 1) != position) {
          list.add(position);
        }
      }
    }
  }

  List<Store> stores() {
    return stores;
  }

  List<Call> calls() {
    return calls;
  }

  /** Whether anything comes or goes by rows. */
  boolean hasEdges() {
    return order.hasEdges();
  }

  /** The call that must be through before this one begins; -1 for none but those it reads from. */
  int before(int position) {
    return before[position];
  }

  List<Integer> readers(int store) {
    return readers.get(store);
  }

  /** The stores under a value, and whether it is one of whole rows. */
  List<Integer> storesOf(int value) {
    List<Integer> found = new ArrayList<>();
    long from = storage.offset(value);
    long to = from + storage.bytes(value);
    for (int store : storesOfGroup.getOrDefault(storage.group(value), List.of())) {
      Store candidate = stores.get(store);
      if (candidate.base() < to && from < candidate.base() + candidate.bytes()) {
        found.add(store);
      }
    }
    return found;
  }

  private void makeStores(RowGroups groups, boolean outputRows) {
    for (int group : groups.groups()) {
      List<Atom> parts = groups.atoms(group);
      TensorType type = groups.type(group);
      if (groups.isRowwise(group)) {
        boolean delivered = outputRows && type.rows() > 1;
        boolean kept = !delivered && parts.stream().anyMatch(Atom::kept);
        int producer = order.producer(parts.get(0));
        add(group, new Store(type.rows(), type.rowBytes(), producer, kept, group, 0, true));
      } else {
        for (Atom atom : parts) {
          int bytes = Math.toIntExact(atom.bytes());
          int producer = order.producer(atom);
          add(group, new Store(1, bytes, producer, atom.kept(), group, atom.low(), false));
        }
      }
    }
  }

  private void add(int group, Store store) {
    storesOfGroup.computeIfAbsent(group, key -> new ArrayList<>()).add(stores.size());
    stores.add(store);
    readers.add(new ArrayList<>());
  }

  private Call receive(int input, int position) {
    List<Integer> writes = new ArrayList<>(storesOf(input));
    writes.removeIf(store -> stores.get(store).producer() != position);
    return edge(Mode.RECEIVE, input, storage.values().get(input).type(), List.of(), writes);
  }

  private Call deliver(int output) {
    Value value = storage.graph().outputs().get(output).value();
    List<Read> reads =
        storesOf(storage.number(value.id())).stream()
            .map(store -> new Read(store, RowWindow.same()))
            .toList();
    return edge(Mode.DELIVER, output, value.type(), reads, List.of());
  }

  private static Call edge(
      Mode mode, int port, TensorType type, List<Read> reads, List<Integer> writes) {
    return new Call(port, mode, type.rows(), reads, writes, List.of(), 0, 1, 0, 0);
  }

  private Call call(int nodeIndex, int call, int position) {
    Node node = storage.graph().nodes().get(nodeIndex);
    Signature signature = storage.index().signature(node);
    Kernel kernel = demand.kernels().get(nodeIndex);
    Access access = kernel.access();
    Optional<Accumulation> accumulation = node.op().accumulation(signature);
    List<Integer> writes = new ArrayList<>();
    for (var output : node.outputs()) {
      writes.addAll(storesOf(storage.number(output.id())));
    }
    // A concatenation that runs although some of its inputs are in place copies those onto
    // themselves.
    writes.removeIf(store -> stores.get(store).producer() != position);
    int rows = signature.output().rows();
    boolean sameRows = node.outputs().stream().allMatch(output -> output.type().rows() == rows);
    boolean feeds =
        accumulation.isPresent()
            && isRowwise(node.inputs().get(accumulation.get().input()))
            && signature.inputs().size() == 1;
    Mode mode =
        feeds
            ? Mode.ACCUMULATE
            : access instanceof Access.ByRows && sameRows ? Mode.ROWS : Mode.WHOLE;
    List<Read> reads = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      int value = storage.number(node.inputs().get(i));
      if (value < 0) {
        continue;
      }
      RowWindow window =
          mode == Mode.ROWS ? ((Access.ByRows) access).windows().get(i) : RowWindow.all();
      for (int store : storesOf(value)) {
        reads.add(new Read(store, stores.get(store).rowwise() ? window : RowWindow.all()));
      }
    }
    return new Call(
        nodeIndex,
        mode,
        rows,
        reads,
        writes,
        takeovers(node, kernel, mode, writes),
        demand.scratchBytes(call),
        demand.scratchAlignment(call),
        feeds ? accumulation.get().kernel().scratchBytes() : 0,
        feeds ? accumulation.get().inputRows() : 0);
  }

  private boolean isRowwise(String id) {
    int value = storage.number(id);
    return value >= 0 && storesOf(value).stream().allMatch(store -> stores.get(store).rowwise());
  }

  private List<Integer> takeovers(Node node, Kernel kernel, Mode mode, List<Integer> writes) {
    List<Integer> found = new ArrayList<>();
    if (mode == Mode.ACCUMULATE || writes.size() != 1 || !stores.get(writes.get(0)).rowwise()) {
      return found;
    }
    Set<Integer> overwritable = kernel.overwritable();
    Access access = kernel.access();
    for (int input : new java.util.TreeSet<>(overwritable)) {
      String id = node.inputs().get(input);
      boolean sameRow =
          mode == Mode.WHOLE || ((Access.ByRows) access).windows().get(input).isSame();
      if (!isRowwise(id) || !sameRow) {
        continue;
      }
      int store = storesOf(storage.number(id)).get(0);
      boolean fits =
          stores.get(store).rows() == stores.get(writes.get(0)).rows()
              && stores.get(store).rowBytes() == stores.get(writes.get(0)).rowBytes();
      // Another operand in the same memory must allow it as well, from the same byte on.
      boolean alone = true;
      for (int other = 0; other < node.inputs().size(); other++) {
        int value = storage.number(node.inputs().get(other));
        alone &=
            other == input
                || value < 0
                || !storesOf(value).contains(store)
                || overwritable.contains(other);
      }
      if (fits && alone && !found.contains(store)) {
        found.add(store);
      }
    }
    return found;
  }
}
