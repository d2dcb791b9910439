package thimble.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.planner.RowModel.Call;
import thimble.planner.RowModel.Mode;
import thimble.targets.Kernel;

/**
 * A graph with some of its regions in parts, as the row scheduler sees it: which calls stay
 * together, and what of it is as it was before.
 */
final class PartedModel {
  private final Graph graph;

  /** One after another, each of the graph that the one before gives. */
  private final List<Strips.Parted> cuts;

  private final Map<String, Integer> partOfNode = new HashMap<>();
  private final List<Boolean> ends = new ArrayList<>();

  /** For each node that is not the base's own the id of the whole that it is a part of. */
  private final Map<String, String> wholes = new LinkedHashMap<>();

  private Demand demand;
  private RowModel model;

  private PartedModel(Graph graph, List<Strips.Parted> cuts) {
    this.graph = graph;
    this.cuts = cuts;
  }

  /**
   * Cuts regions of a graph whose nodes stand in the order in which they run.
   *
   * @return empty where one of them cannot be cut
   */
  static Optional<PartedModel> of(Graph base, List<Region> regions, boolean repeatInputs) {
    Graph graph = base;
    List<Strips.Parted> cuts = new ArrayList<>();
    for (Region region : regions) {
      Optional<Strips.Parted> cut = Strips.rewrite(graph, region, repeatInputs);
      if (cut.isEmpty()) {
        return Optional.empty();
      }
      cuts.add(cut.get());
      graph = cut.get().graph();
    }
    PartedModel parted = new PartedModel(graph, cuts);
    for (int i = 0; i < regions.size(); i++) {
      parted.add(regions.get(i), cuts.get(i));
    }
    return Optional.of(parted);
  }

  private void add(Region region, Strips.Parted cut) {
    wholes.putAll(cut.wholes());
    wholes.put(region.result(), region.result());
    for (int part = 0; part < cut.nodes().size(); part++) {
      for (String id : cut.nodes().get(part)) {
        partOfNode.put(id, ends.size());
      }
      ends.add(cut.ends().get(part));
    }
  }

  /** Proves that it computes what its base does. */
  PartedModel prove(Graph base) {
    Graph before = base;
    for (Strips.Parted cut : cuts) {
      PartsVerifier.prove(before, cut);
      before = cut.graph();
    }
    return this;
  }

  /** By node of a part: multiply-accumulates of what a part before it has computed already. */
  Map<String, Long> recomputed() {
    GraphIndex index = graph.index();
    Map<String, Long> recomputed = new LinkedHashMap<>();
    for (Strips.Parted cut : cuts) {
      cut.shares()
          .forEach(
              (id, share) ->
                  index
                      .producer(id)
                      .map(node -> share.rest(node.op().macs(index.signature(node))))
                      .filter(macs -> macs > 0)
                      .ifPresent(macs -> recomputed.put(id, macs)));
    }
    return recomputed;
  }

  Graph graph() {
    return graph;
  }

  Demand demand() {
    return demand;
  }

  RowModel model() {
    return model;
  }

  /** Chooses the kernel of a node. */
  interface Kernels {
    /**
     * @param index of the graph that the node is in
     * @param whole the id of the value of the base that the node computes, or computes a slab of
     */
    Kernel of(Node node, GraphIndex index, String whole);
  }

  /** Makes the model. */
  PartedModel with(Kernels kernels, PlanOptions options) {
    GraphIndex index = graph.index();
    List<Kernel> chosen = new ArrayList<>();
    for (Node node : graph.nodes()) {
      chosen.add(kernels.of(node, index, whole(node.output().id())));
    }
    demand = Demand.of(Storage.of(graph), chosen);
    model = new RowModel(demand, order(), options);
    return this;
  }

  /** The nodes run as they stand. */
  int[] order() {
    return IntStream.range(0, demand.calls()).toArray();
  }

  /** The node of the base that a node computes, or computes a slab of. */
  String whole(String id) {
    return wholes.getOrDefault(id, id);
  }

  /** Whether a node is the base's own and computes what it did there. */
  boolean isUntouched(String id) {
    return !wholes.containsKey(id);
  }

  /** The name of the value that a call computes first; of an input that comes, its own. */
  String name(int position) {
    Call call = model.calls().get(position);
    return switch (call.mode()) {
      case RECEIVE -> graph.inputs().get(call.node()).value().id();
      case DELIVER -> "deliver " + call.node();
      default -> graph.nodes().get(call.node()).output().id();
    };
  }

  Segments segments() {
    int count = model.calls().size();
    int[] part = new int[count];
    Arrays.fill(part, -1);
    for (int position = count - 1; position >= 0; position--) {
      // An input that comes belongs to what reads it first.
      boolean comes = model.calls().get(position).mode() == Mode.RECEIVE;
      part[position] =
          comes
              ? position + 1 < count ? part[position + 1] : -1
              : partOfNode.getOrDefault(name(position), -1);
    }
    boolean[] last = new boolean[ends.size()];
    for (int i = 0; i < last.length; i++) {
      last[i] = ends.get(i);
    }
    return Segments.of(part, last);
  }

  /** Shares what is known of stages that no region touches. */
  StageCosts costs(StageCosts known) {
    Map<Integer, String> names = new TreeMap<>();
    for (int position = 0; position < model.calls().size(); position++) {
      String name = name(position);
      names.put(position, isUntouched(name) && !partOfNode.containsKey(name) ? name : "");
    }
    return known.named(names::get);
  }
}
