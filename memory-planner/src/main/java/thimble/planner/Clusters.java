package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import thimble.planner.Demand.Takeover;

/**
 * Once the order is known: how long each atom lives, and which groups are joined because an output
 * takes over the memory of a dying input. Two groups are joined only if then no byte is needed by
 * both at the same time, except in the very step in which the one hands over to the other.
 */
final class Clusters {
  private final Demand demand;
  private final Storage storage;
  private final int[] order;
  private final int[] first;
  private final int[] last;

  /** Forest of groups; each group lies at {@code shift} from its parent's origin. */
  private final int[] parent;

  private final long[] shift;

  /** By cluster, the widest element in it, and a place that is a multiple of its size. */
  private final int[] width;

  private final long[] anchor;
  private final List<List<Integer>> members = new ArrayList<>();
  private final List<Integer> inPlace = new ArrayList<>();

  private Clusters(Demand demand, int[] order, BitSet apart) {
    this.demand = demand;
    this.storage = demand.storage();
    this.order = order;
    int[] step = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      step[order[i]] = i;
    }
    List<Atom> atoms = demand.atoms();
    first = new int[atoms.size()];
    last = new int[atoms.size()];
    int values = storage.values().size();
    parent = new int[values];
    shift = new long[values];
    anchor = new long[values];
    width = new int[values];
    for (int value = 0; value < values; value++) {
      parent[value] = value;
      members.add(new ArrayList<>());
    }
    for (int value = 0; value < values; value++) {
      int group = storage.group(value);
      width[group] = Math.max(width[group], storage.elementBytes(value));
    }
    for (int i = 0; i < first.length; i++) {
      Atom atom = atoms.get(i);
      first[i] = atom.producer() < 0 ? -1 : step[atom.producer()];
      last[i] = first[i];
      for (int reader : atom.readers()) {
        last[i] = Math.max(last[i], step[reader]);
      }
      last[i] = atom.kept() ? order.length : last[i];
      members.get(atom.group()).add(i);
    }
    for (int i = 0; i < order.length; i++) {
      if (!apart.get(order[i])) {
        runInPlace(order[i], i);
      }
    }
    for (int i = 0; i < order.length; i++) {
      handOver(order[i], i);
    }
  }

  /**
   * @param order the calls, in the order in which they run: call {@code order[i]} is step {@code i}
   */
  static Clusters of(Demand demand, int[] order) {
    return of(demand, order, new BitSet());
  }

  /**
   * @param apart calls that do not run in place
   */
  static Clusters of(Demand demand, int[] order, BitSet apart) {
    return new Clusters(demand, order, apart);
  }

  /** The calls that run in place, in their order. */
  List<Integer> inPlace() {
    return inPlace;
  }

  /** The cluster of a value: the number of one of its groups. */
  int cluster(int value) {
    int root = storage.group(value);
    while (parent[root] != root) {
      root = parent[root];
    }
    return root;
  }

  /** Where a value lies from its cluster's origin; may be negative. */
  private long place(int value) {
    return origin(storage.group(value)) + storage.offset(value);
  }

  private long origin(int group) {
    long origin = 0;
    for (int at = group; parent[at] != at; at = parent[at]) {
      origin += shift[at];
    }
    return origin;
  }

  private void runInPlace(int call, int step) {
    for (Takeover takeover : demand.takeovers(call)) {
      int host = cluster(takeover.input());
      int guest = cluster(takeover.output());
      boolean dies = diesAt(demand.covered(takeover), step);
      if (host == guest) {
        if (dies && place(takeover.input()) == place(takeover.output())) {
          return;
        }
        continue;
      }
      long move = place(takeover.input()) - place(takeover.output());
      if (dies && isAligned(host, guest, move) && fits(host, guest, move)) {
        join(host, guest, move);
        inPlace.add(call);
        return;
      }
    }
  }

  private boolean diesAt(int[] atoms, int step) {
    return Arrays.stream(atoms).allMatch(atom -> last[atom] == step);
  }

  /** Whether elements of both stay at multiples of their sizes. */
  private boolean isAligned(int host, int guest, long move) {
    return (anchor[guest] + move - anchor[host]) % Math.min(width[host], width[guest]) == 0;
  }

  private boolean fits(int host, int guest, long move) {
    for (int theirs : members.get(host)) {
      for (int ours : members.get(guest)) {
        if (meet(theirs, ours, move) && !hands(theirs, ours, move) && !hands(ours, theirs, -move)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean meet(int theirs, int ours, long move) {
    if (first[ours] > last[theirs] || first[theirs] > last[ours]) {
      return false;
    }
    Atom a = demand.atoms().get(theirs);
    Atom b = demand.atoms().get(ours);
    long atA = origin(a.group());
    long atB = origin(b.group()) + move;
    return atA + a.low() < atB + b.high() && atB + b.low() < atA + a.high();
  }

  /**
   * Whether the younger atom is what a call writes in place over the older one, in the step where
   * that dies.
   */
  private boolean hands(int older, int younger, long move) {
    if (last[older] != first[younger] || first[younger] < 0 || first[younger] >= order.length) {
      return false;
    }
    Atom from = demand.atoms().get(older);
    Atom to = demand.atoms().get(younger);
    for (Takeover takeover : demand.takeovers(order[first[younger]])) {
      if (to.origin() == takeover.output()
          && storage.group(takeover.input()) == from.group()
          && place(takeover.input()) == place(takeover.output()) + move
          && from.isWithin(
              storage.offset(takeover.input()), storage.offset(takeover.input()) + takeover.bytes())
          && diesAt(demand.covered(takeover), first[younger])) {
        return true;
      }
    }
    return false;
  }

  private void join(int host, int guest, long move) {
    // The larger one keeps its members.
    boolean swap = members.get(host).size() < members.get(guest).size();
    int to = swap ? guest : host;
    int from = swap ? host : guest;
    parent[from] = to;
    shift[from] = swap ? -move : move;
    if (width[from] > width[to]) {
      width[to] = width[from];
      anchor[to] = anchor[from] + shift[from];
    }
    members.get(to).addAll(members.get(from));
    members.set(from, new ArrayList<>());
  }

  /** An atom that is taken over in a step is counted as the new value's in that step. */
  private void handOver(int call, int step) {
    for (Takeover takeover : demand.takeovers(call)) {
      int[] covered = demand.covered(takeover);
      if (cluster(takeover.input()) == cluster(takeover.output())
          && place(takeover.input()) == place(takeover.output())
          && diesAt(covered, step)) {
        for (int atom : covered) {
          last[atom] = step - 1;
        }
        return;
      }
    }
  }

  /** The clusters and the working memories, ready to be placed. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int cluster = 0; cluster < members.size(); cluster++) {
      if (!members.get(cluster).isEmpty()) {
        blocks.add(block(cluster));
      }
    }
    for (int i = 0; i < order.length; i++) {
      long bytes = demand.scratchBytes(order[i]);
      if (bytes > 0) {
        blocks.add(Block.scratch(order[i], i, bytes, demand.scratchAlignment(order[i])));
      }
    }
    return blocks;
  }

  private Block block(int cluster) {
    long base = base(cluster);
    long bytes = 0;
    List<Block.Rectangle> rectangles = new ArrayList<>();
    for (int i : members.get(cluster)) {
      Atom atom = demand.atoms().get(i);
      long at = origin(atom.group()) - base;
      rectangles.add(
          new Block.Rectangle(at + atom.low(), at + atom.high(), first[i], last[i], atom.origin()));
      bytes = Math.max(bytes, at + atom.high());
    }
    return Block.of(width[cluster], bytes, merged(rectangles), cluster);
  }

  /** Where a value lies within its cluster's block. */
  long offsetInBlock(int value) {
    return place(value) - base(cluster(value));
  }

  private final TreeMap<Integer, Long> bases = new TreeMap<>();

  /** The lowest byte in use, or a few bytes below it, where a multiple of the width lies. */
  private long base(int cluster) {
    return bases.computeIfAbsent(
        cluster,
        key -> {
          long lowest =
              members.get(key).stream()
                  .map(demand.atoms()::get)
                  .mapToLong(atom -> origin(atom.group()) + atom.low())
                  .min()
                  .orElse(0);
          return lowest - Math.floorMod(lowest - anchor[key], (long) width[key]);
        });
  }

  /** Joins rectangles of one value that stand side by side during the same steps. */
  private static List<Block.Rectangle> merged(List<Block.Rectangle> rectangles) {
    List<Block.Rectangle> sorted = new ArrayList<>(rectangles);
    sorted.sort(
        Comparator.comparingInt(Block.Rectangle::first)
            .thenComparingInt(Block.Rectangle::last)
            .thenComparingLong(Block.Rectangle::low));
    List<Block.Rectangle> result = new ArrayList<>();
    for (Block.Rectangle next : sorted) {
      Block.Rectangle top = result.isEmpty() ? null : result.get(result.size() - 1);
      if (top != null
          && top.origin() == next.origin()
          && top.first() == next.first()
          && top.last() == next.last()
          && top.high() == next.low()) {
        result.set(
            result.size() - 1,
            new Block.Rectangle(top.low(), next.high(), top.first(), top.last(), top.origin()));
      } else {
        result.add(next);
      }
    }
    return result;
  }
}
