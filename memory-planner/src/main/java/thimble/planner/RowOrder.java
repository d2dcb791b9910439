package thimble.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.Port;
import thimble.ir.Value;

/**
 * The order in which a plan by rows goes through a graph: its calls as the order search put them,
 * and between them the inputs that come and the outputs that go by rows. An input comes as late as
 * it can, an output goes as soon as its producer is there; when their single rows do, their stages
 * decide.
 */
final class RowOrder {
  /** What stands at a position. */
  enum Kind {
    /** {@code index} is a call of {@link Demand}. */
    CALL,
    /** {@code index} is a graph input. */
    RECEIVE,
    /** {@code index} is a graph output. */
    DELIVER
  }

  record Entry(Kind kind, int index) {}

  private final Demand demand;
  private final RowGroups groups;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Entry, Integer> positions = new HashMap<>();

  RowOrder(Demand demand, RowGroups groups, int[] order, PlanOptions options) {
    this.demand = demand;
    this.groups = groups;
    for (int call : order) {
      entries.add(new Entry(Kind.CALL, call));
    }
    number();
    if (options.inputRows()) {
      insertReceives();
    }
    if (options.outputRows()) {
      insertDeliveries();
    }
  }

  List<Entry> entries() {
    return entries;
  }

  /** Whether anything comes or goes by rows. */
  boolean hasEdges() {
    return entries.stream().anyMatch(entry -> entry.kind() != Kind.CALL);
  }

  /** Where an atom is written; -1 for before the run. */
  int producer(Atom atom) {
    Entry entry =
        atom.producer() >= 0
            ? new Entry(Kind.CALL, atom.producer())
            : new Entry(Kind.RECEIVE, atom.origin());
    return positions.getOrDefault(entry, -1);
  }

  /**
   * For an input that is received again: the position at which it was received before; -1 for all
   * others.
   */
  int before(int position) {
    Entry entry = entries.get(position);
    if (entry.kind() != Kind.RECEIVE) {
      return -1;
    }
    int found = -1;
    for (int input = 0; input < entry.index(); input++) {
      if (source(input).equals(source(entry.index()))) {
        found = positions.getOrDefault(new Entry(Kind.RECEIVE, input), found);
      }
    }
    return found;
  }

  private String source(int input) {
    Port port = demand.graph().inputs().get(input);
    return port.again().orElse(port.value().id());
  }

  private void number() {
    positions.clear();
    for (int position = 0; position < entries.size(); position++) {
      positions.put(entries.get(position), position);
    }
  }

  /** From the last input to the first: what repeats comes after what it repeats. */
  private void insertReceives() {
    Map<String, Integer> latest = new HashMap<>();
    for (int input = demand.storage().inputCount() - 1; input >= 0; input--) {
      boolean isState = demand.graph().inputs().get(input).carried().isPresent();
      if (demand.storage().bytes(input) > 0 && !isState) {
        int at = Math.min(firstReader(input), latest.getOrDefault(source(input), entries.size()));
        Entry entry = new Entry(Kind.RECEIVE, input);
        entries.add(at, entry);
        number();
        latest.replaceAll((source, position) -> position >= at ? position + 1 : position);
        latest.put(source(input), at);
      }
    }
  }

  private int firstReader(int value) {
    int first = entries.size();
    for (int atom = demand.firstAtom(value); atom < demand.endAtom(value); atom++) {
      for (int reader : demand.atoms().get(atom).readers()) {
        first = Math.min(first, positions.get(new Entry(Kind.CALL, reader)));
      }
    }
    return first;
  }

  private void insertDeliveries() {
    List<Port> outputs = demand.graph().outputs();
    for (int output = outputs.size() - 1; output >= 0; output--) {
      Value value = outputs.get(output).value();
      int number = demand.storage().number(value.id());
      boolean isShown = demand.graph().results().contains(outputs.get(output));
      if (isShown && isDeliverable(value, number)) {
        Atom atom = demand.atoms().get(demand.firstAtom(number));
        entries.add(producer(atom) + 1, new Entry(Kind.DELIVER, output));
        number();
      }
    }
  }

  /** An output of a single row, or in pieces that are no rows, stands until the next run. */
  private boolean isDeliverable(Value value, int number) {
    return value.type().rows() > 1
        && value.type().bytes() > 0
        && groups.isRowwise(demand.storage().group(number));
  }
}
