package thimble.tests.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.planner.Plan;
import thimble.planner.PlanOptions;
import thimble.planner.Planner;
import thimble.sim.plan.ArenaRun;
import thimble.targets.KernelLibraries;

/**
 * The plan in an arena where what a kernel may not touch is poison.
 *
 * @param streams whether rows are passed on as they are computed
 */
record PlanRunner(boolean streams) implements CaseRunner {
  @Override
  public String name() {
    return streams ? "plan of rows" : "plan of layers";
  }

  @Override
  public List<List<TensorData>> run(Graph graph, List<List<TensorData>> inputs) {
    Plan plan = plan(graph);
    List<List<TensorData>> outputs = new ArrayList<>();
    for (List<TensorData> run : inputs) {
      ArenaRun.Result result = ArenaRun.run(plan, run);
      result
          .violation()
          .ifPresent(
              violation -> {
                throw new AssertionError(violation);
              });
      outputs.add(result.outputs());
    }
    return outputs;
  }

  Plan plan(Graph graph) {
    return Planner.plan(
        graph, KernelLibraries.portable(), PlanOptions.standard().withStreams(streams));
  }
}
