package thimble.sim;

import java.util.List;
import java.util.stream.IntStream;
import thimble.ir.ElementType;
import thimble.ir.Graph;
import thimble.ir.TensorData;

/** Indices of classes held against scores, where a network was made to end in ArgMax. */
final class Choices {
  private Choices() {}

  /** Whether a graph gives indices of what another one gives scores of. */
  static boolean areMade(Graph graph, Graph scored) {
    return !shape(graph).equals(shape(scored));
  }

  /**
   * The right indices. Scores may be equal where what they were made of is not: an index of any
   * largest score is right, otherwise the first is expected.
   *
   * @param indices the graph's, in the model's order of axes
   * @param scores of the other graph, in the model's order of axes
   */
  static TensorData expected(Graph graph, Graph scored, TensorData indices, TensorData scores) {
    List<Integer> shape = shape(scored);
    int axis =
        IntStream.range(0, shape.size())
            .filter(i -> !shape.get(i).equals(shape(graph).get(i)))
            .findFirst()
            .orElseThrow();
    int depth = shape.get(axis);
    int inner = shape.subList(axis + 1, shape.size()).stream().reduce(1, (a, b) -> a * b);
    TensorData expected = TensorData.allocate(ElementType.S32, indices.count());
    for (int i = 0; i < indices.count(); i++) {
      int at = i / inner * depth * inner + i % inner;
      int best = 0;
      for (int d = 1; d < depth; d++) {
        best = scores.real(at + d * inner) > scores.real(at + best * inner) ? d : best;
      }
      int chosen = (int) indices.real(i);
      boolean right = scores.real(at + chosen * inner) == scores.real(at + best * inner);
      expected.set(i, right ? chosen : best);
    }
    return expected;
  }

  private static List<Integer> shape(Graph graph) {
    return graph.outputs().get(0).modelShape();
  }
}
