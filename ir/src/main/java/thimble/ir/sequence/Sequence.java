package thimble.ir.sequence;

import java.util.List;
import thimble.ir.Graph;

/**
 * A graph that takes a few new frames a run and gives the results for the newest window.
 *
 * @param batch the graph over a window that it was made from
 * @param graph with states: inputs that are carried from run to run ({@code Port.carried})
 * @param inputs what each argument is
 * @param frames that a run takes: the product of the strides along time
 * @param window frames of one inference of the model
 * @param results what each result is
 * @param warmUp runs after a reset until a whole window of frames has been seen
 * @param padded layers whose padding along time makes a window's edges differ: a stream has frames
 *     where a window has padding
 * @param whole layers that need a window in one piece: they compute it anew in each run
 * @param recurrent layers that carry a state from step to step: they know all frames since the
 *     reset, and results are those of a window that begins there
 */
public record Sequence(
    Graph batch,
    Graph graph,
    List<Input> inputs,
    int frames,
    int window,
    List<Result> results,
    int warmUp,
    List<String> padded,
    List<String> whole,
    List<String> recurrent) {
  public Sequence {
    inputs = List.copyOf(inputs);
    results = List.copyOf(results);
    padded = List.copyOf(padded);
    whole = List.copyOf(whole);
    recurrent = List.copyOf(recurrent);
  }

  /**
   * What an argument is.
   *
   * @param framesPerRow frames that one of its rows stands for; 0 where it is no sequence but is
   *     handed in with each run
   */
  public record Input(int framesPerRow) {
    public boolean isSequence() {
      return framesPerRow > 0;
    }
  }

  /** What a result is about. */
  public enum Kind {
    /** A window of frames. */
    WINDOW,
    /** The rows that are new. */
    ROWS,
    /** A recurrent layer's state after the newest step. */
    STATE
  }

  /**
   * @param framesPerRow frames that one of its rows stands for; 0 where it is about a window
   * @param rows of it in a window
   * @param lag by so many frames what it is about ends before the newest frame
   */
  public record Result(Kind kind, int framesPerRow, int rows, int lag) {}

  /** The largest lag of a result. */
  public int lag() {
    return results.stream().mapToInt(Result::lag).max().orElse(0);
  }
}
