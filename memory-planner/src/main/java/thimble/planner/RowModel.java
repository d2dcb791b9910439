package thimble.planner;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
 * rows that one call produces and others read ({@link RowStores}). An input that comes by rows is
 * one more producer, an output that goes by rows one more reader.
 */
final class RowModel {
  /**
   * @param producer position of the call that writes it, -1 where it is filled before the run
   * @param firstRow of its producer's output
   * @param kept needed after the run
   * @param group of {@code Storage}
   * @param base first byte within the group
   * @param rowwise whether rows may be placed and forgotten one by one
   */
  record Store(
      int rows,
      int rowBytes,
      int producer,
      int firstRow,
      boolean kept,
      int group,
      long base,
      boolean rowwise) {
    long bytes() {
      return (long) rows * rowBytes;
    }

    /** How many of its rows there are when so many of its producer's output are. */
    int rowsOf(int outputRows) {
      return Math.max(0, Math.min(rows, outputRows - firstRow));
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
   * @param node index in the graph; of the input that is received, of the output that is delivered
   * @param rows output rows; rows that come or go
   * @param writes stores that it writes
   * @param takeovers stores whose row may become the output row of the same number, when it dies
   *     there
   * @param scratch bytes of working memory of the ordinary kernel
   * @param state bytes that accumulation keeps, 0 without
   * @param inputRows rows that are fed for an output row, 0 without
   * @param stateRows rows over which accumulation keeps its state, 0 without
   */
  record Call(
      int node,
      Mode mode,
      int rows,
      List<RowRead> reads,
      List<Integer> writes,
      List<Integer> takeovers,
      long scratch,
      int scratchAlignment,
      long state,
      int inputRows,
      int stateRows) {}

  private final Demand demand;
  private final Storage storage;
  private final RowStores under;
  private final List<Store> stores;
  private final List<Call> calls = new ArrayList<>();

  private final RowReaders readers;
  private final BitSet pieces = new BitSet();
  private final RowOrder order;
  private final int[] before;

  RowModel(Demand demand, int[] order, PlanOptions options) {
    this.demand = demand;
    this.storage = demand.storage();
    RowGroups groups = new RowGroups(demand);
    this.order = new RowOrder(demand, groups, order, options);
    under = new RowStores(demand, groups, this.order, options.outputRows());
    stores = under.stores();
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
    readers = new RowReaders(stores, calls);
    for (int value = 0; value < storage.values().size(); value++) {
      if (storage.bytes(value) > 0 && !seesRows(value)) {
        storesOf(value).forEach(pieces::set);
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
    return readers.of(store);
  }

  /** The stores under a value. */
  List<Integer> storesOf(int value) {
    return under.of(value);
  }

  /** Whether the rows of a value are rows of all stores under it. */
  boolean seesRows(int value) {
    return value >= 0 && storesOf(value).stream().allMatch(store -> under.seesRows(value, store));
  }

  /** Whether some value over a store does not see its rows. */
  boolean isSeenAsPiece(int store) {
    return pieces.get(store);
  }

  /**
   * Whether a call reads some rows only of a store that others read as well: these may be gone.
   * Then it runs row by row; a layer over its whole output holds on to all of its operands.
   */
  boolean readsParts(int position) {
    return readers.readsParts(position);
  }

  /**
   * The lowest row of a store that calls from a position on ask for; above all rows where there is
   * none.
   */
  int lowest(int store, int position) {
    return readers.lowest(store, position);
  }

  /** One more than the last such row; 0 for none. */
  int end(int store, int position) {
    return readers.end(store, position);
  }

  /** The row of a store at which a value begins that sees its rows. */
  int shift(int value, int store) {
    return under.shift(value, store);
  }

  private Call receive(int input, int position) {
    List<Integer> writes = new ArrayList<>(storesOf(input));
    writes.removeIf(store -> stores.get(store).producer() != position);
    return edge(Mode.RECEIVE, input, storage.values().get(input).type(), List.of(), writes);
  }

  private Call deliver(int output) {
    Value value = storage.graph().outputs().get(output).value();
    int number = storage.number(value.id());
    List<RowRead> reads = reads(number, RowWindow.same(), value.type().rows());
    return edge(Mode.DELIVER, output, value.type(), reads, List.of());
  }

  /** What rows of a result ask for of a value: row by row where its rows are those of stores. */
  private List<RowRead> reads(int value, RowWindow window, int outputRows) {
    List<RowRead> reads = new ArrayList<>();
    List<Integer> parts = storesOf(value);
    for (int store : parts) {
      boolean sees = under.seesRows(value, store);
      reads.add(
          new RowRead(
              store,
              stores.get(store),
              sees ? window : RowWindow.all(),
              sees ? under.shift(value, store) : 0,
              parts.size(),
              outputRows));
    }
    return reads;
  }

  private static Call edge(
      Mode mode, int port, TensorType type, List<RowRead> reads, List<Integer> writes) {
    return new Call(port, mode, type.rows(), reads, writes, List.of(), 0, 1, 0, 0, 0);
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
            && seesRows(storage.number(node.inputs().get(accumulation.get().input())))
            && isFedAlone(node, accumulation.get());
    Mode mode =
        feeds
            ? Mode.ACCUMULATE
            : access instanceof Access.ByRows && sameRows ? Mode.ROWS : Mode.WHOLE;
    List<RowRead> reads = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      int value = storage.number(node.inputs().get(i));
      if (value < 0) {
        continue;
      }
      RowWindow window =
          mode == Mode.ROWS ? ((Access.ByRows) access).windows().get(i) : RowWindow.all();
      reads.addAll(reads(value, window, rows));
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
        feeds ? accumulation.get().inputRows() : 0,
        feeds ? accumulation.get().stateRows() : 0);
  }

  /** Whether all that it needs beside the rows is in flash, and nobody wants a second result. */
  private boolean isFedAlone(Node node, Accumulation accumulation) {
    return IntStream.range(0, node.inputs().size())
            .filter(input -> input != accumulation.input())
            .allMatch(input -> storage.number(node.inputs().get(input)) < 0)
        && node.outputs().stream().skip(1).allMatch(it -> storage.index().uses(it.id()) == 0);
  }

  /** The one store whose rows a value's are; -1 where it has several, or sees other rows. */
  private int rowsOf(String id) {
    int value = storage.number(id);
    List<Integer> found = value < 0 ? List.of() : storesOf(value);
    return found.size() == 1 && under.seesRows(value, found.get(0)) ? found.get(0) : -1;
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
      int store = rowsOf(id);
      if (store < 0 || !sameRow) {
        continue;
      }
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
