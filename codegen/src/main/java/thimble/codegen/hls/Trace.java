package thimble.codegen.hls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.Node;
import thimble.ir.TensorData;
import thimble.ir.run.Evaluator;
import thimble.planner.dataflow.Design;
import thimble.planner.dataflow.Design.Process;
import thimble.targets.hls.Flow;
import thimble.targets.hls.Table;

/**
 * What goes over the streams of a design in one inference, as its units' models and the integer
 * reference say: sums show a wrong weight that no result of the network would.
 *
 * @param stream name
 * @param hash of all values, in hexadecimal
 */
public record Trace(String stream, int lanes, int bits, long words, String hash) {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /** By process the streams it writes; those of the interface left out. */
  static List<List<Trace>> of(Design design, List<TensorData> inputs) {
    Graph graph = design.graph();
    Map<String, TensorData> tensors = Evaluator.run(graph, inputs);
    Map<Integer, long[]> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(design.inputs().get(i), inputs.get(i).integers());
    }
    List<List<Trace>> traces = new ArrayList<>();
    List<Process> processes = design.processes();
    for (int i = 0; i < processes.size(); i++) {
      Process process = processes.get(i);
      long[][] given = given(process, values).orElse(new long[process.outputs().size()][]);
      boolean last = i + 1 == processes.size() || processes.get(i + 1).node() != process.node();
      if (process.node() >= 0 && last) {
        Node node = graph.nodes().get(process.node());
        for (int output = 0; output < given.length; output++) {
          long[] tensor = tensors.get(node.outputs().get(output).id()).integers();
          if (given[output] != null && !Arrays.equals(given[output], tensor)) {
            throw new IllegalStateException(
                process.name() + ": the units' models and the reference differ");
          }
          given[output] = tensor;
        }
      }
      List<Trace> some = new ArrayList<>();
      for (int output = 0; output < given.length; output++) {
        int stream = process.outputs().get(output);
        if (given[output] != null && !design.isPort(stream)) {
          values.put(stream, given[output]);
          Flow flow = design.streams().get(stream).flow();
          some.add(
              new Trace(
                  design.streams().get(stream).name(),
                  flow.lanes(),
                  flow.bits(),
                  flow.words(),
                  hash(given[output])));
        }
      }
      traces.add(some);
    }
    return traces;
  }

  private static Optional<long[][]> given(Process process, Map<Integer, long[]> values) {
    long[][] inputs = process.inputs().stream().map(values::get).toArray(long[][]::new);
    for (long[] input : inputs) {
      if (input == null) {
        return Optional.empty();
      }
    }
    return process.unit().values(inputs);
  }

  static String hash(Table table) {
    return hash(table.values());
  }

  /** FNV-1a over values of 64 bits. */
  private static String hash(long[] values) {
    long hash = BASIS;
    for (long value : values) {
      hash = (hash ^ value) * PRIME;
    }
    return "0x" + Long.toHexString(hash) + "ULL";
  }
}
