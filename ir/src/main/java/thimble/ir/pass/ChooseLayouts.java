package thimble.ir.pass;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.op.Transpose;

/**
 * Chooses for each tensor the order of its axes that moves the fewest bytes, and permutes at the
 * edge what the model has in another order.
 *
 * <pre>
 *   input %x : f32[1x3x8x8]                          input %x : f32[1x8x8x3] permute [0, 2, 3, 1]
 *   %a = transpose [0, 2, 3, 1] %x
 *   %b = conv2d %a, ...                              %b = conv2d %x, ...
 *   %c = transpose [0, 3, 1, 2] %b           -&gt;
 *   %d = multiply %c, %k   (%k [1, 16, 1, 1])        %d = multiply %b, %k   (%k [1, 1, 1, 16])
 *   %e = transpose [0, 2, 3, 1] %d
 *   %y = conv2d %e, ...                              %y = conv2d %d, ...
 * </pre>
 *
 * Kernels are channels-last, most models channels-first: imported, a transposition stands on either
 * side of every convolution. For each order that some transposition names, the cheapest choice over
 * the whole graph is a minimum cut ({@link LayoutProblem}): branches, broadcasts, concatenations
 * and the shuffles of grouped networks need no rules of their own. A choice is taken only if it
 * lowers what {@link LayoutCost} counts, so this ends.
 */
public final class ChooseLayouts implements Pass {
  /** Orders tried in one round, those first that move most. */
  private static final int MOST_ORDERS = 8;

  @Override
  public Graph run(Graph graph) {
    Graph best = graph;
    LayoutCost cost = LayoutCost.of(graph);
    boolean again = true;
    while (again && cost.count() > 0) {
      again = false;
      for (List<Integer> order : orders(best)) {
        Graph candidate = solved(best, order);
        LayoutCost candidateCost = LayoutCost.of(candidate);
        if (candidateCost.isLowerThan(cost)) {
          best = candidate;
          cost = candidateCost;
          again = true;
          break;
        }
      }
    }
    return best;
  }

  private static Graph solved(Graph graph, List<Integer> order) {
    GraphEdit edit = new GraphEdit(graph);
    return new LayoutRewriter(graph, edit, new LayoutProblem(graph, edit, order).solve()).rewrite();
  }

  private static List<List<Integer>> orders(Graph graph) {
    Map<List<Integer>, Long> bytes = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Transpose transpose) {
        bytes.merge(transpose.permutation(), (long) node.output().type().bytes(), Long::sum);
      }
    }
    return bytes.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .limit(MOST_ORDERS)
        .toList();
  }
}
