package thimble.planner.dataflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Code;
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
import thimble.targets.hls.DuplicateUnit;
import thimble.targets.hls.Flow;
import thimble.targets.hls.Folding;
import thimble.targets.hls.FromAxisUnit;
import thimble.targets.hls.HlsLibrary;
import thimble.targets.hls.RepackUnit;
import thimble.targets.hls.Stage;
import thimble.targets.hls.ToAxisUnit;
import thimble.targets.hls.Unit;

/** From a graph and the folding of its nodes to processes and streams. */
public final class DesignBuilder {
  private static final int AXI_BYTES = 4;
  private static final int BITS = 8;
  private static final int SHALLOW = 2;

  private final Graph graph;
  private final GraphIndex index;
  private final List<Folded> foldings = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();

  /** By value the streams that are left for its readers. */
  private final Map<String, List<Integer>> left = new LinkedHashMap<>();

  /** By value that only renames another: that one. */
  private final Map<String, String> renamed = new LinkedHashMap<>();

  private DesignBuilder(Graph graph) {
    this.graph = graph;
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
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (HlsLibrary.isRenaming(node.op())) {
        continue;
      }
      List<Optional<TensorData>> constants =
          node.inputs().stream()
              .map(id -> index.constant(id).map(constant -> constant.data()))
              .toList();
      Optional<Stage> stage = HlsLibrary.stage(node.op(), index.signature(node), constants);
      if (stage.isPresent()) {
        stages.put(i, stage.get());
      } else {
        problems.addAll(
            HlsLibrary.refusal(node.op(), index.signature(node), node.output().id()).diagnostics());
      }
    }
    if (!problems.isEmpty()) {
      throw new ThimbleException(problems);
    }
    return stages;
  }

  /**
   * @param stages of all nodes that do not rename
   * @param chosen a folding for each of them
   */
  public static Design build(
      Graph graph, Map<Integer, Stage> stages, Map<Integer, Folding> chosen) {
    DesignBuilder builder = new DesignBuilder(graph);
    Map<Integer, List<Unit>> units = new LinkedHashMap<>();
    stages.forEach((node, stage) -> units.put(node, stage.units(chosen.get(node))));
    builder.readInputs(units);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (!units.containsKey(i)) {
        builder.renamed.put(node.output().id(), builder.origin(node.inputs().get(0)));
        continue;
      }
      Folding folding = chosen.get(i);
      builder.foldings.add(new Folded(i, folding, stages.get(i).multipliers(folding)));
      builder.addNode(i, units.get(i));
    }
    builder.writeOutputs();
    return new Design(
        graph,
        builder.foldings,
        builder.processes,
        builder.streams,
        builder.inputs,
        builder.outputs);
  }

  private void readInputs(Map<Integer, List<Unit>> units) {
    for (Port port : graph.inputs()) {
      TensorType type = port.value().type();
      int lanes = wantedLanes(port.value().id(), units).orElse(1);
      Flow flow = new Flow(lanes, BITS, type.count() / lanes);
      String name = "input" + (graph.inputs().size() == 1 ? "" : "_" + inputs.size());
      Unit unit = new FromAxisUnit(AXI_BYTES, flow);
      int outside = stream(name + "_bytes", unit.inputs().get(0));
      inputs.add(outside);
      int inside = stream(name, flow);
      processes.add(new Process(name + "_from_axis", -1, unit, List.of(outside), List.of(inside)));
      offer(port.value().id(), inside, name);
    }
  }

  /** Lanes that a value's first reader takes. */
  private Optional<Integer> wantedLanes(String id, Map<Integer, List<Unit>> units) {
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      int input = streamed(node).indexOf(id);
      if (input >= 0 && units.containsKey(i)) {
        return Optional.of(units.get(i).get(0).inputs().get(input).lanes());
      }
    }
    return Optional.empty();
  }

  /** A node's inputs that are no constants. */
  private List<String> streamed(Node node) {
    return node.inputs().stream().filter(id -> !index.isConstant(id)).toList();
  }

  private void addNode(int node, List<Unit> units) {
    Node it = graph.nodes().get(node);
    String base = it.op().name() + "_" + node;
    List<Integer> from = new ArrayList<>();
    List<String> ids = streamed(it);
    for (int i = 0; i < ids.size(); i++) {
      Flow wanted = units.get(0).inputs().get(i);
      String name = base + (ids.size() == 1 ? "" : "_" + (char) ('a' + i));
      from.add(repacked(take(ids.get(i)), wanted, name));
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
      processes.add(new Process(base + "_" + unit.template(), node, unit, from, to));
      from = to;
    }
    for (int output = 0; output < it.outputs().size(); output++) {
      offer(
          it.outputs().get(output).id(),
          from.get(output),
          base + (output == 0 ? "" : "_" + output));
    }
  }

  private void writeOutputs() {
    for (int i = 0; i < graph.outputs().size(); i++) {
      Port port = graph.outputs().get(i);
      String name = "output" + (graph.outputs().size() == 1 ? "" : "_" + i);
      int inside = take(port.value().id());
      Unit unit = new ToAxisUnit(AXI_BYTES, streams.get(inside).flow());
      int outside = stream(name + "_bytes", unit.outputs().get(0));
      outputs.add(outside);
      processes.add(new Process(name + "_to_axis", -1, unit, List.of(inside), List.of(outside)));
    }
  }

  private String origin(String id) {
    return renamed.getOrDefault(id, id);
  }

  /** How often a value is read, by whatever name. */
  private int uses(String id) {
    int uses = 0;
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        if (HlsLibrary.isRenaming(node.op())) {
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
    if (readers == 0) {
      throw new ThimbleException(
          Code.T0206, "a value that nobody reads", id, "", "remove it from the model");
    }
  }

  private int take(String id) {
    return left.get(origin(id)).remove(0);
  }

  private int repacked(int stream, Flow wanted, String name) {
    Flow flow = streams.get(stream).flow();
    if (flow.lanes() == wanted.lanes()) {
      return stream;
    }
    Unit unit = new RepackUnit(flow, wanted.lanes());
    int repacked = stream(name + "_repack_s", unit.outputs().get(0));
    processes.add(new Process(name + "_repack", -1, unit, List.of(stream), List.of(repacked)));
    return repacked;
  }

  private int stream(String name, Flow flow) {
    streams.add(new Stream(name, flow, SHALLOW));
    return streams.size() - 1;
  }
}
