package thimble.tests.op;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.planner.Plan;
import thimble.planner.Planner;
import thimble.sim.plan.ArenaRun;

/** The plan in an arena where what a kernel may not touch is poison. */
final class PlanRunner implements CaseRunner {
  @Override
  public String name() {
    return "plan";
  }

  @Override
  public List<List<TensorData>> run(Graph graph, List<List<TensorData>> inputs) {
    Plan plan = Planner.plan(graph);
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
}
