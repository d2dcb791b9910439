package thimble.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Access;
import thimble.ir.op.Accumulation;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;
import thimble.targets.Kernel;

/**
 * A graph as the row scheduler sees it: calls in an order, and <em>stores</em>, each a number of
 * rows that one call produces and others read. A store is a value with its views, where all of them
 * see the same rows; a value that shares its bytes in other ways (parts of a concatenation, slices)
 * is cut into stores of one row each, its atoms.
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
    WHOLE
  }

  /**
   * What a call reads of one store.
   *
   * @param window which rows an output row needs; {@link RowWindow#all} for all of them
   */
  record Read(int store, RowWindow window) {}

  /**
   * @param node index in the graph
   * @param rows output rows
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

  RowModel(Demand demand, int[] order) {
    this.demand = demand;
    this.storage = demand.storage();
    int[] positionOfCall = new int[order.length];
    for (int position = 0; position < order.length; position++) {
      positionOfCall[order[position]] = position;
    }
    makeStores(positionOfCall);
    for (int position = 0; position < order.length; position++) {
      calls.add(call(demand.nodeOfCall(order[position]), order[position], position));
    }
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

  private void makeStores(int[] positionOfCall) {
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    for (int value = 0; value < storage.values().size(); value++) {
      if (storage.bytes(value) > 0) {
        members.computeIfAbsent(storage.group(value), key -> new ArrayList<>()).add(value);
      }
    }
    Map<Integer, List<Atom>> atoms = new LinkedHashMap<>();
    for (Atom atom : demand.atoms()) {
      atoms.computeIfAbsent(atom.group(), key -> new ArrayList<>()).add(atom);
    }
    members.forEach(
        (group, values) -> {
          List<Atom> parts = atoms.get(group);
          TensorType first = storage.values().get(values.get(0)).type();
          boolean alike =
              values.stream()
                  .allMatch(
                      value -> {
                        TensorType type = storage.values().get(value).type();
                        return type.rows() == first.rows()
                            && type.rowBytes() == first.rowBytes()
                            && storage.offset(value) == 0;
                      });
          int producer = parts.get(0).producer();
          boolean single = parts.stream().allMatch(atom -> atom.producer() == producer);
          if (alike && single) {
            boolean kept = parts.stream().anyMatch(Atom::kept);
            add(
                group,
                new Store(
                    first.rows(),
                    first.rowBytes(),
                    producer < 0 ? -1 : positionOfCall[producer],
                    kept,
                    group,
                    0,
                    true));
          } else {
            for (Atom atom : parts) {
              add(
                  group,
                  new Store(
                      1,
                      Math.toIntExact(atom.bytes()),
                      atom.producer() < 0 ? -1 : positionOfCall[atom.producer()],
                      atom.kept(),
                      group,
                      atom.low(),
                      false));
            }
          }
        });
  }

  private void add(int group, Store store) {
    storesOfGroup.computeIfAbsent(group, key -> new ArrayList<>()).add(stores.size());
    stores.add(store);
    readers.add(new ArrayList<>());
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
