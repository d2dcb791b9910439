package thimble.planner;

import java.util.List;
import thimble.ir.Graph;
import thimble.targets.Kernel;
import thimble.targets.KernelLibraries;

/**
 * A graph with its kernels and the order of its calls: what every way to plan it begins with.
 *
 * @param order the calls of {@code demand}
 */
record Ordered(Demand demand, int[] order) {
  static Ordered of(Graph graph, KernelLibraries libraries, PlanOptions options) {
    Graph copied = Planner.withOutputsInMemory(graph);
    Demand demand = Demand.of(Storage.of(copied), Planner.kernels(copied, libraries));
    return new Ordered(
        demand, OrderSearch.search(demand.workload(), options.orderEffort()).order());
  }

  /** Indices of the nodes as they run. */
  private List<Integer> nodes() {
    return PlanWriter.nodeOrder(demand, order);
  }

  /** The graph, its nodes as they run. */
  Graph graph() {
    return demand.graph().withNodes(nodes().stream().map(demand.graph().nodes()::get).toList());
  }

  /** For each node of {@link #graph} its kernel. */
  List<Kernel> kernels() {
    return nodes().stream().map(demand.kernels()::get).toList();
  }
}
