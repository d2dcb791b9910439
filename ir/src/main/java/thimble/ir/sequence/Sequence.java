package thimble.ir.sequence;

import java.util.List;
import thimble.ir.Graph;

/**
 * A graph that takes a few new frames a run and gives the results for the newest window.
 *
 * @param batch the graph over a window that it was made from
 * @param graph with states: inputs that are carried from run to run ({@code Port.carried})
 * @param frames that a run takes: the product of the strides along time
 * @param window frames of one inference of the model
 * @param lag by so many frames the window of a run's results ends before the newest frame; for
 *     results that have time, of their newest row
 * @param warmUp runs after a reset until a whole window of frames has been seen
 * @param padded layers whose padding along time makes a window's edges differ: a stream has frames
 *     where a window has padding
 * @param whole layers that need a window in one piece: they compute it anew in each run
 */
public record Sequence(
    Graph batch,
    Graph graph,
    int frames,
    int window,
    int lag,
    int warmUp,
    List<String> padded,
    List<String> whole) {
  public Sequence {
    padded = List.copyOf(padded);
    whole = List.copyOf(whole);
  }
}
