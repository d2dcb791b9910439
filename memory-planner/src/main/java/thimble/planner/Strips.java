package thimble.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Concat;
import thimble.ir.op.Op;
import thimble.ir.op.Part;
import thimble.ir.op.Signature;
import thimble.ir.op.Slab;
import thimble.ir.op.Slice;
import thimble.ir.run.Evaluator;

/**
 * Rewrites a graph so that a {@link Region} is computed in parts: vertical strips where the axis is
 * the width, patches where strips of rows are cut once more, parts of the channels (FDT) where it
 * is the channels. The result is an ordinary graph, planned, proved, executed and written like any
 * other.
 *
 * <p>Which slab of each value a part needs follows from the last one backwards through {@link
 * Op#part}; the hull of what several readers need is computed once. What two parts both need (the
 * halo) is computed twice: {@code graph.macs()} counts it. A reader that needs less than there is
 * leaves cells out by itself where it can ({@link Op#cropping}), else it reads a {@link Slice}.
 */
public final class Strips {
  private final Graph graph;
  private final GraphIndex index;
  private final Region region;
  private final boolean repeatInputs;
  private final Set<String> taken = new HashSet<>();
  private final List<Node> made = new ArrayList<>();
  private final Map<String, TensorType> types = new HashMap<>();
  private final Map<String, String> wholes = new LinkedHashMap<>();

  /** By node of a part: what of it no part before has computed. */
  private final Map<String, Share> shares = new LinkedHashMap<>();

  /** By value of the region: how far along the axis it has been computed. */
  private final Map<String, Integer> reached = new HashMap<>();

  private final List<Port> inputs;
  private final Map<String, Constant> constants = new LinkedHashMap<>();

  private Strips(Graph graph, Region region, boolean repeatInputs) {
    this.graph = graph;
    this.index = graph.index();
    this.region = region;
    this.repeatInputs = repeatInputs;
    this.inputs = new ArrayList<>(graph.inputs());
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
    if (isSeenOutside()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    List<List<String>> nodesOfParts = new ArrayList<>();
    for (int part = 0; part < region.bounds().size() - 1; part++) {
      Slab slab = new Slab(region.axis(), region.bounds().get(part), region.bounds().get(part + 1));
      Optional<Map<String, Need>> needs = needs(nodes, slab);
      if (needs.isEmpty()) {
        return Optional.empty();
      }
      int before = made.size();
      parts.add(new Cloning(part, needs.get()).run(nodes));
      nodesOfParts.add(
          made.subList(before, made.size()).stream().map(node -> node.output().id()).toList());
    }
    join(parts);
    List<Boolean> ends = new ArrayList<>(Collections.nCopies(parts.size() - 1, false));
    ends.add(true);
    Graph cut = assemble(nodes);
    return Optional.of(
        new Parted(cut, nodesOfParts, ends, wholes, shares, List.of(new Cut(cut, wholes))));
  }

  /** Whether anybody outside reads a value that will only be there in parts. */
  private boolean isSeenOutside() {
    Set<String> inside = new HashSet<>(region.values());
    return region.values().stream()
        .filter(id -> !id.equals(region.result()))
        .anyMatch(
            id ->
                index.isOutput(id)
                    || index.readers(id).stream()
                        .anyMatch(reader -> !inside.contains(reader.output().id())));
  }

  /**
   * What a part needs of a value of the region.
   *
   * @param part how it is computed
   */
  private record Need(Slab slab, Part part) {}

  /** From the result backwards; empty where some operator cannot be cut there. */
  private Optional<Map<String, Need>> needs(List<Node> nodes, Slab result) {
    Map<String, Slab> asked = new LinkedHashMap<>();
    asked.put(region.result(), result);
    Map<String, Need> needs = new LinkedHashMap<>();
    Set<String> inside = new HashSet<>(region.values());
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      Slab slab = asked.get(node.output().id());
      if (slab == null || slab.isWhole()) {
        return Optional.empty();
      }
      Optional<Part> part = node.op().part(index.signature(node), slab);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      needs.put(node.output().id(), new Need(slab, part.get()));
      for (int input = 0; input < node.inputs().size(); input++) {
        String id = node.inputs().get(input);
        Slab before = asked.get(id);
        Slab more = part.get().inputs().get(input);
        if (!inside.contains(id)) {
          continue;
        }
        if (before != null && before.axis() != more.axis()) {
          return Optional.empty();
        }
        asked.put(id, before == null ? more : before.union(more));
      }
    }
    return Optional.of(needs);
  }

  /** Makes the nodes of one part. */
  private final class Cloning {
    private final int part;
    private final Map<String, Need> needs;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> slices = new LinkedHashMap<>();

    Cloning(int part, Map<String, Need> needs) {
      this.part = part;
      this.needs = needs;
    }

    /** The id of this part's result. */
    String run(List<Node> nodes) {
      for (Node node : nodes) {
        clone(node);
      }
      return names.get(region.result());
    }

    private void clone(Node node) {
      Need need = needs.get(node.output().id());
      Op op = need.part().op();
      List<String> inputIds = new ArrayList<>();
      for (int input = 0; input < node.inputs().size(); input++) {
        String id = node.inputs().get(input);
        Slab wanted = need.part().inputs().get(input);
        if (index.isConstant(id)) {
          inputIds.add(wanted.isWhole() ? id : constantSlab(id, wanted));
          continue;
        }
        Slab there = there(id, wanted);
        String source = source(id);
        if (!wanted.isWhole() && !wanted.equals(there)) {
          Slab kept =
              new Slab(wanted.axis(), wanted.from() - there.from(), wanted.to() - there.from());
          Optional<Op> cropping =
              input > 0 || node.inputs().lastIndexOf(id) > 0
                  ? Optional.empty()
                  : op.cropping(typeOf(source), kept);
          op = cropping.orElse(op);
          source = cropping.isPresent() ? source : slice(source, kept, node);
        }
        inputIds.add(source);
      }
      Slab slab = need.slab();
      TensorType type = node.output().type().slab(slab.axis(), slab.from(), slab.to());
      Value output = new Value(freshId(node.output().id() + suffix()), type);
      names.put(node.output().id(), output.id());
      wholes.put(output.id(), node.output().id());
      shares.put(output.id(), share(node.output().id(), slab));
      make(op, inputIds, output, node);
    }

    private Share share(String id, Slab slab) {
      int from = Math.max(slab.from(), reached.getOrDefault(id, 0));
      reached.merge(id, slab.to(), Math::max);
      return new Share(Math.max(0, slab.to() - from), slab.extent());
    }

    /** The slab of a value that this part can read: of the region's own what was computed. */
    private Slab there(String id, Slab like) {
      return needs.containsKey(id)
          ? needs.get(id).slab()
          : like.isWhole() ? like : new Slab(like.axis(), 0, index.type(id).extent(like.axis()));
    }

    private String source(String id) {
      boolean again =
          repeatInputs
              && part > 0
              && !needs.containsKey(id)
              && graph.inputs().stream().anyMatch(port -> port.value().id().equals(id));
      return names.computeIfAbsent(id, key -> again ? repeated(id) : id);
    }

    private String repeated(String id) {
      Port port =
          graph.inputs().stream()
              .filter(other -> other.value().id().equals(id))
              .findFirst()
              .orElseThrow()
              .repeatedAs(freshId(id + suffix()));
      inputs.add(port);
      types.put(port.value().id(), port.value().type());
      return port.value().id();
    }

    private String slice(String source, Slab kept, Node reader) {
      return slices.computeIfAbsent(
          source + " " + kept,
          key -> {
            TensorType type = typeOf(source);
            List<Integer> starts = new ArrayList<>(Collections.nCopies(type.rank(), 0));
            starts.set(kept.axis(), kept.from());
            TensorType result = type.slab(kept.axis(), kept.from(), kept.to());
            Op op = new Slice(starts, result.shape(), Collections.nCopies(type.rank(), 1));
            Value output = new Value(freshId(source + ".cut"), result);
            make(op, List.of(source), output, reader);
            wholes.put(output.id(), wholes.getOrDefault(source, source));
            return output.id();
          });
    }

    private String suffix() {
      return ".part" + part;
    }
  }

  private TensorType typeOf(String id) {
    TensorType type = types.get(id);
    return type == null ? index.type(id) : type;
  }

  /** A part of a constant; the same part is made once. */
  private String constantSlab(String id, Slab slab) {
    Constant whole = index.constant(id).orElseThrow();
    TensorType type = whole.value().type();
    if (slab.from() == 0 && slab.to() == type.extent(slab.axis())) {
      return id;
    }
    return constants
        .computeIfAbsent(
            id + " " + slab,
            key -> {
              TensorType part = type.slab(slab.axis(), slab.from(), slab.to());
              Value value = new Value(freshId(id + "." + slab.from() + "-" + slab.to()), part);
              return new Constant(value, slab(whole, slab));
            })
        .value()
        .id();
  }

  /** The data of a slab of a constant. */
  static TensorData slab(Constant whole, Slab slab) {
    TensorType type = whole.value().type();
    TensorType part = type.slab(slab.axis(), slab.from(), slab.to());
    List<Integer> starts = new ArrayList<>(Collections.nCopies(type.rank(), 0));
    starts.set(slab.axis(), slab.from());
    TensorType plain = TensorType.of(type.element(), type.shape());
    Slice slice = new Slice(starts, part.shape(), Collections.nCopies(type.rank(), 1));
    Signature signature =
        new Signature(List.of(plain), List.of(TensorType.of(part.element(), part.shape())));
    return Evaluator.apply(slice, signature, List.of(whole.data())).get(0);
  }

  /** A concatenation takes so many inputs only: more are joined in a tree. */
  private void join(List<String> parts) {
    Value result = index.value(region.result());
    Node last = index.producer(region.result()).orElseThrow();
    List<String> level = parts;
    while (level.size() > Concat.MOST_INPUTS) {
      List<String> next = new ArrayList<>();
      for (int from = 0; from < level.size(); from += Concat.MOST_INPUTS) {
        List<String> some = level.subList(from, Math.min(level.size(), from + Concat.MOST_INPUTS));
        int extent = some.stream().mapToInt(id -> typeOf(id).extent(region.axis())).sum();
        Value joined =
            new Value(
                freshId(result.id() + ".parts" + from),
                result.type().slab(region.axis(), 0, extent));
        make(new Concat(region.axis()), some, joined, last);
        next.add(joined.id());
      }
      level = next;
    }
    make(new Concat(region.axis()), level, result, last);
  }

  private void make(Op op, List<String> inputIds, Value output, Node like) {
    made.add(new Node(op, inputIds, List.of(output), like.origin()));
    types.put(output.id(), output.type());
  }

  /** Other nodes stay in their order; those before the region's last one run before its parts. */
  private Graph assemble(List<Node> replaced) {
    Set<String> ids = new HashSet<>(region.values());
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!ids.contains(node.output().id())) {
        nodes.add(node);
      } else if (node.output().id().equals(region.result())) {
        nodes.addAll(made);
      }
    }
    List<Constant> all = new ArrayList<>(graph.constants());
    all.addAll(constants.values());
    Graph cut = new Graph(graph.name(), inputs, all, nodes, graph.outputs());
    return withoutUnusedConstants(cut, replaced);
  }

  /** Constants of the region that only slabs are left of. */
  private static Graph withoutUnusedConstants(Graph cut, List<Node> replaced) {
    GraphIndex index = cut.index();
    Set<String> candidates = new HashSet<>();
    replaced.forEach(node -> candidates.addAll(node.inputs()));
    return cut.withConstants(
        cut.constants().stream()
            .filter(c -> !candidates.contains(c.value().id()) || index.uses(c.value().id()) > 0)
            .toList());
  }

  private String freshId(String wish) {
    String id = wish;
    for (int i = 2; index.defines(id) || taken.contains(id); i++) {
      id = wish + "." + i;
    }
    taken.add(id);
    return id;
  }
}
