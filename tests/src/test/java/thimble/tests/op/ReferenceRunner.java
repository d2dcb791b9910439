package thimble.tests.op;

import java.util.List;
import thimble.ir.Graph;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;

/** The reference itself: every tensor in an array of its own. */
final class ReferenceRunner implements CaseRunner {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public List<List<TensorData>> run(Graph graph, List<List<TensorData>> inputs) {
    return inputs.stream().map(run -> Evaluator.outputs(graph, run)).toList();
  }
}
