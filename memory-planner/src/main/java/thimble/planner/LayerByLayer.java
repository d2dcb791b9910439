package thimble.planner;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.Port;
import thimble.ir.Value;
import thimble.targets.Kernel;

/**
 * What a model needs without any of the planner's ideas: layers in the order of the file, every
 * tensor apart from its definition to its last reader, no views, nothing in place.
 */
final class LayerByLayer {
  private LayerByLayer() {}

  static long peak(Graph graph, List<Kernel> kernels) {
    List<Node> nodes = graph.nodes();
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).inputs()) {
        last.put(input, i);
      }
    }
    for (Port port : graph.outputs()) {
      last.put(port.value().id(), nodes.size());
    }
    long live = 0;
    for (Port port : graph.inputs()) {
      live += port.value().type().bytes();
    }
    long peak = live;
    Map<Integer, Long> dying = new HashMap<>();
    graph.inputs().forEach(port -> note(port.value(), last, -1, dying));
    live -= dying.getOrDefault(-1, 0L);
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      for (Value output : node.outputs()) {
        live += output.type().bytes();
        note(output, last, i, dying);
      }
      long scratch = kernels.get(i).call().scratchBytes();
      peak = Math.max(peak, live + scratch);
      live -= dying.getOrDefault(i, 0L);
    }
    return peak;
  }

  private static void note(
      Value value, Map<String, Integer> last, int birth, Map<Integer, Long> dying) {
    dying.merge(last.getOrDefault(value.id(), birth), (long) value.type().bytes(), Long::sum);
  }
}
