package thimble.tests.op;

import java.util.List;
import thimble.ir.Graph;
import thimble.ir.TensorData;

/** One way to execute a graph. What it gives must equal the reference in every bit. */
interface CaseRunner {
  String name();

  /**
   * @param inputs for each run one tensor for each graph input
   * @return for each run one tensor for each graph output
   */
  List<List<TensorData>> run(Graph graph, List<List<TensorData>> inputs);
}
