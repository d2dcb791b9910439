package thimble.planner.advice;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.op.Window2d;

/**
 * How many rows of the input the last windowed layers of a network can see at once: the quantity
 * that MCUNetV2 (Lin et al., 2021, section 3.2) moves from the first stage to the last when it
 * makes kernels smaller.
 */
final class ReceptiveField {
  /**
   * @param rows of the input that one row sees
   * @param step rows of the input from one row to the next
   */
  private record Sight(double rows, double step) {}

  private ReceptiveField() {}

  /** Rows of the input; 1 where there are no windows. */
  static int rows(Graph graph) {
    Map<String, Sight> sights = new HashMap<>();
    graph.inputs().forEach(port -> sights.put(port.value().id(), new Sight(1, 1)));
    GraphIndex index = graph.index();
    double most = 1;
    for (Node node : graph.nodes()) {
      Sight source = null;
      for (String input : node.inputs()) {
        Sight sight = sights.get(input);
        source = source == null || sight != null && sight.rows() > source.rows() ? sight : source;
      }
      boolean spatial = node.output().type().rank() == 4;
      if (source == null || !spatial) {
        continue;
      }
      Sight seen = source;
      Optional<Window2d> slides = WindowedOps.window(node.op());
      int height = index.type(node.inputs().get(0)).extent(1);
      // A pool over all of an image sees everything, whatever the layers before it do.
      boolean convolution = WindowedOps.isConvolution(node.op());
      if (slides.isPresent() && (convolution || slides.get().kernelHeight() < height)) {
        Window2d window = slides.get();
        double reach = (window.kernelHeight() - 1.0) * window.dilationY();
        seen = new Sight(source.rows() + reach * source.step(), source.step() * window.strideY());
        most = Math.max(most, seen.rows());
      }
      sights.put(node.output().id(), seen);
    }
    return (int) Math.round(most);
  }
}
