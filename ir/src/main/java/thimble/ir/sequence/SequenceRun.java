package thimble.ir.sequence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import thimble.ir.Graph;
import thimble.ir.Port;
import thimble.ir.TensorData;
import thimble.ir.TensorType;
import thimble.ir.run.Evaluator;

/** Run after run of a graph whose states are carried from one to the next. */
public final class SequenceRun {
  private final Graph graph;
  private final UnaryOperator<List<TensorData>> machine;

  /** By state's id. */
  private final Map<String, TensorData> states = new LinkedHashMap<>();

  /** Runs since the sequence began. */
  private int runs;

  /**
   * @param machine what runs the graph: from the data of all its sources to that of all its outputs
   */
  public SequenceRun(Graph graph, UnaryOperator<List<TensorData>> machine) {
    this.graph = graph;
    this.machine = machine;
    reset();
  }

  /** Runs by the reference. */
  public SequenceRun(Graph graph) {
    this(graph, sources -> Evaluator.outputs(graph, sources));
  }

  /** Begins a new sequence: states hold what they hold first. */
  public void reset() {
    runs = 0;
    graph.states().forEach(this::begin);
  }

  private void begin(Port state) {
    Optional<String> first = state.carry().get().first();
    states.put(
        state.value().id(),
        first.isPresent()
            ? graph.index().constant(first.get()).orElseThrow().data()
            : zeros(state.value().type()));
  }

  /** What stands for zero, as often as the type has elements. */
  public static TensorData zeros(TensorType type) {
    TensorData zeros = TensorData.allocate(type.element(), type.count());
    int zero = type.isQuantized() ? type.quant().zeroPoint() : 0;
    for (int i = 0; i < zeros.count() && zero != 0; i++) {
      zeros.set(i, zero);
    }
    return zeros;
  }

  /** The data of all sources for a next run. */
  public List<TensorData> sources(List<TensorData> arguments) {
    List<TensorData> sources = new ArrayList<>();
    int next = 0;
    for (Port port : graph.sources()) {
      TensorData state = states.get(port.value().id());
      sources.add(state == null ? arguments.get(next++) : state);
    }
    return sources;
  }

  /**
   * One run.
   *
   * @param arguments one for each of {@link Graph#arguments}
   * @return one for each of {@link Graph#results}
   */
  public List<TensorData> next(List<TensorData> arguments) {
    List<TensorData> outputs = machine.apply(sources(arguments));
    carry(outputs);
    List<TensorData> results = new ArrayList<>();
    for (Port port : graph.results()) {
      results.add(outputs.get(graph.outputs().indexOf(port)));
    }
    return results;
  }

  /**
   * Keeps what a run leaves for the next.
   *
   * @param outputs one for each output of the graph
   */
  public void carry(List<TensorData> outputs) {
    runs++;
    for (Port state : graph.states()) {
      if (runs <= state.carry().get().hold()) {
        begin(state);
        continue;
      }
      for (int i = 0; i < outputs.size(); i++) {
        if (state.carried().get().equals(graph.outputs().get(i).value().id())) {
          states.put(state.value().id(), lastRows(outputs.get(i), state.value().type()));
        }
      }
    }
  }

  private static TensorData lastRows(TensorData all, TensorType type) {
    TensorData last = TensorData.allocate(type.element(), type.count());
    System.arraycopy(all.array(), all.count() - last.count(), last.array(), 0, last.count());
    return last;
  }
}
