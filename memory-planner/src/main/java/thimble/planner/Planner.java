package thimble.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Constant;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Origin;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.Value;
import thimble.ir.op.Reshape;
import thimble.targets.Kernel;
import thimble.targets.KernelLibraries;

/**
 * From a graph to a proved plan: views ({@link Storage}), order ({@link OrderSearch}), results in
 * place ({@link Clusters}), offsets ({@link FirstFit}, {@link BestOffsets}), proof ({@link
 * PlanVerifier}). See docs/planner.md.
 */
public final class Planner {
  private Planner() {}

  /** A plan on reference kernels. */
  public static Plan plan(Graph graph) {
    return plan(graph, KernelLibraries.portable(), PlanOptions.standard());
  }

  /** A plan that its proof accepts; anything else is a defect and ends in T0403. */
  public static Plan plan(Graph graph, KernelLibraries libraries, PlanOptions options) {
    return plan(Ordered.of(graph, libraries, options), options);
  }

  static Plan plan(Ordered ordered, PlanOptions options) {
    Demand demand = ordered.demand();
    int[] order = ordered.order();
    Plan plan =
        RowPlanner.planEdges(demand, order, options, () -> planInMemory(demand, order, options))
            .orElseGet(() -> planInMemory(demand, order, options));
    PlanVerifier.prove(plan);
    return plan;
  }

  /** Inputs and outputs stand in the arena. */
  private static Plan planInMemory(Demand demand, int[] order, PlanOptions options) {
    Arrangement arrangement = Arrangement.find(demand, order, options);
    Plan layers =
        new PlanWriter(demand, order, arrangement)
            .write(LayerByLayer.peak(demand.graph(), demand.kernels()));
    PlanOptions inside = options.withInputRows(false).withOutputRows(false);
    return options.streams()
        ? RowPlanner.plan(demand, order, inside, layers).orElse(layers)
        : layers;
  }

  static List<Kernel> kernels(Graph graph, KernelLibraries libraries) {
    GraphIndex index = graph.index();
    List<Kernel> kernels = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<Optional<TensorData>> constants =
          node.inputs().stream().map(id -> index.constant(id).map(Constant::data)).toList();
      kernels.add(libraries.choose(node.op(), index.signature(node), constants));
    }
    return kernels;
  }

  /** Constants lie in flash; one that is an output is copied so that all outputs are alike. */
  static Graph withOutputsInMemory(Graph graph) {
    var index = graph.index();
    List<Node> nodes = new ArrayList<>(graph.nodes());
    Map<String, Value> copies = new LinkedHashMap<>();
    List<Port> outputs = new ArrayList<>();
    for (Port port : graph.outputs()) {
      Value value = port.value();
      if (index.isConstant(value.id())) {
        Value copy =
            copies.computeIfAbsent(
                value.id(), id -> new Value(freshId(id + ".copy", graph), value.type()));
        outputs.add(port.withValue(copy));
      } else {
        outputs.add(port);
      }
    }
    copies.forEach(
        (id, copy) ->
            nodes.add(
                new Node(
                    new Reshape(copy.type().shape()), List.of(id), List.of(copy), Origin.NONE)));
    return copies.isEmpty() ? graph : graph.withNodes(nodes).withOutputs(outputs);
  }

  private static String freshId(String wish, Graph graph) {
    var index = graph.index();
    String id = wish;
    for (int i = 2; index.defines(id); i++) {
      id = wish + i;
    }
    return id;
  }
}
