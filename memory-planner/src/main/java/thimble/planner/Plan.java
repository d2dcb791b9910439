package thimble.planner;

import java.util.List;
import java.util.Map;
import thimble.ir.Graph;

/**
 * When and where everything happens: a value that {@code PlanVerifier} proves and the plan runner
 * executes.
 *
 * @param graph its nodes stand in the order in which the plan runs them
 * @param addresses for each value in the arena (not constants) where its rows lie
 * @param scratch for each node index with working memory: the arena byte where its first scratch
 *     argument begins; the others follow, each rounded up to 8 bytes
 * @param arenaBytes size of the arena
 * @param memory the figures for reports
 */
public record Plan(
    Graph graph,
    List<Step> steps,
    List<Buffer> buffers,
    Map<String, RowAddress> addresses,
    Map<Integer, Long> scratch,
    long arenaBytes,
    Memory memory) {
  public Plan {
    steps = List.copyOf(steps);
    buffers = List.copyOf(buffers);
    addresses = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(addresses));
    scratch = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(scratch));
  }

  /**
   * All in bytes.
   *
   * @param peak everything live at once: activations, scratch, resident input
   * @param arena size of the arena; {@code peak} plus what fragmentation and alignment cost
   * @param scratch the largest working memory of one kernel
   * @param input graph inputs
   * @param lowerBound no plan with this order and these views needs less
   * @param layerByLayer what the same model needs with every layer's tensors apart (no views,
   *     nothing in place)
   * @param peakStep the step (index) at which {@code peak} is reached
   * @param provedOptimal whether no smaller arena exists for the chosen order
   */
  public record Memory(
      long peak,
      long arena,
      long scratch,
      long input,
      long lowerBound,
      long layerByLayer,
      int peakStep,
      boolean provedOptimal) {}
}
