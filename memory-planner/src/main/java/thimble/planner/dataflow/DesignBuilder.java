package thimble.planner.dataflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import thimble.ir.Diagnostic;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.ThimbleException;
import thimble.planner.dataflow.Design.Folded;
import thimble.planner.dataflow.Design.Process;
import thimble.planner.dataflow.Design.Stream;
import thimble.targets.hls.ConstantUnit;
import thimble.targets.hls.DrainUnit;
import thimble.targets.hls.DuplicateUnit;
import thimble.targets.hls.Feed;
import thimble.targets.hls.Flow;
import thimble.targets.hls.Folding;
import thimble.targets.hls.FromAxisUnit;
import thimble.targets.hls.HlsLibrary;
import thimble.targets.hls.MemoryUnit;
import thimble.targets.hls.Ports;
import thimble.targets.hls.Ranges;
import thimble.targets.hls.Refusals;
import thimble.targets.hls.RepackUnit;
import thimble.targets.hls.Stage;
import thimble.targets.hls.ToAxisUnit;
import thimble.targets.hls.Unit;

/** From a graph and the folding of its nodes to processes and streams. */
public final class DesignBuilder {
  /** Bytes of a word of the interface. */
  public static final int AXI_BYTES = 4;

  private static final int BITS = 8;
  private static final int SHALLOW = 2;

  private final Graph graph;
  private final GraphIndex index;
  private final List<Folded> foldings = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();

  private final Set<String> names = new HashSet<>();

  /** By value the streams that are left for its readers. */
  private final Map<String, List<Integer>> left = new LinkedHashMap<>();

  /** By value that only renames another: that one. */
  private final Map<String, String> renamed = new LinkedHashMap<>();

  private final Ports ports;

  private DesignBuilder(Graph graph, Ports ports) {
    this.graph = graph;
    this.ports = ports;
    this.index = graph.index();
  }

  /**
   * How each node would be hardware; nodes that only rename have no entry.
   *
   * @throws ThimbleException T0201 with all nodes that cannot stream
   */
  public static Map<Integer, Stage> stages(Graph graph) {
    GraphIndex index = graph.index();
    Map<Integer, Stage> stages = new LinkedHashMap<>();
    List<Diagnostic> problems = new ArrayList<>();
    Ranges ranges = Ranges.of(graph);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (HlsLibrary.isRenaming(node.op(), index.signature(node))) {
        continue;
      }
      List<Optional<TensorData>> constants =
          node.inputs().stream()
              .map(id -> index.constant(id).map(constant -> constant.data()))
              .toList();
      Optional<Stage> stage =
          HlsLibrary.stage(node.op(), index.signature(node), constants, ranges.inputs(node));
      if (stage.isPresent() && !stage.get().foldings().isEmpty()) {
        stages.put(i, stage.get());
      } else {
        problems.addAll(
            Refusals.of(node.op(), index.signature(node), constants, node.output().id())
                .diagnostics());
      }
    }
    if (problems.isEmpty()) {
      problems.addAll(Refusals.ofPorts("input", graph.inputs()));
      problems.addAll(Refusals.ofPorts("output", graph.outputs()));
    }
    if (!problems.isEmpty()) {
      throw new ThimbleException(problems);
    }
    return stages;
  }

  /** A design whose tensors come and go as streams. */
  public static Design build(
      Graph graph, Map<Integer, Stage> stages, Map<Integer, Folding> chosen) {
    return build(graph, stages, chosen, Ports.STREAM);
  }

  /**
   * @param stages of all nodes that do not rename
   * @param chosen a folding for each of them
   */
  public static Design build(
      Graph graph, Map<Integer, Stage> stages, Map<Integer, Folding> chosen, Ports ports) {
    DesignBuilder builder = new DesignBuilder(graph, ports);
    Map<Integer, Chains> chains = new LinkedHashMap<>();
    stages.forEach((node, stage) -> chains.put(node, builder.chains(node, stage, chosen)));
    builder.readInputs(chains);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (!chains.containsKey(i)) {
        builder.renamed.put(node.output().id(), builder.origin(node.inputs().get(0)));
        continue;
      }
      Folding folding = chosen.get(i);
      builder.foldings.add(new Folded(i, folding, stages.get(i).multipliers(folding)));
      builder.addNode(i, chains.get(i));
    }
    builder.writeOutputs();
    return new Design(
        graph,
        ports,
        builder.foldings,
        builder.processes,
        builder.streams,
        builder.inputs,
        builder.outputs);
  }

  private void readInputs(Map<Integer, Chains> chains) {
    for (Port port : graph.inputs()) {
      TensorType type = port.value().type();
      int lanes = wantedLanes(port.value().id(), chains).orElse(1);
      Flow flow = new Flow(lanes, BITS, type.count() / lanes);
      String name = "input" + (graph.inputs().size() == 1 ? "" : "_" + inputs.size());
      Unit unit = new FromAxisUnit(ports, AXI_BYTES, flow);
      int outside = stream(name + "_bytes", unit.inputs().get(0));
      inputs.add(outside);
      if (ports == Ports.MEMORY) {
        outside = fetched(name, outside, unit.inputs().get(0));
      }
      int inside = stream(name, flow);
      String process = name + "_" + unit.template();
      processes.add(new Process(process, -1, unit, List.of(outside), List.of(inside)));
      offer(port.value().id(), inside, name);
    }
  }

  /** A process that fetches words from memory: their stream. */
  private int fetched(String name, int outside, Flow flow) {
    int words = stream(name + "_words", flow);
    Unit unit = new MemoryUnit(true, flow);
    processes.add(new Process(name + "_read", -1, unit, List.of(outside), List.of(words)));
    return words;
  }

  /** Lanes that a value's first reader takes. */
  private Optional<Integer> wantedLanes(String id, Map<Integer, Chains> chains) {
    for (int i = 0; i < graph.nodes().size(); i++) {
      List<String> inputs = graph.nodes().get(i).inputs();
      if (chains.containsKey(i) && inputs.contains(id)) {
        Chains of = chains.get(i);
        for (int input = 0; input < of.feeds().size(); input++) {
          if (inputs.get(of.feeds().get(input).input()).equals(id)) {
            return Optional.of(of.taken(input).lanes());
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The units of a node.
   *
   * @param feeds by input of the first unit of {@code units} what comes before it
   */
  private record Chains(List<Feed> feeds, List<Unit> units) {
    /** What it takes for an input of its first unit, from outside. */
    Flow taken(int input) {
      List<Unit> before = feeds.get(input).units();
      return before.isEmpty() ? units.get(0).inputs().get(input) : before.get(0).inputs().get(0);
    }
  }

  private Chains chains(int node, Stage stage, Map<Integer, Folding> chosen) {
    Folding folding = chosen.get(node);
    List<Feed> feeds = new ArrayList<>(stage.feeds(folding));
    List<String> inputs = graph.nodes().get(node).inputs();
    if (feeds.isEmpty()) {
      for (int input = 0; input < inputs.size(); input++) {
        if (!index.isConstant(inputs.get(input))) {
          feeds.add(new Feed(input, List.of()));
        }
      }
    }
    return new Chains(feeds, stage.units(folding));
  }

  private void addNode(int node, Chains chains) {
    Node it = graph.nodes().get(node);
    String base = it.op().name() + "_" + node;
    List<Unit> units = chains.units();
    List<Integer> from = new ArrayList<>();
    for (int i = 0; i < chains.feeds().size(); i++) {
      Feed feed = chains.feeds().get(i);
      String name = base + (chains.feeds().size() == 1 ? "" : "_" + (char) ('a' + i));
      from.add(fed(node, feed, it.inputs().get(feed.input()), chains, i, name));
    }
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      boolean last = i == units.size() - 1;
      List<Integer> to = new ArrayList<>();
      for (int output = 0; output < unit.outputs().size(); output++) {
        String name =
            last
                ? base + (unit.outputs().size() == 1 ? "" : "_" + output)
                : base + "_" + unit.template();
        to.add(stream(name + "_s", unit.outputs().get(output)));
      }
      processes.add(new Process(unique(base + "_" + unit.template()), node, unit, from, to));
      from = to;
    }
    for (int output = 0; output < it.outputs().size(); output++) {
      offer(
          it.outputs().get(output).id(),
          from.get(output),
          base + (output == 0 ? "" : "_" + output));
    }
  }

  /** The stream that a node's first unit reads. */
  private int fed(int node, Feed feed, String id, Chains chains, int input, String name) {
    List<Integer> from = new ArrayList<>();
    if (feed.units().isEmpty() || !feed.units().get(0).inputs().isEmpty()) {
      from.add(repacked(take(id), chains.taken(input), name));
    }
    for (Unit unit : feed.units()) {
      String process = name + "_" + unit.template();
      int to = stream(process + "_s", unit.outputs().get(0));
      processes.add(new Process(unique(process), node, unit, from, List.of(to)));
      from = List.of(to);
    }
    return from.get(0);
  }

  private void writeOutputs() {
    for (int i = 0; i < graph.outputs().size(); i++) {
      Port port = graph.outputs().get(i);
      String name = "output" + (graph.outputs().size() == 1 ? "" : "_" + i);
      int inside =
          index.isConstant(port.value().id())
              ? constant(port.value().id(), name)
              : take(port.value().id());
      Unit unit = new ToAxisUnit(ports, AXI_BYTES, streams.get(inside).flow());
      int outside = stream(name + "_bytes", unit.outputs().get(0));
      outputs.add(outside);
      String process = name + "_" + unit.template();
      int words = outside;
      if (ports == Ports.MEMORY) {
        words = stream(name + "_words", unit.outputs().get(0));
      }
      processes.add(new Process(process, -1, unit, List.of(inside), List.of(words)));
      if (ports == Ports.MEMORY) {
        processes.add(
            new Process(
                name + "_write",
                -1,
                new MemoryUnit(false, unit.outputs().get(0)),
                List.of(words),
                List.of(outside)));
      }
    }
  }

  private int constant(String id, String name) {
    Unit unit = new ConstantUnit(index.constant(id).get().data().byteArray(), 1, BITS, 1);
    int stream = stream(name + "_constant_s", unit.outputs().get(0));
    processes.add(new Process(name + "_constant", -1, unit, List.of(), List.of(stream)));
    return stream;
  }

  private String origin(String id) {
    return renamed.getOrDefault(id, id);
  }

  /** How often a value is read, by whatever name. */
  private int uses(String id) {
    int uses = 0;
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        if (HlsLibrary.isRenaming(node.op(), index.signature(node))) {
          uses += input.equals(id) ? uses(node.output().id()) : 0;
        } else {
          uses += input.equals(id) ? 1 : 0;
        }
      }
    }
    for (Port port : graph.outputs()) {
      uses += port.value().id().equals(id) ? 1 : 0;
    }
    return uses;
  }

  /** A value is there; where several read it, each gets words of its own. */
  private void offer(String id, int stream, String name) {
    int readers = uses(id);
    if (readers == 0) {
      Unit drain = new DrainUnit(streams.get(stream).flow());
      processes.add(new Process(name + "_drain", -1, drain, List.of(stream), List.of()));
      return;
    }
    List<Integer> copies = new ArrayList<>();
    int rest = stream;
    Flow flow = streams.get(stream).flow();
    for (int i = 1; i < readers; i++) {
      String copy = name + "_copy" + (readers == 2 ? "" : "_" + i);
      int first = stream(copy + "_a", flow);
      int second = stream(copy + "_b", flow);
      processes.add(
          new Process(copy, -1, new DuplicateUnit(flow), List.of(rest), List.of(first, second)));
      copies.add(first);
      rest = second;
    }
    copies.add(rest);
    left.put(id, copies);
  }

  private int take(String id) {
    return left.get(origin(id)).remove(0);
  }

  private int repacked(int stream, Flow wanted, String name) {
    Flow flow = streams.get(stream).flow();
    if (flow.lanes() == wanted.lanes() && flow.bits() == wanted.bits()) {
      return stream;
    }
    Unit unit = new RepackUnit(flow, wanted.lanes(), wanted.bits());
    int repacked = stream(name + "_repack_s", unit.outputs().get(0));
    processes.add(new Process(name + "_repack", -1, unit, List.of(stream), List.of(repacked)));
    return repacked;
  }

  private int stream(String name, Flow flow) {
    streams.add(new Stream(unique(name), flow, SHALLOW, false));
    return streams.size() - 1;
  }

  /** A name that nothing else has. */
  private String unique(String name) {
    String unique = name;
    for (int i = 2; !names.add(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }
}
