package thimble.planner.advice;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.op.Window2d;

/**
 * Changes that bear on the fullest moment, the most promising first. A layer with a window of k
 * rows holds k rows of its input: with fewer taps it holds fewer. What lies between a layer that
 * strides and one before it that could is four times as large as it need be.
 */
final class Candidates {
  /** Layers that are looked back from one that strides. */
  private static final int LONGEST_CHAIN = 12;

  private static final int LARGEST_STRIDE = 4;

  private final GraphIndex index;
  private final Map<String, Long> live = new HashMap<>();

  /** Change and the bytes that it might save, a guess that only sorts. */
  private final Map<Change, Double> promises = new LinkedHashMap<>();

  private Candidates(Graph graph, Advisor.Peak peak) {
    index = graph.index();
    peak.held().forEach(held -> live.put(held.value(), held.bytes()));
  }

  static List<Change> of(Graph graph, Advisor.Peak peak, int most) {
    Candidates candidates = new Candidates(graph, peak);
    graph.nodes().forEach(candidates::kernels);
    graph.nodes().forEach(candidates::strides);
    return candidates.promises.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Comparator.comparingDouble((Map.Entry<Change, Double> it) -> -it.getValue()))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void kernels(Node node) {
    Optional<Window2d> window =
        WindowedOps.isConvolution(node.op()) ? WindowedOps.window(node.op()) : Optional.empty();
    if (window.isEmpty() || window.get().kernelHeight() < 2) {
      return;
    }
    int kernel = window.get().kernelHeight();
    int smaller = smaller(kernel);
    double rows = 1 - (double) smaller / kernel;
    Change change =
        new Change.SmallerKernel(node.output().id(), smaller, smaller(window.get().kernelWidth()));
    // The window's rows are held of the input; the result, too, begins earlier.
    promises.put(change, rows * (live(node.inputs().get(0)) + 0.1 * live(node.output().id())));
  }

  private static int smaller(int kernel) {
    return kernel > 2 ? kernel - 2 : 1;
  }

  private long live(String value) {
    return live.getOrDefault(value, 0L);
  }

  /** Whether a layer makes images smaller; pools over all of an image are no such thing. */
  private static boolean reduces(Window2d window) {
    int stride = Math.max(window.strideY(), window.strideX());
    return window.strideY() > 1 && stride <= LARGEST_STRIDE;
  }

  private void strides(Node from) {
    Optional<Window2d> window = WindowedOps.window(from.op());
    if (window.isEmpty() || !reduces(window.get())) {
      return;
    }
    long between = 0;
    String value = from.inputs().get(0);
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      Optional<Node> node = index.producer(value);
      if (node.isEmpty() || node.get().inputs().isEmpty()) {
        break;
      }
      between += live(value);
      Optional<Window2d> before = WindowedOps.window(node.get().op());
      if (before.isPresent() && before.get().strideY() > 1) {
        break;
      }
      if (before.isPresent() && before.get().kernelHeight() > 1) {
        promises.put(
            new Change.EarlierStride(node.get().output().id(), from.output().id()), 0.7 * between);
      }
      value = node.get().inputs().get(0);
    }
  }
}
