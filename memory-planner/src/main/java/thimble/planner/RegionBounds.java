package thimble.planner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.TensorType;
import thimble.ir.op.Slab;

/** Between which nodes of a graph a region may lie, and what its parts read. */
final class RegionBounds {
  private final Graph base;
  private final GraphIndex index;
  private final PlanOptions options;

  /**
   * @param base its nodes in the order in which they run
   */
  RegionBounds(Graph base, PlanOptions options) {
    this.base = base;
    this.index = base.index();
    this.options = options;
  }

  /**
   * Where a region may begin: the later the better, unless parts that begin earlier read less that
   * must be there as a whole, or contain more of the fullest moments.
   *
   * @param room bytes that may be kept
   */
  List<Integer> firsts(int last, int axis, Set<Integer> fullest, long room) {
    return between(earliest(last, last, axis), last, fullest, room);
  }

  /** The same where the last node sums over the axis. */
  List<Integer> firsts(Summation summation, int last, int axis, Set<Integer> fullest, long room) {
    int end = last - (summation.view().isPresent() ? 2 : 1);
    boolean together = end >= 0 && base.nodes().get(end).output().id().equals(summation.source());
    return together ? between(earliest(last, end, axis), last, fullest, room) : List.of();
  }

  private List<Integer> between(int earliest, int last, Set<Integer> fullest, long room) {
    List<Integer> firsts = new ArrayList<>();
    long least = room;
    long most = 0;
    for (int first = last - 1; first >= earliest; first--) {
      int begin = first;
      long met = fullest.stream().filter(call -> begin <= call && call <= last).count();
      long kept = met > 0 ? kept(first, last) : Long.MAX_VALUE;
      if (kept < least || met > most && kept < room) {
        firsts.add(first);
        least = Math.min(least, kept);
        most = Math.max(most, met);
      }
    }
    return firsts;
  }

  /**
   * The first node from which on all up to a last one compute for it alone and can be cut.
   *
   * @param end the last one that is cut; those behind it sum over its parts
   */
  private int earliest(int last, int end, int axis) {
    Set<String> inside = new HashSet<>();
    for (int node = end + 1; node <= last; node++) {
      inside.add(base.nodes().get(node).output().id());
    }
    int earliest = last + 1;
    for (int node = end; node >= 0; node--) {
      Node it = base.nodes().get(node);
      String id = it.output().id();
      boolean mine =
          node == last
              || !index.isOutput(id)
                  && !index.readers(id).isEmpty()
                  && index.readers(id).stream()
                      .allMatch(reader -> inside.contains(reader.output().id()));
      if (!mine || it.outputs().size() != 1 || !canBeCut(it, axis)) {
        break;
      }
      inside.add(id);
      earliest = node;
      if (readsWhole(it, axis)) {
        break;
      }
    }
    return earliest;
  }

  /**
   * Whether a part of a node reads all of something that is computed: what goes before is not cut.
   */
  private boolean readsWhole(Node node, int axis) {
    Slab all = new Slab(axis, 0, node.output().type().extent(axis));
    List<Slab> slabs = node.op().part(index.signature(node), all).orElseThrow().inputs();
    return IntStream.range(0, slabs.size())
        .anyMatch(
            input -> slabs.get(input).isWhole() && !index.isConstant(node.inputs().get(input)));
  }

  private boolean canBeCut(Node node, int axis) {
    TensorType type = node.output().type();
    return axis < type.rank()
        && type.extent(axis) > 1
        && node.op().part(index.signature(node), new Slab(axis, 0, type.extent(axis))).isPresent();
  }

  /** Bytes of what all parts read, which is there as a whole from the first part to the last. */
  long kept(int first, int last) {
    Set<String> inside = new HashSet<>();
    Set<String> read = new TreeSet<>();
    for (int node = first; node <= last; node++) {
      inside.add(base.nodes().get(node).output().id());
      read.addAll(base.nodes().get(node).inputs());
    }
    Set<String> coming =
        options.inputRows()
            ? base.inputs().stream().map(port -> port.value().id()).collect(Collectors.toSet())
            : Set.of();
    return read.stream()
        .filter(id -> !inside.contains(id) && !index.isConstant(id) && !coming.contains(id))
        .mapToLong(id -> index.type(id).bytes())
        .sum();
  }

  /** Bytes of the sums, which are there from the first part to the last. */
  long sumBytes(Summation summation, int axis) {
    Slab all = new Slab(axis, 0, summation.x().extent(axis));
    return summation.summand(index, all).orElseThrow().sums().bytes();
  }
}
