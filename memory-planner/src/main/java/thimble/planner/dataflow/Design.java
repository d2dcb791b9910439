package thimble.planner.dataflow;

import java.util.ArrayList;
import java.util.List;
import thimble.ir.Graph;
import thimble.targets.Fpga;
import thimble.targets.hls.Flow;
import thimble.targets.hls.Folding;
import thimble.targets.hls.Ports;
import thimble.targets.hls.Resources;
import thimble.targets.hls.Unit;

/**
 * A network of processes with streams between them. Every stream has one that writes and one that
 * reads; those of the interface have one of the two.
 *
 * @param ports how tensors come and go
 * @param processes writers before readers
 * @param inputs streams that the interface hands in, by graph input
 * @param outputs streams that the interface hands out, by graph output
 */
public record Design(
    Graph graph,
    Ports ports,
    List<Folded> foldings,
    List<Process> processes,
    List<Stream> streams,
    List<Integer> inputs,
    List<Integer> outputs) {
  public Design {
    foldings = List.copyOf(foldings);
    processes = List.copyOf(processes);
    streams = List.copyOf(streams);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * How a node is folded.
   *
   * @param node index in the graph
   */
  public record Folded(int node, Folding folding, int multipliers) {}

  /**
   * @param name a C identifier, unique in the design
   * @param node the node it works for; -1 at the edges
   * @param inputs streams, in the unit's order
   */
  public record Process(
      String name, int node, Unit unit, List<Integer> inputs, List<Integer> outputs) {
    public Process {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * @param name a C identifier, unique in the design
   * @param depth words that it holds
   * @param large whether they lie in blocks of 288 Kbit
   */
  public record Stream(String name, Flow flow, int depth, boolean large) {
    /** What it takes of a device. */
    public Resources resources() {
      return large ? Resources.largeStream(flow, depth) : Resources.stream(flow, depth);
    }
  }

  /** Products a cycle, all together. */
  public int multipliers() {
    return foldings.stream().mapToInt(Folded::multipliers).sum();
  }

  /** The same network of other processes and streams. */
  Design with(List<Process> processes, List<Stream> streams) {
    return new Design(graph, ports, foldings, processes, streams, inputs, outputs);
  }

  public Design withDepths(int[] depths) {
    List<Stream> changed = new ArrayList<>();
    for (int i = 0; i < depths.length; i++) {
      Stream stream = streams.get(i);
      changed.add(new Stream(stream.name(), stream.flow(), depths[i], false));
    }
    return new Design(graph, ports, foldings, processes, changed, inputs, outputs);
  }

  /** What the whole design takes of a device. */
  public Resources resources(Fpga fpga) {
    Resources sum = Resources.NONE;
    for (Process process : processes) {
      sum = sum.plus(process.unit().resources(fpga));
    }
    for (int i = 0; i < streams.size(); i++) {
      if (!isPort(i)) {
        sum = sum.plus(streams.get(i).resources());
      }
    }
    return sum;
  }

  /** Depths by stream. */
  public int[] depths() {
    return streams.stream().mapToInt(Stream::depth).toArray();
  }

  /** Whether a stream belongs to the interface: it never fills up, and never runs dry. */
  public boolean isPort(int stream) {
    return inputs.contains(stream) || outputs.contains(stream);
  }
}
