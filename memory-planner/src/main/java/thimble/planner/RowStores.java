package thimble.planner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thimble.ir.TensorType;
import thimble.planner.RowModel.Store;

/**
 * The memory of each group of values as {@link Store}s: what one kernel writes and whose rows come
 * and go, cut where a view of it begins or ends at a row. Views see rows of a store where theirs
 * are as long; else they see it as a whole. What begins or ends inside of a row is a store of one
 * row.
 *
 * <pre>
 *   concat along rows   y |=========|======|     two stores, one for each producer
 *   slice of rows       x |====|===========|     two stores of one producer
 *   reshape             z |================|     rows of the producer
 * </pre>
 */
final class RowStores {
  private final Demand demand;
  private final Storage storage;
  private final RowOrder order;
  private final List<Store> stores = new ArrayList<>();
  private final Map<Integer, List<Integer>> ofGroup = new LinkedHashMap<>();

  RowStores(Demand demand, RowGroups groups, RowOrder order, boolean outputRows) {
    this.demand = demand;
    this.storage = demand.storage();
    this.order = order;
    for (int group : groups.groups()) {
      boolean delivered = outputRows && groups.isRowwise(group) && groups.type(group).rows() > 1;
      add(group, groups, delivered);
    }
  }

  List<Store> stores() {
    return stores;
  }

  /** The stores under a value, in the order of their bytes. */
  List<Integer> of(int value) {
    List<Integer> found = new ArrayList<>();
    long from = storage.offset(value);
    long to = from + storage.bytes(value);
    for (int store : ofGroup.getOrDefault(storage.group(value), List.of())) {
      Store candidate = stores.get(store);
      if (candidate.base() < to && from < candidate.base() + candidate.bytes()) {
        found.add(store);
      }
    }
    return found;
  }

  /** Whether the rows of a value are rows of a store under it. */
  boolean seesRows(int value, int store) {
    Store it = stores.get(store);
    int rowBytes = storage.values().get(value).type().rowBytes();
    return it.rowwise()
        && it.rowBytes() == rowBytes
        && (storage.offset(value) - it.base()) % rowBytes == 0;
  }

  /** The row of a store at which a value begins whose rows are its own; may lie outside. */
  int shift(int value, int store) {
    Store it = stores.get(store);
    return Math.toIntExact((storage.offset(value) - it.base()) / it.rowBytes());
  }

  private void add(int group, RowGroups groups, boolean delivered) {
    Set<Long> bounds = new HashSet<>();
    for (int value : groups.values(group)) {
      bounds.add(storage.offset(value));
      bounds.add(storage.offset(value) + storage.bytes(value));
    }
    List<Atom> atoms = groups.atoms(group);
    int begin = 0;
    for (int end = 1; end <= atoms.size(); end++) {
      Atom first = atoms.get(begin);
      // Between two values' bounds atoms are cut only for results that take over less than all.
      if (end == atoms.size()
          || bounds.contains(atoms.get(end).low())
          || atoms.get(end).origin() != first.origin()) {
        ofGroup.computeIfAbsent(group, key -> new ArrayList<>()).add(stores.size());
        stores.add(store(first, atoms.get(end - 1).high(), delivered));
        begin = end;
      }
    }
  }

  private Store store(Atom atom, long high, boolean delivered) {
    TensorType type = storage.values().get(atom.origin()).type();
    int rowBytes = type.rowBytes();
    long before = atom.low() - storage.offset(atom.origin());
    long bytes = high - atom.low();
    boolean kept = atom.kept() && !delivered;
    int producer = order.producer(atom);
    boolean rows = before % rowBytes == 0 && bytes % rowBytes == 0;
    return rows
        ? new Store(
            Math.toIntExact(bytes / rowBytes),
            rowBytes,
            producer,
            Math.toIntExact(before / rowBytes),
            kept,
            atom.group(),
            atom.low(),
            true)
        : new Store(1, Math.toIntExact(bytes), producer, 0, kept, atom.group(), atom.low(), false);
  }
}
