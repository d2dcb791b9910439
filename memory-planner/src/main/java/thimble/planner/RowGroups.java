package thimble.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.TensorType;

/** The values and atoms of each group of {@link Storage}, and which groups are made of rows. */
final class RowGroups {
  private final Storage storage;
  private final Map<Integer, List<Integer>> values = new LinkedHashMap<>();
  private final Map<Integer, List<Atom>> atoms = new LinkedHashMap<>();

  RowGroups(Demand demand) {
    storage = demand.storage();
    for (int value = 0; value < storage.values().size(); value++) {
      if (storage.bytes(value) > 0) {
        values.computeIfAbsent(storage.group(value), key -> new ArrayList<>()).add(value);
      }
    }
    for (Atom atom : demand.atoms()) {
      atoms.computeIfAbsent(atom.group(), key -> new ArrayList<>()).add(atom);
    }
  }

  /** Groups that have bytes. */
  Iterable<Integer> groups() {
    return values.keySet();
  }

  List<Atom> atoms(int group) {
    return atoms.get(group);
  }

  List<Integer> values(int group) {
    return values.get(group);
  }

  /** The type whose rows all values of the group see, if they see the same. */
  TensorType type(int group) {
    return storage.values().get(values.get(group).get(0)).type();
  }

  /** Whether one call writes the whole group and all its values see the same rows. */
  boolean isRowwise(int group) {
    TensorType first = type(group);
    Atom part = atoms.get(group).get(0);
    return atoms.get(group).stream().allMatch(atom -> source(atom) == source(part))
        && values.get(group).stream()
            .allMatch(
                value -> {
                  TensorType type = storage.values().get(value).type();
                  return type.rows() == first.rows()
                      && type.rowBytes() == first.rowBytes()
                      && storage.offset(value) == 0;
                });
  }

  /** A number for what writes an atom: a call, or as a negative number a graph input. */
  private static int source(Atom atom) {
    return atom.producer() >= 0 ? atom.producer() : -1 - atom.origin();
  }
}
