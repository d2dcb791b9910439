package thimble.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.op.Op;
import thimble.ir.op.Slab;
import thimble.ir.op.Summand;
import thimble.planner.PartNeeds.Need;

/**
 * Rewrites a graph so that a {@link Region} is computed in parts: vertical strips where the axis is
 * the width, patches where strips of rows are cut once more, parts of the channels (FDT) where it
 * is the channels. The result is an ordinary graph, planned, proved, executed and written like any
 * other.
 *
 * <p>Which slab of each value a part needs follows from the last one backwards ({@link PartNeeds}).
 * What two parts both need (the halo) is computed twice: {@code graph.macs()} counts it. Parts are
 * put side by side by a concatenation; where the region's last layer sums over the axis, each part
 * adds its share to the sums of those before it ({@link Summation}).
 */
public final class Strips {
  private final GraphIndex index;
  private final Region region;
  private final PartWriter writer;
  private final List<List<String>> nodesOfParts = new ArrayList<>();

  private Strips(Graph graph, Region region, boolean repeatInputs) {
    this.index = graph.index();
    this.region = region;
    this.writer = new PartWriter(graph, repeatInputs);
  }

  /**
   * A graph with a region in parts.
   *
   * @param nodes for each part the ids of its nodes, in order; the concatenations that join parts
   *     come after the last one of them
   * @param ends for each part whether a concatenation follows it
   * @param wholes for each node of a part, or that joins some, the id of the whole value that it
   *     computes a slab of
   * @param shares for each node of a part how much of its result no part before it has computed
   * @param cuts one after another, each of what the one before gave: each is proved by itself
   */
  public record Parted(
      Graph graph,
      List<List<String>> nodes,
      List<Boolean> ends,
      Map<String, String> wholes,
      Map<String, Share> shares,
      List<Cut> cuts) {}

  /** So many of so many cells. */
  public record Share(long cells, long of) {
    private static final Share ALL = new Share(1, 1);

    Share times(Share other) {
      return new Share(cells * other.cells, of * other.of);
    }

    /** What of the work is done again. */
    long rest(long work) {
      return work - work * cells / of;
    }
  }

  /**
   * Parts along one axis.
   *
   * @param wholes for each node that is new the value that it computes a slab of
   */
  public record Cut(Graph graph, Map<String, String> wholes) {}

  /**
   * The graph in parts, the nodes of a part one after another, parts in order, where the region's
   * last node stood.
   *
   * @param repeatInputs whether each part reads a graph input anew, as a further input that repeats
   *     the first ({@link Port#again}): for inputs that come by rows and are not kept
   * @return empty where the region cannot be cut so
   */
  public static Optional<Parted> rewrite(Graph graph, Region region, boolean repeatInputs) {
    Optional<Parted> parts = new Strips(graph, region, repeatInputs).rewrite();
    return region.columns().isEmpty()
        ? parts
        : parts.flatMap(bands -> inStrips(bands, region.columns(), repeatInputs));
  }

  /** Cuts each part once more, along the width. */
  private static Optional<Parted> inStrips(
      Parted bands, List<Integer> columns, boolean repeatInputs) {
    Graph graph = bands.graph();
    List<List<String>> nodes = new ArrayList<>();
    List<Boolean> ends = new ArrayList<>();
    Map<String, String> wholes = new LinkedHashMap<>(bands.wholes());
    Map<String, Share> shares = new LinkedHashMap<>();
    List<Cut> cuts = new ArrayList<>(bands.cuts());
    for (List<String> band : bands.nodes()) {
      Region strips = new Region(band, Region.COLUMNS, columns);
      Optional<Parted> cut = new Strips(graph, strips, repeatInputs).rewrite();
      if (cut.isEmpty()) {
        return cut;
      }
      graph = cut.get().graph();
      nodes.addAll(cut.get().nodes());
      ends.addAll(cut.get().ends());
      cuts.addAll(cut.get().cuts());
      Map<String, String> ofBand = cut.get().wholes();
      cut.get()
          .shares()
          .forEach(
              (id, share) ->
                  shares.put(
                      id, share.times(bands.shares().getOrDefault(ofBand.get(id), Share.ALL))));
      cut.get().wholes().forEach((id, whole) -> wholes.put(id, wholes.getOrDefault(whole, whole)));
    }
    return Optional.of(new Parted(graph, nodes, ends, wholes, shares, cuts));
  }

  private Optional<Parted> rewrite() {
    List<Node> nodes = new ArrayList<>();
    for (String id : region.values()) {
      Optional<Node> node = index.producer(id);
      if (node.isEmpty() || node.get().outputs().size() != 1) {
        return Optional.empty();
      }
      nodes.add(node.get());
    }
    if (PartNeeds.areSeenOutside(index, region.values())
        || !(region.summed() ? summed(nodes) : sideBySide(nodes))) {
      return Optional.empty();
    }
    List<Boolean> ends = new ArrayList<>(Collections.nCopies(nodesOfParts.size() - 1, false));
    ends.add(true);
    Graph cut = writer.assemble(nodes);
    return Optional.of(
        new Parted(
            cut,
            nodesOfParts,
            ends,
            writer.wholes(),
            writer.shares(),
            List.of(new Cut(cut, writer.wholes()))));
  }

  private Slab slab(int part) {
    return new Slab(region.axis(), region.bounds().get(part), region.bounds().get(part + 1));
  }

  /** Whether the parts could be written. */
  private boolean sideBySide(List<Node> nodes) {
    List<String> parts = new ArrayList<>();
    for (int part = 0; part < region.bounds().size() - 1; part++) {
      Optional<Map<String, Need>> needs = PartNeeds.of(index, nodes, region.result(), slab(part));
      if (needs.isEmpty()) {
        return false;
      }
      int before = writer.count();
      writer.part(nodes, needs.get());
      parts.add(writer.name(region.result()));
      nodesOfParts.add(writer.idsFrom(before));
    }
    writer.join(nodes.get(nodes.size() - 1), region.axis(), parts);
    return true;
  }

  private boolean summed(List<Node> nodes) {
    Optional<Summation> found = Summation.of(index, nodes.get(nodes.size() - 1), region.axis());
    int end = region.bounds().get(region.bounds().size() - 1);
    if (found.isEmpty() || found.get().x().extent(region.axis()) != end) {
      return false;
    }
    Summation summation = found.get();
    List<Node> before = nodes.stream().filter(node -> !summation.isPart(node)).toList();
    Optional<String> sums = Optional.empty();
    Optional<Op> finish = Optional.empty();
    for (int part = 0; part < region.bounds().size() - 1; part++) {
      Slab slab = slab(part);
      Optional<Summand> summand = summation.summand(index, slab);
      Optional<Map<String, Need>> needs = PartNeeds.of(index, before, summation.source(), slab);
      if (summand.isEmpty() || needs.isEmpty() || !needs.get().containsKey(summation.source())) {
        return false;
      }
      int first = writer.count();
      writer.part(before, needs.get());
      sums = Optional.of(writer.sum(summation, summand.get(), sums));
      finish = Optional.of(summand.get().finish());
      nodesOfParts.add(writer.idsFrom(first));
    }
    writer.finish(summation, finish.orElseThrow(), sums.orElseThrow());
    return true;
  }
}
