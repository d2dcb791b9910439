package thimble.planner.dataflow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import thimble.ir.Graph;
import thimble.ir.GraphIndex;
import thimble.ir.Node;
import thimble.ir.Port;
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

  /**
   * By node and input, the last row of input that each row of the result needs; null: no matter.
   */
  private final int[][][] needed;

  RowTimes(Graph graph) {
    this.graph = graph;
    this.index = graph.index();
    this.needed = new int[graph.nodes().size()][][];
    for (int i = 0; i < needed.length; i++) {
      Node node = graph.nodes().get(i);
      needed[i] = needed(node, index.signature(node));
    }
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
   * @param cycles of each node, all its rows together; 0 where it only renames
   * @param streams whether a node has no products: its work comes with its input's rows
   * @return the end of the last output
   */
  double latency(double[] cycles, boolean[] streams) {
    Map<String, double[]> ends = new HashMap<>();
    for (Port port : graph.inputs()) {
      double[] end = new double[port.value().type().rows()];
      for (int row = 0; row < end.length; row++) {
        end[row] = (row + 1.0) * port.value().type().rowBytes() / AXI_BYTES;
      }
      ends.put(port.value().id(), end);
    }
    for (int i = 0; i < needed.length; i++) {
      Node node = graph.nodes().get(i);
      double[] end = node(i, node, ends, cycles[i], streams[i]);
      node.outputs().forEach(output -> ends.put(output.id(), end));
    }
    double latest = 0;
    for (Port port : graph.outputs()) {
      double[] end = ends.get(port.value().id());
      latest = Math.max(latest, end[end.length - 1]);
    }
    return latest;
  }

  private double[] node(
      int i, Node node, Map<String, double[]> ends, double cycles, boolean streams) {
    int rows = index.type(node.output().id()).rows();
    double[] end = new double[rows];
    double share = cycles / rows;
    double before = 0;
    for (int row = 0; row < rows; row++) {
      double begin = before;
      double least = 0;
      for (int input = 0; input < needed[i].length; input++) {
        if (needed[i][input] == null) {
          continue;
        }
        double[] given = ends.get(node.inputs().get(input));
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
    return end;
  }
}
