package thimble.planner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.Value;

/** Writes down as a {@link Plan} what was decided about a graph. */
final class PlanWriter {
  private final Demand demand;
  private final int[] order;
  private final Clusters clusters;
  private final List<Block> blocks;
  private final FirstFit.Placement placement;
  private final Arrangement arrangement;

  PlanWriter(Demand demand, int[] order, Arrangement arrangement) {
    this.demand = demand;
    this.order = order;
    this.arrangement = arrangement;
    this.clusters = arrangement.clusters();
    this.blocks = arrangement.blocks();
    this.placement = arrangement.placement();
  }

  Plan write(long layerByLayer) {
    List<Integer> nodeOrder = nodeOrder(demand, order);
    List<Node> nodes = nodeOrder.stream().map(node -> demand.graph().nodes().get(node)).toList();
    Graph ordered = demand.graph().withNodes(nodes);
    Map<Integer, Integer> newIndex = new LinkedHashMap<>();
    for (int i = 0; i < nodeOrder.size(); i++) {
      newIndex.put(nodeOrder.get(i), i);
    }
    List<Step> steps = new ArrayList<>();
    for (int call : order) {
      int node = newIndex.get(demand.nodeOfCall(call));
      steps.add(new Step.Call(node, 0, nodes.get(node).output().type().rows()));
    }
    Map<Integer, Long> scratch = new TreeMap<>();
    long most = 0;
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.isScratch()) {
        scratch.put(newIndex.get(demand.nodeOfCall(block.scratchCall())), placement.offsets()[i]);
        most = Math.max(most, block.bytes());
      }
    }
    long input = 0;
    for (Port port : ordered.inputs()) {
      input += port.carried().isEmpty() ? port.value().type().bytes() : 0;
    }
    Plan.Memory memory =
        new Plan.Memory(
            arrangement.peak(),
            placement.arenaBytes(),
            most,
            input,
            arrangement.lowerBound(),
            layerByLayer,
            arrangement.peakStep(),
            placement.proved());
    return new Plan(
        ordered,
        nodeOrder.stream().map(demand.kernels()::get).toList(),
        steps,
        buffers(),
        addresses(),
        scratch,
        placement.arenaBytes(),
        memory);
  }

  /** The calls in their order; a view follows as soon as what it views is there. */
  static List<Integer> nodeOrder(Demand demand, int[] order) {
    List<Node> nodes = demand.graph().nodes();
    Map<String, List<Integer>> waitingFor = new LinkedHashMap<>();
    int[] waiting = new int[nodes.size()];
    Map<String, Integer> producer = new LinkedHashMap<>();
    for (int node = 0; node < waiting.length; node++) {
      for (Value output : nodes.get(node).outputs()) {
        producer.put(output.id(), node);
      }
    }
    List<Integer> result = new ArrayList<>();
    List<Integer> readyViews = new ArrayList<>();
    for (int node = 0; node < waiting.length; node++) {
      Set<String> distinct = new HashSet<>(nodes.get(node).inputs());
      distinct.removeIf(id -> !producer.containsKey(id));
      waiting[node] = distinct.size();
      for (String id : distinct) {
        waitingFor.computeIfAbsent(id, key -> new ArrayList<>()).add(node);
      }
      if (waiting[node] == 0 && !demand.storage().isCall(node)) {
        readyViews.add(node);
      }
    }
    settle(demand, result, readyViews, waiting, waitingFor);
    for (int call : order) {
      readyViews.add(demand.nodeOfCall(call));
      settle(demand, result, readyViews, waiting, waitingFor);
    }
    return result;
  }

  /** Appends what is ready, and the views that become ready by it. */
  private static void settle(
      Demand demand,
      List<Integer> result,
      List<Integer> ready,
      int[] waiting,
      Map<String, List<Integer>> waitingFor) {
    for (int i = 0; i < ready.size(); i++) {
      int node = ready.get(i);
      if (waiting[node] > 0) {
        throw new IllegalStateException("node " + node + " runs before its inputs are there");
      }
      result.add(node);
      for (Value output : demand.graph().nodes().get(node).outputs()) {
        for (int next : waitingFor.getOrDefault(output.id(), List.of())) {
          if (--waiting[next] == 0 && !demand.storage().isCall(next)) {
            ready.add(next);
          }
        }
      }
    }
    ready.clear();
  }

  private Map<String, RowAddress> addresses() {
    Map<Integer, Long> bases = new LinkedHashMap<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (!blocks.get(i).isScratch()) {
        bases.put(blocks.get(i).owner(), placement.offsets()[i]);
      }
    }
    Map<String, RowAddress> addresses = new LinkedHashMap<>();
    for (int value = 0; value < demand.storage().values().size(); value++) {
      Value named = demand.storage().values().get(value);
      long offset =
          named.type().bytes() == 0
              ? 0
              : bases.get(clusters.cluster(value)) + clusters.offsetInBlock(value);
      addresses.put(named.id(), new RowAddress.Linear(offset, named.type().rowBytes()));
    }
    return addresses;
  }

  private List<Buffer> buffers() {
    Storage storage = demand.storage();
    Map<Integer, List<String>> values = new LinkedHashMap<>();
    Map<Integer, Buffer.Kind> kinds = new LinkedHashMap<>();
    for (int value = 0; value < storage.values().size(); value++) {
      if (storage.bytes(value) == 0) {
        continue;
      }
      int cluster = clusters.cluster(value);
      values
          .computeIfAbsent(cluster, key -> new ArrayList<>())
          .add(storage.values().get(value).id());
      Buffer.Kind kind =
          value < storage.inputCount()
              ? Buffer.Kind.INPUT
              : storage.isOutput(value) ? Buffer.Kind.OUTPUT : Buffer.Kind.TENSOR;
      Buffer.Kind known = kinds.getOrDefault(cluster, Buffer.Kind.TENSOR);
      kinds.put(cluster, known == Buffer.Kind.TENSOR ? kind : known);
    }
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      long offset = placement.offsets()[i];
      String scratchOf =
          block.isScratch()
              ? demand.graph().nodes().get(demand.nodeOfCall(block.scratchCall())).output().id()
                  + ".scratch"
              : "";
      List<Buffer.Span> spans = new ArrayList<>();
      for (Block.Rectangle r : block.rectangles()) {
        spans.add(
            new Buffer.Span(
                block.isScratch() ? scratchOf : storage.values().get(r.origin()).id(),
                offset + r.low(),
                r.high() - r.low(),
                r.first(),
                r.last()));
      }
      buffers.add(
          new Buffer(
              block.isScratch() ? Buffer.Kind.SCRATCH : kinds.get(block.owner()),
              block.isScratch() ? List.of() : values.get(block.owner()),
              offset,
              block.bytes(),
              block.alignment(),
              block.firstStep(),
              block.lastStep(),
              spans));
    }
    return buffers;
  }
}
