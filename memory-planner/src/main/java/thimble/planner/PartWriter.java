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
import thimble.ir.TensorType;
import thimble.ir.Value;
import thimble.ir.op.Concat;
import thimble.ir.op.Op;
import thimble.ir.op.Reshape;
import thimble.ir.op.Slab;
import thimble.ir.op.Slice;
import thimble.ir.op.Summand;
import thimble.planner.PartNeeds.Need;
import thimble.planner.Strips.Share;

/**
 * Writes the nodes of a region's parts, one part after another, and what joins them. A reader that
 * needs less than there is leaves cells out by itself where it can ({@link Op#cropping}), else it
 * reads a {@link Slice}.
 */
final class PartWriter {
  private final Graph graph;
  private final GraphIndex index;
  private final boolean repeatInputs;
  private final ConstantSlabs constants;
  private final List<Port> inputs;
  private final Set<String> taken = new HashSet<>();
  private final List<Node> made = new ArrayList<>();
  private final Map<String, TensorType> types = new HashMap<>();
  private final Map<String, String> wholes = new LinkedHashMap<>();

  /** By node of a part: what of it no part before has computed. */
  private final Map<String, Share> shares = new LinkedHashMap<>();

  /** By value of the region: how far along the axis it has been computed. */
  private final Map<String, Integer> reached = new HashMap<>();

  // Of the part that is being written.
  private int part = -1;
  private Map<String, Need> needs = Map.of();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> slices = new HashMap<>();

  PartWriter(Graph graph, boolean repeatInputs) {
    this.graph = graph;
    this.index = graph.index();
    this.repeatInputs = repeatInputs;
    this.constants = new ConstantSlabs(index, this::freshId);
    this.inputs = new ArrayList<>(graph.inputs());
  }

  /** For each node written the value that it computes a slab of. */
  Map<String, String> wholes() {
    return wholes;
  }

  Map<String, Share> shares() {
    return shares;
  }

  /** How many nodes have been written. */
  int count() {
    return made.size();
  }

  /** The ids of the nodes written from one on. */
  List<String> idsFrom(int first) {
    return made.subList(first, made.size()).stream().map(node -> node.output().id()).toList();
  }

  /** Begins the next part and writes its nodes. */
  void part(List<Node> nodes, Map<String, Need> partNeeds) {
    part++;
    needs = partNeeds;
    names.clear();
    slices.clear();
    nodes.forEach(this::part);
  }

  /** The id of what this part has computed of a value. */
  String name(String id) {
    return names.get(id);
  }

  private void part(Node node) {
    Need need = needs.get(node.output().id());
    Op op = need.part().op();
    List<String> inputIds = new ArrayList<>();
    for (int input = 0; input < node.inputs().size(); input++) {
      String id = node.inputs().get(input);
      Slab wanted = need.part().inputs().get(input);
      if (index.isConstant(id)) {
        inputIds.add(constants.id(id, index.type(id), wanted));
        continue;
      }
      String source = source(id);
      Optional<Slab> kept = kept(id, wanted);
      if (kept.isPresent()) {
        Optional<Op> cropping =
            input > 0 || node.inputs().lastIndexOf(id) > 0
                ? Optional.empty()
                : op.cropping(typeOf(source), kept.get());
        op = cropping.orElse(op);
        source = cropping.isPresent() ? source : slice(source, kept.get(), node);
      }
      inputIds.add(source);
    }
    Slab slab = need.slab();
    TensorType type = node.output().type().slab(slab.axis(), slab.from(), slab.to());
    Value output = new Value(freshId(node.output().id() + suffix()), type);
    names.put(node.output().id(), output.id());
    shares.put(output.id(), share(node.output().id(), slab));
    make(op, inputIds, output, node);
    wholes.put(output.id(), node.output().id());
  }

  private Share share(String id, Slab slab) {
    int from = Math.max(slab.from(), reached.getOrDefault(id, 0));
    reached.merge(id, slab.to(), Math::max);
    return new Share(Math.max(0, slab.to() - from), slab.extent());
  }

  /** Where what is wanted lies in what this part can read of a value; empty where it is all. */
  private Optional<Slab> kept(String id, Slab wanted) {
    if (wanted.isWhole()) {
      return Optional.empty();
    }
    Slab there =
        needs.containsKey(id)
            ? needs.get(id).slab()
            : new Slab(wanted.axis(), 0, index.type(id).extent(wanted.axis()));
    return wanted.equals(there)
        ? Optional.empty()
        : Optional.of(
            new Slab(wanted.axis(), wanted.from() - there.from(), wanted.to() - there.from()));
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

  private TensorType typeOf(String id) {
    TensorType type = types.get(id);
    return type == null ? index.type(id) : type;
  }

  /**
   * Adds what this part has computed to the sums so far.
   *
   * @param before the id of the sums so far; empty for the first part
   * @return the id of the new ones
   */
  String sum(Summation summation, Summand summand, Optional<String> before) {
    Node layer = summation.layer();
    String result = layer.output().id();
    String x = name(summation.source());
    Optional<Slab> kept = kept(summation.source(), summand.inputs().get(0));
    List<String> inputIds = new ArrayList<>();
    inputIds.add(kept.isPresent() ? slice(x, kept.get(), layer) : x);
    for (int input = 1; input < summand.inputs().size(); input++) {
      inputIds.add(
          constants.id(
              layer.inputs().get(input), summand.seen().get(input), summand.inputs().get(input)));
    }
    inputIds.add(before.orElse(layer.inputs().get(layer.inputs().size() - 1)));
    Value sums = new Value(freshId(result + suffix()), summand.sums());
    make(summand.op(), inputIds, sums, layer);
    wholes.put(sums.id(), result);
    return sums.id();
  }

  /** What a layer gives, of the sums over all parts. */
  void finish(Summation summation, Op finish, String sums) {
    Node layer = summation.layer();
    Value result = layer.output();
    TensorType type = result.type().withShape(typeOf(sums).shape());
    if (type.equals(result.type())) {
      make(finish, List.of(sums), result, layer);
      return;
    }
    Value shaped = new Value(freshId(result.id() + ".shaped"), type);
    make(finish, List.of(sums), shaped, layer);
    wholes.put(shaped.id(), result.id());
    make(new Reshape(result.type().shape()), List.of(shaped.id()), result, layer);
  }

  /** A concatenation takes so many inputs only: more are joined in a tree. */
  void join(Node last, int axis, List<String> parts) {
    Value result = last.output();
    List<String> level = parts;
    while (level.size() > Concat.MOST_INPUTS) {
      List<String> next = new ArrayList<>();
      for (int from = 0; from < level.size(); from += Concat.MOST_INPUTS) {
        List<String> some = level.subList(from, Math.min(level.size(), from + Concat.MOST_INPUTS));
        int extent = some.stream().mapToInt(id -> typeOf(id).extent(axis)).sum();
        Value joined =
            new Value(freshId(result.id() + ".parts" + from), result.type().slab(axis, 0, extent));
        make(new Concat(axis), some, joined, last);
        next.add(joined.id());
      }
      level = next;
    }
    make(new Concat(axis), level, result, last);
  }

  private void make(Op op, List<String> inputIds, Value output, Node like) {
    made.add(new Node(op, inputIds, List.of(output), like.origin()));
    types.put(output.id(), output.type());
  }

  /**
   * The graph with what has been written in the place of some nodes. Others stay in their order;
   * those before the last one that is replaced run before its parts.
   */
  Graph assemble(List<Node> replaced) {
    Set<String> ids = new HashSet<>();
    replaced.forEach(node -> ids.add(node.output().id()));
    Node last = replaced.get(replaced.size() - 1);
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!ids.contains(node.output().id())) {
        nodes.add(node);
      } else if (node.equals(last)) {
        nodes.addAll(made);
      }
    }
    List<Constant> all = new ArrayList<>(graph.constants());
    all.addAll(constants.made());
    Graph cut = new Graph(graph.name(), inputs, all, nodes, graph.outputs());
    return ConstantSlabs.withoutUnused(cut, replaced);
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
