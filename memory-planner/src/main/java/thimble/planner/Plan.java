package thimble.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.targets.Cost;
import thimble.targets.Kernel;

/**
 * When and where everything happens: a value that {@code PlanVerifier} proves and the plan runner
 * executes.
 *
 * <p>Inputs are filled before every run, or handed in row by row during it where steps receive
 * them; their memory is used again once their last reader is done (an input that is itself an
 * output of the graph survives). Outputs stand until the next run, but for those that steps
 * deliver.
 *
 * @param graph its nodes stand in the order in which the plan runs them; where an output of the
 *     model is a constant, a node that copies it was added (every output lies in the arena)
 * @param kernels for each node the one chosen for it: its working memory is what {@code scratch}
 *     reserves, its access and in-place rule are what the steps rely on
 * @param steps nodes without a step are views: all their results lie in memory that others write
 * @param addresses for each value in the arena (not constants) where its rows lie
 * @param scratch for each node index with working memory: the arena byte where its first scratch
 *     argument begins; the others follow, each rounded up to 8 bytes
 * @param arenaBytes size of the arena
 * @param memory the figures for reports
 * @param recomputed by result of a node: its multiply-accumulates that another one does as well,
 *     because parts of regions overlap ({@link Strips})
 */
public record Plan(
    Graph graph,
    List<Kernel> kernels,
    List<Step> steps,
    List<Buffer> buffers,
    Map<String, RowAddress> addresses,
    Map<Integer, Long> scratch,
    long arenaBytes,
    Memory memory,
    Map<String, Long> recomputed) {
  /** The arena itself begins at a multiple of this: the largest element is 8 bytes wide. */
  public static final int ARENA_ALIGNMENT = 8;

  public Plan {
    kernels = List.copyOf(kernels);
    if (kernels.size() != graph.nodes().size()) {
      throw new IllegalArgumentException("one kernel for each node");
    }
    steps = List.copyOf(steps);
    buffers = List.copyOf(buffers);
    addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
    scratch = Collections.unmodifiableMap(new TreeMap<>(scratch));
    recomputed = Collections.unmodifiableMap(new LinkedHashMap<>(recomputed));
  }

  /** A plan that computes nothing twice. */
  public Plan(
      Graph graph,
      List<Kernel> kernels,
      List<Step> steps,
      List<Buffer> buffers,
      Map<String, RowAddress> addresses,
      Map<Integer, Long> scratch,
      long arenaBytes,
      Memory memory) {
    this(graph, kernels, steps, buffers, addresses, scratch, arenaBytes, memory, Map.of());
  }

  /** Instructions of one run, predicted: what its kernels cost, call by call. */
  public double instructions() {
    return instructionsByNode().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The same for each node that runs. */
  public Map<Integer, Double> instructionsByNode() {
    Map<Integer, Double> byNode = new TreeMap<>();
    for (Step step : flat()) {
      if (step instanceof Step.Call call) {
        byNode.merge(
            call.node(), kernels.get(call.node()).instructions(call.rowCount()), Double::sum);
      } else if (step instanceof Step.Feed feed && feed.inputRow() == 0) {
        // What is fed is accumulated by the reference kernel, whatever the chosen one is.
        Node node = graph.nodes().get(feed.node());
        Cost cost = Cost.ofReference(node.op(), graph.index().signature(node));
        int rows = node.output().type().rows();
        byNode.merge(feed.node(), cost.instructions(rows), Double::sum);
      }
    }
    return byNode;
  }

  /** Calls and feeds one after another, those inside of streams included: the plan's time. */
  public List<Step> flat() {
    List<Step> flat = new ArrayList<>();
    for (Step step : steps) {
      if (step instanceof Step.RowStream stream) {
        flat.addAll(stream.steps());
      } else {
        flat.add(step);
      }
    }
    return flat;
  }

  /** Inputs, by index, that steps receive row by row. */
  public Set<Integer> received() {
    Set<Integer> inputs = new TreeSet<>();
    for (Step step : flat()) {
      if (step instanceof Step.Receive receive) {
        inputs.add(receive.input());
      }
    }
    return inputs;
  }

  /** Outputs, by index, that steps deliver row by row. */
  public Set<Integer> delivered() {
    Set<Integer> outputs = new TreeSet<>();
    for (Step step : flat()) {
      if (step instanceof Step.Deliver deliver) {
        outputs.add(deliver.output());
      }
    }
    return outputs;
  }

  Plan withMemory(Memory measured) {
    return new Plan(
        graph, kernels, steps, buffers, addresses, scratch, arenaBytes, measured, recomputed);
  }

  /** Multiply-accumulates that are done again. */
  public long recomputedMacs() {
    return recomputed.values().stream().mapToLong(Long::longValue).sum();
  }

  Plan withRecomputed(Map<String, Long> macs) {
    return new Plan(graph, kernels, steps, buffers, addresses, scratch, arenaBytes, memory, macs);
  }

  /**
   * All in bytes.
   *
   * @param peak everything live at once: activations, scratch, what is there of the inputs
   * @param arena size of the arena; {@code peak} plus what fragmentation and alignment cost
   *     (nothing, nearly always)
   * @param scratch the largest working memory of one kernel
   * @param input of the graph inputs what is in the arena at most: all of those that are filled
   *     before the run, and so many bytes of received rows at a time
   * @param lowerBound no plan with this order and these views needs less: the peak, unless results
   *     in place were given up for a better fit
   * @param layerByLayer what the same model needs in the order of its file with every layer's
   *     tensors apart (no views, nothing in place), scratch included
   * @param peakStep the first step (index) at which {@code peak} is reached; -1 where it is reached
   *     before the run (all inputs), {@code steps().size()} where after it (all outputs)
   * @param provedOptimal whether no smaller arena exists for this order and these results in place
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
