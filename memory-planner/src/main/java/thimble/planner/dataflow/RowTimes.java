package thimble.planner.dataflow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Value;
import thimble.ir.op.Access;
import thimble.ir.op.RowWindow;
import thimble.ir.op.Signature;

/**
 * When rows are done, about: a row of a result takes its share of its node's cycles, and neither
 * begins before the row before it has ended nor ends before the last row of input it needs is
 * there. Streams are thought deep enough.
 */
final class RowTimes {
  private static final int AXI_BYTES = 4;

  private final Graph graph;
  private final GraphIndex index;

  /** By node and input where its rows come from: a graph input, then a node; -1: a constant. */
  private final int[][] sources;

  private final int[] outputs;
  private final int ports;

  /** By source when its rows end. */
  private final double[][] ends;

  /** The same where one node is folded otherwise, as far as that changes it. */
  private final double[][] trial;

  private final boolean[] changed;
  private final double[] cycles;
  private final boolean[] streams;

  /**
   * By node and input, the last row of input that each row of the result needs; null: no matter.
   */
  private final int[][][] needed;

  RowTimes(Graph graph) {
    this.graph = graph;
    this.index = graph.index();
    int nodes = graph.nodes().size();
    this.ports = graph.inputs().size();
    this.needed = new int[nodes][][];
    this.sources = new int[nodes][];
    this.ends = new double[ports + nodes][];
    this.trial = new double[ports + nodes][];
    this.changed = new boolean[ports + nodes];
    this.cycles = new double[nodes];
    this.streams = new boolean[nodes];
    Map<String, Integer> by = new HashMap<>();
    for (int port = 0; port < ports; port++) {
      Value value = graph.inputs().get(port).value();
      by.put(value.id(), port);
      ends[port] = new double[value.type().rows()];
      for (int row = 0; row < ends[port].length; row++) {
        ends[port][row] = (row + 1.0) * value.type().rowBytes() / AXI_BYTES;
      }
    }
    for (int i = 0; i < nodes; i++) {
      Node node = graph.nodes().get(i);
      needed[i] = needed(node, index.signature(node));
      sources[i] = node.inputs().stream().mapToInt(id -> by.getOrDefault(id, -1)).toArray();
      int rows = node.output().type().rows();
      ends[ports + i] = new double[rows];
      trial[ports + i] = new double[rows];
      for (Value output : node.outputs()) {
        by.put(output.id(), ports + i);
      }
    }
    outputs =
        graph.outputs().stream()
            .mapToInt(port -> by.getOrDefault(port.value().id(), -1))
            .filter(source -> source >= 0)
            .toArray();
  }

  private int[][] needed(Node node, Signature signature) {
    int rows = signature.output().rows();
    int[][] last = new int[node.inputs().size()][];
    for (int input = 0; input < last.length; input++) {
      if (index.isConstant(node.inputs().get(input))) {
        continue;
      }
      int inputRows = signature.input(input).rows();
      Optional<RowWindow> window =
          node.op().access(signature) instanceof Access.ByRows byRows
              ? Optional.of(byRows.windows().get(input))
              : Optional.empty();
      last[input] = new int[rows];
      for (int row = 0; row < rows; row++) {
        last[input][row] =
            window.isEmpty() || window.get().isAll()
                ? inputRows - 1
                : Math.min(inputRows - 1, lastRow(window.get(), row));
      }
    }
    return last;
  }

  private static int lastRow(RowWindow window, int row) {
    if (window.isSame()) {
      return row;
    }
    int last = 0;
    for (int tap = 0; tap < window.taps(); tap++) {
      last = Math.max(last, window.row(row, tap));
    }
    return last;
  }

  /**
   * Begins with these foldings.
   *
   * @param cycles of each node, all its rows together; 0 where it only renames
   * @param streams whether a node has no products: its work comes with its input's rows
   * @return the end of the last output
   */
  double latency(double[] cycles, boolean[] streams) {
    System.arraycopy(cycles, 0, this.cycles, 0, cycles.length);
    System.arraycopy(streams, 0, this.streams, 0, streams.length);
    for (int i = 0; i < needed.length; i++) {
      compute(i, cycles[i], streams[i], ends[ports + i]);
    }
    return latest();
  }

  /** The end of the last output if one node were folded otherwise: what changes is looked at. */
  double trial(int node, double cycles, boolean streams) {
    attempt(node, cycles, streams);
    for (int i = node + 1; i < needed.length; i++) {
      if (isTouched(i)) {
        attempt(i, this.cycles[i], this.streams[i]);
      }
    }
    double latest = latest();
    Arrays.fill(changed, ports + node, changed.length, false);
    return latest;
  }

  private boolean isTouched(int node) {
    for (int source : sources[node]) {
      if (source >= 0 && changed[source]) {
        return true;
      }
    }
    return false;
  }

  private void attempt(int node, double cycles, boolean streams) {
    compute(node, cycles, streams, trial[ports + node]);
    changed[ports + node] = !Arrays.equals(trial[ports + node], ends[ports + node]);
  }

  private double latest() {
    double latest = 0;
    for (int source : outputs) {
      double[] end = end(source);
      latest = Math.max(latest, end[end.length - 1]);
    }
    return latest;
  }

  private double[] end(int source) {
    return changed[source] ? trial[source] : ends[source];
  }

  private void compute(int i, double cycles, boolean streams, double[] end) {
    int rows = end.length;
    double share = cycles / rows;
    double before = 0;
    for (int row = 0; row < rows; row++) {
      double begin = before;
      double least = 0;
      for (int input = 0; input < needed[i].length; input++) {
        if (needed[i][input] == null) {
          continue;
        }
        double[] given = end(sources[i][input]);
        int last = Math.min(needed[i][input][row], given.length - 1);
        if (streams) {
          least = Math.max(least, given[last] + cycles / given.length / 8);
        } else {
          begin = Math.max(begin, last == 0 ? 0 : given[last - 1]);
          least = Math.max(least, given[last] + (last == 0 ? share : share / 8));
        }
      }
      end[row] = Math.max(streams ? before : begin + share, least);
      before = end[row];
    }
  }
}
